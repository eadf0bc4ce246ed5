"""Saying what one knows, shares or wants to learn, and saying again that it is still so."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills_exchange.actions.evidence import gather_evidence
from skills_exchange.actions.parties import lock_own
from skills_exchange.enums import ClaimKind, ClaimSource, SkillLevel, SkillStatus, Visibility
from skills_exchange.errors import ProfileRefused
from skills_exchange.models import Party, Skill, SkillClaim
from skills_exchange.models.claims import VALID_MONTHS
from skills_exchange.queries.claims import skill_in_use
from skills_exchange.queries.skills import nearest_in_use
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.people.models import Person

MOST_CLAIMS = 100
"""So many claims one party may have: more than anybody can keep up, fewer than it takes to flood the lists."""

KEPT_MONTHS = 12
"""So long after its end a claim can still be confirmed; then it is deleted."""

DEFAULT_VISIBILITY = {
    ClaimKind.KNOWN: Visibility.MEMBERS,
    ClaimKind.OFFERED: Visibility.MEMBERS,
    ClaimKind.WANTED: Visibility.MATCHES,
}
"""Who sees a claim if nobody says otherwise: what somebody lacks is theirs to tell."""


def counts_until(on: date) -> date:
    """The last day of a claim that is made or confirmed on that day."""
    return add_months(on, VALID_MONTHS)


@transaction.atomic
def make_claim(
    *,
    actor: Person,
    party: Party,
    skill: Skill,
    kind: str,
    level: int = SkillLevel.PRACTISED,
    formats: Iterable[str] = (),
    languages: Iterable[str] = (),
    note: str = "",
    visibility: str | None = None,
    source: str = ClaimSource.OWN,
) -> SkillClaim:
    """Claim a skill for a year, or change the claim of that kind that is there already, which confirms it too.

    A claim for a merged skill goes to the one it was merged into; one that is retired or was declined is refused.
    """
    lock_own(actor, party)
    skill = claimable(skill)
    said: dict[str, Any] = {
        "level": level,
        "formats": list(dict.fromkeys(formats)),
        "languages": list(dict.fromkeys(languages)),
        "note": note,
        "visibility": visibility or DEFAULT_VISIBILITY[ClaimKind(kind)],
        "valid_until": counts_until(today()),
        "confirmed_at": timezone.now(),
    }
    claim = SkillClaim.objects.filter(party=party, skill=skill, kind=kind).first()
    if claim is None:
        must_have_room(party)
        claim = SkillClaim.objects.create(party=party, skill=skill, kind=kind, source=source, **said)
    else:
        for name, value in said.items():
            setattr(claim, name, value)
        claim.save(update_fields=[*said])
    if party.person_id is not None:
        gather_evidence(people=[party.person_id])
        claim.refresh_from_db(fields=["verified"])
    _seen(party)
    record(actor=actor.reference, action="skill_claim.make", target=party.reference)
    return claim


@transaction.atomic
def confirm_claims(*, actor: Person, party: Party, claims: Collection[SkillClaim] | None = None) -> int:
    """These claims, or all that the party has, still hold: they count for another year. Gives how many.

    Claims whose skill is no longer in use stay as they are.
    """
    lock_own(actor, party)
    mine = SkillClaim.objects.filter(party=party).confirmable()
    if claims is not None:
        mine = mine.filter(pk__in=[claim.pk for claim in claims])
    confirmed = mine.update(valid_until=counts_until(today()), confirmed_at=timezone.now())
    _seen(party)
    record(actor=actor.reference, action="skill_claim.confirm", target=party.reference, details={"claims": confirmed})
    return confirmed


@transaction.atomic
def end_claim(*, actor: Person, claim: SkillClaim) -> None:
    """It no longer holds: the claim goes, and what stood behind it."""
    lock_own(actor, claim.party)
    SkillClaim.objects.filter(pk=claim.pk).delete()
    record(actor=actor.reference, action="skill_claim.end", target=claim.party.reference)


def forget_claims(on: date | None = None) -> int:
    """Delete claims that ended a year ago and were never confirmed again; gives how many."""
    gone, kinds = SkillClaim.objects.filter(valid_until__lt=add_months(on or today(), -KEPT_MONTHS)).delete()
    return kinds.get(SkillClaim._meta.label, 0) if gone else 0


def claimable(skill: Skill) -> Skill:
    """The skill that a claim for this one is about. ProfileRefused, naming the nearest, if it is in use no longer."""
    skill = skill_in_use(skill)
    if skill.status in {SkillStatus.ACTIVE, SkillStatus.PROPOSED}:
        return skill
    near = nearest_in_use(skill)
    if near is None:
        text = _("“%(skill)s” is no longer in the list of skills. Please choose another.")
        raise ProfileRefused(text % {"skill": skill.label}, field="skill")
    text = _("“%(skill)s” is no longer in the list of skills. The nearest is “%(near)s”.")
    raise ProfileRefused(text % {"skill": skill.label, "near": near.label}, field="skill")


def must_have_room(party: Party, more: int = 1) -> None:
    """ProfileRefused if so many more claims would be too many. The party has to be locked."""
    if SkillClaim.objects.filter(party=party).count() + more > MOST_CLAIMS:
        text = ngettext(
            "A profile has room for %(number)s claim. Please remove one that matters less.",
            "A profile has room for %(number)s claims. Please remove one that matters less.",
            MOST_CLAIMS,
        )
        raise ProfileRefused(text % {"number": MOST_CLAIMS})


def _seen(party: Party) -> None:
    Party.objects.filter(pk=party.pk).update(active_at=timezone.now())
