"""Asking the help desk, answering, and seeing to it that every question gets somebody in the promised time."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions import telling_help as telling
from skills_exchange.actions.resources import add_resource
from skills_exchange.enums import SkillStatus
from skills_exchange.enums_help import AskState, HelpAudience, HelpRoute, HelpState, Licence, ResourceKind
from skills_exchange.errors import HelpRefused, NotYours
from skills_exchange.models import HelpAnswer, HelpAsk, HelpExchange, HelpRequest, Party, Resource, Skill
from skills_exchange.queries.help import affiliate_for, helpers_for, known_helpers, promise_with
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

AT_ONCE = 3
"""So many helpers are asked at the same time."""
TO_ANSWER = timedelta(hours=24)
"""So long a helper who was asked has to say whether they answer."""
AFFILIATE_HAS = timedelta(days=7)
MOST_OPEN = 5
"""Questions of one person that may wait at the same time."""


@transaction.atomic
def ask_for_help(*, actor: Person, skill: Skill | None, **fields: Any) -> HelpRequest:
    """Put a question; the best helpers are asked at once. `fields`: title, text, language, audience, may_be_published.

    What only helpers read is not published later either. `HelpRefused` for a skill that is not in use, and beyond five
    open questions.
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    if skill is not None and skill.status == SkillStatus.MERGED:
        skill = skill.merged_into
    if skill is not None and skill.status != SkillStatus.ACTIVE:
        raise HelpRefused(_("This skill is not in use. Choose another one."), field="skill")
    if HelpRequest.objects.asked_by(actor).waiting().count() >= MOST_OPEN:
        raise HelpRefused(_("You have five open questions. Wait for their answers, or withdraw one of them."))
    now = timezone.now()
    if fields.get("audience") == HelpAudience.HELPERS:
        fields["may_be_published"] = False
    request = HelpRequest(asker=actor, skill=skill, asked_at=now, promised_by=now, **fields)
    request.promised_by = now + promise_with(known_helpers(skill, request.language, asker=actor))
    request.full_clean(exclude=["asker", "resource"])
    request.save()
    _ask_helpers(request)
    record(actor=actor.reference, action="help.asked", target=request.reference, details={"route": request.route})
    return request


@transaction.atomic
def answer_ask(*, actor: Person, ask: HelpAsk, takes: bool) -> HelpAsk:
    """A helper takes the question, or passes; then the next one is asked. The same answer again changes nothing."""
    request = _locked(ask.request_id)
    ask = HelpAsk.objects.select_for_update().select_related("party").get(pk=ask.pk)
    if ask.party.person_id != actor.pk:
        raise NotYours(_("Somebody else was asked."))
    wanted = AskState.TAKEN if takes else AskState.PASSED
    if ask.state == wanted:
        return ask
    if request.state != HelpState.OPEN:
        raise HelpRefused(_("The question has been answered meanwhile. Thank you all the same."))
    if takes and request.asks.filter(state=AskState.TAKEN).exists():
        raise HelpRefused(_("Somebody else has just taken this question. Thank you all the same."))
    ask.state = wanted
    if takes:
        ask.until = max(timezone.now() + TO_ANSWER, request.promised_by)
    ask.save(update_fields=["state", "until"])
    if not takes:
        _ask_helpers(request)
    record(actor=actor.reference, action=f"help.{wanted}", target=request.reference)
    return ask


@transaction.atomic
def answer_question(*, actor: Person, request: HelpRequest, text: str) -> HelpAnswer:
    """Write on a question: whoever sees it. The first answer of somebody else is told to whoever asked."""
    request = _locked(request.pk)
    if not HelpRequest.objects.visible_to(actor).filter(pk=request.pk).exists():
        raise NotYours(_("You cannot read this question."))
    if not request.waits:
        raise HelpRefused(_("This question is closed."))
    by_asker = request.asker_id == actor.pk
    answer = HelpAnswer.objects.create(request=request, author=actor, text=text, by_asker=by_asker)
    if by_asker:
        telling.asker_wrote(request, answer)
    else:
        request.state = HelpState.ANSWERED
        request.answered_at = request.answered_at or answer.at
        request.save(update_fields=["state", "answered_at"])
        telling.answered(request, answer)
    record(actor=actor.reference, action="help.written", target=request.reference)
    return answer


@transaction.atomic
def solve_question(*, actor: Person, request: HelpRequest, answer: HelpAnswer | None = None) -> HelpRequest:
    """Whoever asked says that it is solved, and by which answer; the helper is thanked."""
    request = _own(actor, request)
    if request.state == HelpState.SOLVED:
        return request
    if request.state == HelpState.WITHDRAWN:
        raise HelpRefused(_("This question is closed."))
    if answer is not None:
        if answer.request_id != request.pk or answer.by_asker or answer.hidden:
            raise HelpRefused(_("Choose one of the answers."))
        HelpAnswer.objects.filter(pk=answer.pk).update(accepted=True)
        telling.solved(request, answer)
    request.state, request.solved_at = HelpState.SOLVED, timezone.now()
    request.save(update_fields=["state", "solved_at"])
    record(actor=actor.reference, action="help.solved", target=request.reference)
    return request


@transaction.atomic
def reopen_question(*, actor: Person, request: HelpRequest) -> HelpRequest:
    """It is not solved after all: it waits again, with a new promise."""
    request = _own(actor, request)
    if request.state == HelpState.OPEN:
        return request
    if request.resource_id is not None:
        raise HelpRefused(_("This question is in the library. Ask a new one."))
    request.answers.filter(accepted=True).update(accepted=False)
    request.state, request.solved_at, request.route = HelpState.OPEN, None, HelpRoute.QUEUE
    promise = promise_with(known_helpers(request.skill, request.language, asker=actor))
    request.promised_by = timezone.now() + promise
    request.save(update_fields=["state", "solved_at", "route", "promised_by"])
    _ask_helpers(request)
    record(actor=actor.reference, action="help.reopened", target=request.reference)
    return request


@transaction.atomic
def withdraw_question(*, actor: Person, request: HelpRequest) -> HelpRequest:
    """Whoever asked needs no answer any more."""
    request = _own(actor, request)
    if request.state == HelpState.WITHDRAWN:
        return request
    if request.state == HelpState.SOLVED:
        raise HelpRefused(_("This question is closed."))
    request.state = HelpState.WITHDRAWN
    request.save(update_fields=["state"])
    record(actor=actor.reference, action="help.withdrawn", target=request.reference)
    return request


@transaction.atomic
def keep_as_resource(*, actor: Person, request: HelpRequest, title: str, body: str, skills: list[Skill]) -> Resource:
    """A solved public question becomes an entry of the library, edited so that it serves everybody.

    Whoever asked, whoever answered, and curators; once only. The entry names nobody.
    """
    request = _locked(request.pk)
    if not may_keep(actor, request):
        raise NotYours(_("Only whoever asked or answered, and curators, can do this."))
    if request.resource_id is not None:
        raise HelpRefused(_("This question is in the library already."))
    if not request.is_public:
        raise HelpRefused(_("Only solved questions that others may read go into the library."))
    resource = add_resource(
        actor=actor,
        skills=skills,
        kind=ResourceKind.ANSWER,
        title=title,
        body=body,
        language=request.language,
        licence=Licence.CC_BY_SA,
    )
    request.resource = resource
    request.save(update_fields=["resource"])
    return resource


@transaction.atomic
def hide_answer(*, actor: Person, answer: HelpAnswer, hidden: bool) -> None:
    """Curators take an answer out of sight, or put it back; a question without any other waits for one again."""
    if not actor.has_perm("skills_exchange.curate_help"):
        raise NotYours(_("Your role does not let you do this."))
    request = _locked(answer.request_id)
    HelpAnswer.objects.filter(pk=answer.pk).update(hidden=hidden)
    if request.state == HelpState.ANSWERED and not request.answers.filter(by_asker=False, hidden=False).exists():
        request.state = HelpState.OPEN
        request.save(update_fields=["state"])
    action = "help.answer_hidden" if hidden else "help.answer_shown"
    record(actor=actor.reference, action=action, target=request.reference, details={"answer": answer.pk})


def tend_questions() -> int:
    """Ask the next helpers where those asked said nothing, and pass on what is overdue; gives how many questions.

    Each question in a transaction of its own; a second run finds nothing to do.
    """
    now = timezone.now()
    lapsed = HelpAsk.objects.filter(
        state__in=[AskState.ASKED, AskState.TAKEN], until__lte=now, request__state=HelpState.OPEN
    )
    due = set(lapsed.values_list("request", flat=True)) | set(
        HelpRequest.objects.overdue(now).exclude(route=HelpRoute.CURATORS).values_list("pk", flat=True)
    )
    return sum(_tend(pk) for pk in sorted(due))


@transaction.atomic
def part_over_block(by: Party, blocked: Party) -> None:
    """Neither is asked any longer to answer a question of the other; the next ones are asked."""
    for asker, helper in ((by, blocked), (blocked, by)):
        if asker.person_id is None:
            continue
        HelpExchange.objects.filter(party=helper, request__asker=asker.person_id, match=None).delete()
        asks = HelpAsk.objects.filter(
            party=helper, request__asker=asker.person_id, state__in=[AskState.ASKED, AskState.TAKEN]
        )
        for pk in list(asks.values_list("request", flat=True)):
            request = _locked(pk)
            request.asks.filter(party=helper).update(state=AskState.LAPSED)
            if request.state == HelpState.OPEN:
                _ask_helpers(request)


def may_keep(person: Person, request: HelpRequest) -> bool:
    """Whoever asked, wrote the answer that solved it, or curates."""
    if request.asker_id == person.pk or person.has_perm("skills_exchange.curate_help"):
        return True
    return request.answers.filter(author=person, accepted=True).exists()


@transaction.atomic
def _tend(pk: int) -> bool:
    request, now = _locked(pk), timezone.now()
    if request.state != HelpState.OPEN:
        return False
    lapsed = request.asks.filter(state__in=[AskState.ASKED, AskState.TAKEN], until__lte=now).update(
        state=AskState.LAPSED
    )
    overdue = request.promised_by <= now and request.route != HelpRoute.CURATORS
    if overdue:
        _escalate(request)
    elif lapsed:
        _ask_helpers(request)
    return bool(lapsed) or overdue


def _escalate(request: HelpRequest) -> None:
    """To an affiliate first, then to the curators, each with a time of their own."""
    organisation = affiliate_for(request) if request.route != HelpRoute.AFFILIATE else None
    request.route = HelpRoute.AFFILIATE if organisation else HelpRoute.CURATORS
    request.organisation = organisation or request.organisation
    request.promised_by = timezone.now() + AFFILIATE_HAS
    request.save(update_fields=["route", "organisation", "promised_by"])
    telling.escalated(request)
    record(actor=SYSTEM, action="help.escalated", target=request.reference, details={"to": request.route})


def _ask_helpers(request: HelpRequest) -> None:
    """Ask the best who were not asked yet, so that a few are asked at a time; the route follows."""
    asked = request.asks.filter(state__in=[AskState.ASKED, AskState.TAKEN]).count()
    known = request.asks.values("party")
    fresh = list(
        helpers_for(request.skill, request.language, asker=request.asker)
        .exclude(pk__in=known)
        .select_related("person")[: max(0, AT_ONCE - asked)]
    )
    now = timezone.now()
    HelpAsk.objects.bulk_create(
        [HelpAsk(request=request, party=party, asked_at=now, until=now + TO_ANSWER) for party in fresh]
    )
    telling.helpers_asked(request, fresh)
    route = HelpRoute.HELPER if asked + len(fresh) else _without_helpers(request)
    if request.route != route:
        request.route = route
        request.save(update_fields=["route"])


def _without_helpers(request: HelpRequest) -> str:
    """Nobody is left to ask in person; what only helpers may read is not thrown open by that."""
    if request.route in (HelpRoute.AFFILIATE, HelpRoute.CURATORS):
        return request.route
    return HelpRoute.CURATORS if request.audience == HelpAudience.HELPERS else HelpRoute.QUEUE


def _own(actor: Person, request: HelpRequest) -> HelpRequest:
    request = _locked(request.pk)
    if request.asker_id != actor.pk:
        raise NotYours(_("Only whoever asked can do this."))
    return request


def _locked(pk: int) -> HelpRequest:
    """The question, for this transaction alone. `of`: the skill and the person are not locked with it."""
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("skill", "asker", "organisation")
    return rows.get(pk=pk)
