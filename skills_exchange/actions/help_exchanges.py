"""From a question to an exchange: a helper offers to teach it, whoever asked learns it from them.

A helper does not know who asked. So an offer waits on the question, and the two know of each other only when whoever
asked takes it up.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions import telling_help as telling
from skills_exchange.actions.match_wishes import NOT_THERE
from skills_exchange.actions.matches import request_match
from skills_exchange.actions.parties import party_of
from skills_exchange.enums import MatchOrigin
from skills_exchange.enums_help import HelpState
from skills_exchange.errors import HelpRefused, MatchRefused, NoFreePlace, NotYours
from skills_exchange.models import HelpExchange, HelpRequest, Match, Party, Skill
from skills_exchange.queries.help import standing_exchanges, standing_offer, subject_of, teachers_of
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@transaction.atomic
def offer_to_teach(*, actor: Person, request: HelpRequest) -> HelpExchange:
    """Somebody who answers a question offers to teach it; whoever asked is told. Twice is the same as once.

    What came of it before and has ended makes room. Raises `NotYours`, `HelpRefused`, `MatchRefused` and `NoFreePlace`.
    """
    _subject(request)
    party = party_of(actor)
    if not teachers_of(request).filter(pk=party.pk).exists():
        raise NotYours(_("Only somebody who answers this question can do this."))
    if party.is_away(today()):
        raise MatchRefused(_("You are away at the moment. Change this in your profile first."))
    if not party.has_a_place:
        raise NoFreePlace(_("All your places for exchanges are taken at the moment."))
    past = HelpExchange.objects.filter(request=request, party=party)
    past.exclude(pk__in=standing_exchanges(request).values("pk")).delete()
    offer, created = HelpExchange.objects.get_or_create(
        request=request, party=party, defaults={"offered_at": timezone.now()}
    )
    if created:
        telling.offered(offer)
        record(actor=actor.reference, action="help.offered", target=request.reference)
    return offer


@transaction.atomic
def take_offer_back(*, actor: Person, request: HelpRequest) -> None:
    """The helper does not offer it any more; what has become an exchange stays. Twice is the same as once."""
    gone, _rows = HelpExchange.objects.filter(request=request, party__person=actor, match=None).delete()
    if gone:
        record(actor=actor.reference, action="help.offer_taken_back", target=request.reference)


@transaction.atomic
def learn_from_helper(
    *,
    actor: Person,
    request: HelpRequest,
    helper: Party,
    language: str,
    format: str,  # noqa: A002 - the word of the field
    message: str = "",
) -> Match:
    """Whoever asked would like to learn it from somebody who answered or took the question.

    It begins at once if the helper offered it within the last two weeks; else they are asked. Raises `NotYours`,
    `HelpRefused`, `MatchRefused` and `NoFreePlace`.
    """
    if request.asker_id != actor.pk:
        raise NotYours(_("Only whoever asked can do this."))
    skill = _subject(request)
    learner = party_of(actor)
    if not teachers_of(request).filter(pk=helper.pk).exists():
        raise MatchRefused(NOT_THERE)
    match = request_match(
        actor=actor,
        learner=learner,
        sharer=helper,
        skill=skill,
        language=language,
        format=format,
        message=message,
        origin=MatchOrigin.HELP_DESK,
        offered_at=standing_offer(request, helper),
    )
    HelpExchange.objects.update_or_create(request=request, party=helper, defaults={"match": match})
    return match


def _subject(request: HelpRequest) -> Skill:
    """What there is to learn. Raises `HelpRefused` for a question without a skill, or one that was withdrawn."""
    skill = subject_of(request)
    if request.state == HelpState.WITHDRAWN:
        raise HelpRefused(_("This question is closed."))
    if skill is None:
        raise HelpRefused(_("This skill is not in use. Choose another one."))
    return skill
