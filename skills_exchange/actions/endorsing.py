"""Saying of somebody that they master a skill."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from skills_exchange.enums import EvidenceKind
from skills_exchange.errors import NotYours
from skills_exchange.models import Evidence, Party, SkillClaim
from skills_exchange.queries.evidence import may_endorse
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

ENDORSED = "skill_endorsed"


@transaction.atomic
def endorse_claim(*, actor: Person, claim: SkillClaim, note: str = "") -> Evidence:
    """Vouch for a claim, once; again only changes the words. See `may_endorse` for who can."""
    claim = SkillClaim.objects.select_for_update(of=("self",)).select_related("party__person", "skill").get(pk=claim.pk)
    if not may_endorse(actor, claim):
        raise NotYours(
            _("You can endorse what you have shared with them or learned from them, or hold verified yourself.")
        )
    evidence, created = Evidence.objects.update_or_create(
        claim=claim,
        kind=EvidenceKind.ENDORSEMENT,
        source=f"person:{actor.uid}",
        defaults={"endorser": actor, "note": note, "title": str(actor.uid), "counts": False},
    )
    if created:
        _tell(claim, actor)
        record(actor=actor.reference, action="skill_endorsement.make", target=claim.party.reference)
    return evidence


@transaction.atomic
def withdraw_endorsement(*, actor: Person, claim: SkillClaim) -> None:
    """Vouch no longer; doing it twice changes nothing."""
    mine = Evidence.objects.filter(claim=claim, kind=EvidenceKind.ENDORSEMENT, endorser=actor)
    if mine.delete()[0]:
        record(actor=actor.reference, action="skill_endorsement.withdraw", target=claim.party.reference)


def end_endorsements_between(one: Party, other: Party) -> None:
    """Neither vouches for the other any more; nobody is told."""
    said = Evidence.objects.filter(kind=EvidenceKind.ENDORSEMENT)
    said.filter(Q(claim__party=one, endorser__party=other) | Q(claim__party=other, endorser__party=one)).delete()


def _tell(claim: SkillClaim, actor: Person) -> None:
    person = claim.party.person
    if person is None or not person.is_active:
        return
    notify(
        person=person,
        kind=ENDORSED,
        context={"skill": claim.skill.slug, "endorser": actor.username},
        url=claim.party.get_absolute_url(),
        key=f"{ENDORSED}:{claim.uid}:{actor.uid}",
    )
