"""What both say of an exchange afterwards: feedback, thanks, and later whether it is used."""

from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.claims import end_claim, make_claim
from skills_exchange.actions.match_steps import lock_as_side, tell
from skills_exchange.actions.match_wishes import NOT_THERE
from skills_exchange.enums import ClaimKind, Learned, MatchState, Uses
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.models import Exchange, ExchangeFeedback, Match, Party, SkillClaim, Thanks
from skills_exchange.queries.claims import skill_in_use
from skills_exchange.queries.sides import Side, is_blocked, is_live
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

FINISHED = (MatchState.DONE, MatchState.CONFIRMED, MatchState.ONE_SIDED)
RATED_FROM = 3
"""So many learners make a rating; fewer would point at one of them."""


@transaction.atomic
def give_feedback(
    *,
    actor: Person,
    match: Match,
    useful: int,
    learned: str = "",
    again: bool | None = None,
    text: str = "",
    shown: bool = False,
) -> ExchangeFeedback:
    """Say how it was; saying it again replaces what one said. Raises `NotYours` and `MatchRefused`."""
    match, side = _speaking(actor, match)
    if not 1 <= useful <= 5:
        raise MatchRefused(_("Please choose how useful it was."), field="useful")
    feedback, _created = ExchangeFeedback.objects.update_or_create(
        match=match,
        by_learner=side.by_learner,
        defaults={
            "useful": useful,
            "learned": Learned(learned) if learned and side.by_learner else "",
            "again": again,
            "text": text.strip(),
            "shown": shown,
            "at": timezone.now(),
        },
    )
    if side.by_learner:
        _rate(match.sharer)
    record(actor=actor.reference, action="match.feedback", target=match.reference)
    return feedback


@transaction.atomic
def say_thanks(*, actor: Person, match: Match, text: str, shown: bool = False) -> Thanks:
    """The learner thanks the sharer; other words replace the first and wait for the sharer's yes again."""
    match, side = _speaking(actor, match)
    if not side.by_learner:
        raise NotYours(_("Only the learner can say thanks."))
    if not text.strip():
        raise MatchRefused(_("Please write a few words."), field="text")
    before = Thanks.objects.filter(match=match).first()
    kept = before is not None and before.text == text.strip() and before.sharer_shows
    thanks, created = Thanks.objects.update_or_create(
        match=match,
        defaults={"text": text.strip(), "learner_shows": shown, "sharer_shows": kept, "at": timezone.now()},
    )
    if created:
        tell(match, side.other, "match_done", "thanks")
    record(actor=actor.reference, action="match.thanked", target=match.reference)
    return thanks


@transaction.atomic
def show_thanks(*, actor: Person, match: Match, shown: bool) -> Thanks:
    """The sharer wants thanks on their profile, or not any more; the learner may take them off as well."""
    match, side = lock_as_side(actor, match)
    thanks = Thanks.objects.select_for_update().filter(match=match).first()
    if thanks is None:
        raise MatchRefused(_("Nobody has said thanks yet."))
    if side.by_learner:
        thanks.learner_shows = shown
    else:
        thanks.sharer_shows = shown
    thanks.save()
    return thanks


@transaction.atomic
def say_use(*, actor: Person, match: Match, uses: str) -> None:
    """The learner says some time later whether they use what they learned."""
    match, side = _finished(actor, match)
    if not side.by_learner:
        raise NotYours(_("Only the learner can say that."))
    if uses not in Uses:
        raise MatchRefused(_("Please choose an answer."), field="uses")
    feedback = ExchangeFeedback.objects.filter(match=match, by_learner=True).first()
    if feedback is None:
        raise MatchRefused(_("Please say first how useful it was."))
    feedback.uses, feedback.uses_at = uses, timezone.now()
    feedback.save(update_fields=["uses", "uses_at"])
    record(actor=actor.reference, action="match.followed_up", target=match.reference)


@transaction.atomic
def know_now(*, actor: Person, match: Match) -> SkillClaim:
    """The learner wanted the skill and knows it now: one click changes their claim. Raises `MatchRefused`."""
    match, side = _finished(actor, match)
    wanted = wanted_claim(match) if side.by_learner else None
    if wanted is None:
        raise MatchRefused(_("This is not on the list of what you want to learn."))
    known = SkillClaim.objects.filter(party=match.learner, skill=wanted.skill, kind=ClaimKind.KNOWN).first()
    end_claim(actor=actor, claim=wanted)
    if known is not None:
        return known
    return make_claim(
        actor=actor,
        party=match.learner,
        skill=wanted.skill,
        kind=ClaimKind.KNOWN,
        level=wanted.level,
        formats=wanted.formats,
        languages=wanted.languages,
        visibility=wanted.visibility,
    )


def wanted_claim(match: Match) -> SkillClaim | None:
    """What the learner wanted to learn and still has on their list."""
    skill = skill_in_use(match.skill)
    claims = SkillClaim.objects.filter(party=match.learner, skill=skill, kind=ClaimKind.WANTED)
    return claims.select_related("skill", "party").first()


def ask_who_uses_it() -> int:
    """Ask learners, some time after an exchange, whether they use what they learned; each once. Gives how many."""
    due = Exchange.objects.filter(follow_up_at__lte=timezone.now(), followed_up_at=None)
    return sum(_ask_whether_used(pk) for pk in list(due.values_list("pk", flat=True)[:10_000]))


@transaction.atomic
def _ask_whether_used(pk: int) -> bool:
    rows = Exchange.objects.filter(pk=pk, followed_up_at=None).select_for_update(skip_locked=True, of=("self",))
    exchange = rows.first()
    if exchange is None:
        return False
    exchange.followed_up_at = timezone.now()
    exchange.save(update_fields=["followed_up_at"])
    match = Match.objects.with_sides().get(pk=exchange.match_id)
    tell(match, match.learner, "match_done", "follow_up")
    return True


def _rate(sharer: Party) -> None:
    """How helpful learners found somebody, 0–1, once enough of them have said so."""
    said = ExchangeFeedback.objects.filter(match__sharer=sharer, by_learner=True).aggregate(
        mean=Avg("useful"), people=Count("match__learner", distinct=True)
    )
    rating = (said["mean"] - 1) / 4 if said["people"] >= RATED_FROM else None
    Party.objects.filter(pk=sharer.pk).update(rating=rating)


def _finished(actor: Person, match: Match) -> tuple[Match, Side]:
    match, side = lock_as_side(actor, match)
    if match.state not in FINISHED:
        raise MatchRefused(_("This is possible once the exchange is done."))
    return match, side


def _speaking(actor: Person, match: Match) -> tuple[Match, Side]:
    """As above, for what the other side reads: they are still there, and neither wants nothing to do with the other."""
    match, side = _finished(actor, match)
    if not is_live(side.other) or is_blocked(side.party, side.other, actor=actor):
        raise MatchRefused(NOT_THERE)
    return match, side
