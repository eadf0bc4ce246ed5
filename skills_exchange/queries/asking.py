"""What one party may ask of another, or offer: the claims that it knows of, and in which languages."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from skills_exchange.enums import WORKING_LEVEL, ClaimKind
from skills_exchange.models import Match, Party, SkillClaim, SuggestionDay
from wikilearn.core.dates import today
from wikilearn.people.models import Person

COUNTED = timedelta(days=30)
"""So long somebody who was suggested may know of it."""


def askable_claims(reader: Person, mine: Party, other: Party, *, wanted: bool) -> QuerySet[SkillClaim]:
    """What `other` shares (or, if `wanted`, wants to learn) as far as `mine` may know of it.

    Claims for suggestions only are known to who has the counterpart and was suggested: whoever wants a skill is shown
    those who share it; a want, to whoever was shown to its owner lately for that very skill, or has an open match about
    it with them. Nobody learns of one by guessing, by listing what others might want.
    """
    kind, counterpart = (ClaimKind.WANTED, ClaimKind.OFFERED) if wanted else (ClaimKind.OFFERED, ClaimKind.WANTED)
    mine_too = SkillClaim.objects.live(today()).filter(party=mine, kind=counterpart).values("skill")
    seen = SkillClaim.objects.visible_to(reader).values("pk")
    claims = SkillClaim.objects.live(today()).filter(party=other, kind=kind)
    known = Q(skill__in=mine_too)
    if wanted:
        open_matches = Match.objects.open().filter(learner=other, sharer=mine, skill=OuterRef("skill"))
        suggested = SuggestionDay.objects.filter(
            learner=other, sharers__contains=[mine.pk], skill=OuterRef("skill"), day__gte=today() - COUNTED
        )
        known &= Exists(suggested) | Exists(open_matches)
    return claims.filter(Q(pk__in=seen) | known).select_related("skill")


def languages_of(party: Party, claim: SkillClaim | None = None) -> list[str]:
    """In which a party can work on something: those of its claim, else those it speaks well enough; none said: []."""
    if claim is not None and claim.languages:
        return list(claim.languages)
    return list(party.speaks.filter(level__gte=WORKING_LEVEL).values_list("language", flat=True))
