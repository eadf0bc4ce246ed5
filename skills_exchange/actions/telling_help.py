"""What the help desk tells whom."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from skills_exchange.enums_help import AskState, HelpRoute
from skills_exchange.models import HelpAnswer, HelpExchange, HelpRequest, Party, PartyBlock
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant

ASKED, ANSWERED, SOLVED, WAITS = "help_asked", "help_answered", "help_solved", "help_waits"


def helpers_asked(request: HelpRequest, parties: Sequence[Party]) -> None:
    """Helpers learn that somebody hopes for them."""
    people = [party.person for party in parties if party.person is not None]
    _tell(ASKED, request, people, f"help-asked:{request.uid}")


def answered(request: HelpRequest, answer: HelpAnswer) -> None:
    """Whoever asked learns of an answer."""
    if request.asker is not None:
        _tell(ANSWERED, request, [request.asker], f"help-answer:{answer.pk}")


def asker_wrote(request: HelpRequest, answer: HelpAnswer) -> None:
    """Those who answered or took the question learn that there is more."""
    people = Person.objects.present().filter(
        pk__in=[
            *request.answers.filter(by_asker=False, author__isnull=False).values_list("author", flat=True),
            *request.asks.filter(state=AskState.TAKEN).values_list("party__person", flat=True),
        ]
    )
    _tell(ANSWERED, request, people, f"help-answer:{answer.pk}")


def offered(exchange: HelpExchange) -> None:
    """Whoever asked learns that somebody would teach it."""
    request = exchange.request
    if request.asker is not None:
        _tell(ANSWERED, request, [request.asker], f"help-offer:{exchange.pk}")


def solved(request: HelpRequest, answer: HelpAnswer) -> None:
    """The helper learns that it helped."""
    if answer.author is not None:
        _tell(SOLVED, request, [answer.author], f"help-solved:{request.uid}")


def escalated(request: HelpRequest) -> None:
    """Those it is passed on to, and whoever asked, learn of it."""
    key = f"help-escalated:{request.uid}:{request.promised_by.date().isoformat()}"
    _tell(WAITS, request, _next_ones(request), key)
    if request.asker is not None:
        _tell(WAITS, request, [request.asker], key)


def _next_ones(request: HelpRequest) -> "QuerySet[Person]":
    if request.route == HelpRoute.AFFILIATE:
        members = Membership.objects.live().filter(organisation=request.organisation, role=MemberRole.COORDINATOR)
        return _but(request, members.values("person"))
    curators = RoleGrant.objects.live().filter(role__in=[Role.SKILLS_CURATOR, Role.CURATOR])
    return _but(request, curators.values("person"))


def _but(request: HelpRequest, people: "QuerySet[Any, Any]") -> "QuerySet[Person]":
    """These people, without whoever asked."""
    found = Person.objects.present().filter(pk__in=people)
    return found.exclude(pk=request.asker_id) if request.asker_id else found


def _tell(kind: str, request: HelpRequest, people: Iterable[Person], key: str) -> None:
    people = _without_blocks(request, people)
    context = {"title": request.title, "promised_by": request.promised_by}
    notify_each(
        kind=kind, notes=[Note(person, context, request.get_absolute_url(), f"{key}:{kind}") for person in people]
    )


def _without_blocks(request: HelpRequest, people: Iterable[Person]) -> list[Person]:
    """These people without those between whom and whoever asked there is a block."""
    wanted = list(people)
    if request.asker_id is None:
        return wanted
    pairs = PartyBlock.objects.filter(Q(by__person=request.asker_id) | Q(blocked__person=request.asker_id))
    apart = {pk for pair in pairs.values_list("by__person", "blocked__person") for pk in pair}
    return [person for person in wanted if person.pk == request.asker_id or person.pk not in apart]
