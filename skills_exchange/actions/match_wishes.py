"""Whether somebody may ask somebody for help with a skill, or offer it. Each function refuses with a sentence."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import Format, MatchState, SkillStatus
from skills_exchange.errors import MatchRefused, NoFreePlace, NotYours
from skills_exchange.models import Match, MatchStep, Skill, SkillClaim
from skills_exchange.queries.asking import askable_claims, languages_of
from skills_exchange.queries.parties import may_speak_for
from skills_exchange.queries.sides import Side, is_blocked, is_live
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.people.models import Person

ANSWER_WITHIN = timedelta(days=14)
"""How long a request or an offer waits for an answer."""
MOST_UNANSWERED = 10
"""Requests and offers of one party that may wait for an answer at the same time."""
ASK_AGAIN_AFTER = timedelta(days=30)
"""Whoever said no is not asked for the same again before that."""
MOST_A_WEEK = 5
"""Requests and offers between the same two within a week."""
NOT_THERE = _("This person or organisation takes part in no exchanges at the moment.")
"""The same for who has left, is not listed, or has blocked: nobody can tell one from the other."""


def check_voice(actor: Person, side: Side) -> None:
    """The actor speaks for the side that asks, and not for both."""
    if not may_speak_for(actor, side.party):
        raise NotYours(_("Only the person themself, or a coordinator of the organisation, can do this."))
    if may_speak_for(actor, side.other):
        raise MatchRefused(_("You speak for both sides. An exchange needs two."))


def check_partner(actor: Person, side: Side) -> None:
    """Both take part, the other side can be found, and neither wants nothing to do with the other."""
    if not is_live(side.party) or not is_live(side.other) or not side.other.listed:
        raise MatchRefused(NOT_THERE)
    if is_blocked(side.party, side.other, actor=actor):
        raise MatchRefused(NOT_THERE)


def check_wish(actor: Person, side: Side, *, skill: Skill, language: str, format: str) -> None:  # noqa: A002 - its word
    """The other side shares (or wants) this skill, in this language and format, and there is room for it."""
    _check_use(skill)
    claim = askable_claims(actor, side.party, side.other, wanted=not side.by_learner).filter(skill=skill).first()
    if claim is None:
        raise MatchRefused(_("They do not list this skill."), field="skill")
    _check_terms(side, claim, language, format)
    _check_room(side)
    _check_patience(side, skill)


def check_wish_of_asker(
    actor: Person,
    side: Side,
    *,
    skill: Skill,
    language: str,
    format: str,  # noqa: A002 - its word
    offered_at: datetime | None = None,
) -> None:
    """For whoever asked a question that the other side answered: no claim is needed, and none is looked at, so that
    nobody learns from the answer of one that only suggestions may see. A no from before the offer does not count.
    """
    _check_use(skill)
    _canonical(language)
    if format not in Format:
        raise MatchRefused(_("They do not work in this format."), field="format")
    _check_room(side)
    _check_patience(side, skill, offered_at)


def _check_use(skill: Skill) -> None:
    if skill.status != SkillStatus.ACTIVE:
        raise MatchRefused(_("This skill is not in use any more. Please choose another one."), field="skill")


def _check_terms(side: Side, claim: SkillClaim, language: str, format: str) -> None:  # noqa: A002 - its word
    spoken = languages_of(side.other, claim)
    if spoken and _canonical(language) not in spoken:
        raise MatchRefused(_("They do not work in this language."), field="language")
    if format not in Format or (claim.formats and format not in claim.formats):
        raise MatchRefused(_("They do not work in this format."), field="format")


def _canonical(language: str) -> str:
    try:
        return languages.canonical(language)
    except ValueError as error:
        raise MatchRefused(_("Please choose a language."), field="language") from error


def _check_room(side: Side) -> None:
    if side.other.is_away(today()):
        raise MatchRefused(_("They are away at the moment. Please ask again later, or somebody else."))
    sharer = side.other if side.by_learner else side.party
    if not sharer.has_a_place:
        if side.by_learner:
            raise NoFreePlace(_("All their places for exchanges are taken at the moment."))
        raise NoFreePlace(_("All your places for exchanges are taken at the moment."))


def _check_patience(side: Side, skill: Skill, offered_at: datetime | None = None) -> None:
    waiting = Match.objects.filter(state=MatchState.REQUESTED)
    if side.by_learner:
        waiting = waiting.filter(learner=side.party, sharer_agreed_at=None)
    else:
        waiting = waiting.filter(sharer=side.party, learner_agreed_at=None)
    if waiting.count() >= MOST_UNANSWERED:
        raise MatchRefused(_("Many of your requests wait for an answer. Please wait for some of them first."))
    between = Match.objects.of(side.party).of(side.other)
    if between.filter(created_at__gt=timezone.now() - timedelta(days=7)).count() >= MOST_A_WEEK:
        raise MatchRefused(_("You have asked them several times lately. Please give them some time."))
    refused = MatchStep.objects.filter(
        state=MatchState.DECLINED,
        by_learner=not side.by_learner,
        at__gt=offered_at or timezone.now() - ASK_AGAIN_AFTER,
        match__in=between.filter(skill=skill, state=MatchState.DECLINED),
    )
    if refused.exists():
        raise MatchRefused(_("They have said no to this lately. Please ask somebody else."))
