"""What one party may ask of another, or offer: the claims that it knows of, and in which languages."""

from django.db.models import Q, QuerySet

from skills_exchange.enums import WORKING_LEVEL, ClaimKind
from skills_exchange.models import Party, SkillClaim
from wikilearn.core.dates import today
from wikilearn.people.models import Person


def askable_claims(reader: Person, mine: Party, other: Party, *, wanted: bool) -> QuerySet[SkillClaim]:
    """What `other` shares (or, if `wanted`, wants to learn) as far as `mine` may know of it.

    Claims for suggestions only are known to who has the counterpart: whoever wants a skill is suggested those who
    share it, and the other way round. Nobody learns of one by guessing.
    """
    kind, counterpart = (ClaimKind.WANTED, ClaimKind.OFFERED) if wanted else (ClaimKind.OFFERED, ClaimKind.WANTED)
    mine_too = SkillClaim.objects.live(today()).filter(party=mine, kind=counterpart).values("skill")
    seen = SkillClaim.objects.visible_to(reader).values("pk")
    claims = SkillClaim.objects.live(today()).filter(party=other, kind=kind)
    return claims.filter(Q(pk__in=seen) | Q(skill__in=mine_too)).select_related("skill")


def languages_of(party: Party, claim: SkillClaim | None = None) -> list[str]:
    """In which a party can work on something: those of its claim, else those it speaks well enough; none said: []."""
    if claim is not None and claim.languages:
        return list(claim.languages)
    return list(party.speaks.filter(level__gte=WORKING_LEVEL).values_list("language", flat=True))
