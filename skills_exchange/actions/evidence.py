"""Keeping what stands behind claims, and which claims count as verified."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from certification.badges.models import Credential
from certification.badges.queries import Status, status_of
from skills_exchange.actions.parties import lock_own
from skills_exchange.enums import EvidenceKind
from skills_exchange.models import Evidence, Party, SkillClaim, TrustedIssuer
from skills_exchange.queries.evidence import SHOWABLE, Shown, shown_for
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

BATCH = 500
FOLLOWED = (EvidenceKind.CERTIFICATION, EvidenceKind.COURSE)
"""What comes and goes by itself with certifications and passed courses."""
OURS = "credential:"
"""How the source of a badge of this site begins."""


@transaction.atomic
def gather_evidence(*, people: Collection[int], on: date | None = None) -> int:
    """Let the claims of these people follow their certifications and courses; gives how many rows that changed.

    A second run changes nothing.
    """
    on = on or today()
    # The parties are locked in order, so that two receivers at once do not both add the same row.
    parties = list(
        Party.objects.select_for_update().filter(person__in=people).order_by("pk").values_list("pk", flat=True)
    )
    claims = list(SkillClaim.objects.filter(party__in=parties, kind__in=SHOWABLE).select_related("party"))
    changed = _follow(claims, shown_for(claims, on)) + _follow_badges(parties)
    refresh_verified(on=on, parties=parties)
    return changed


def _follow(claims: list[SkillClaim], shown: dict[int, set[Shown]]) -> int:
    there: dict[tuple[int, str, str], Evidence] = {
        (row.claim_id, row.kind, row.source): row
        for row in Evidence.objects.filter(claim__in=claims, kind__in=FOLLOWED)
    }
    wanted = {(pk, each.kind, each.source): each for pk, several in shown.items() for each in several}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    if gone:
        Evidence.objects.filter(pk__in=gone).delete()
    changed = [row for key, row in there.items() if key in wanted and _take_over(row, wanted[key])]
    Evidence.objects.bulk_update(changed, ["title", "expires_on"])
    new = [_row(key[0], each) for key, each in wanted.items() if key not in there]
    Evidence.objects.bulk_create(new)
    return len(gone) + len(changed) + len(new)


def _row(claim: int, shown: Shown) -> Evidence:
    return Evidence(
        claim_id=claim,
        kind=shown.kind,
        source=shown.source,
        title=shown.title,
        expires_on=shown.expires_on,
    )


def _take_over(row: Evidence, shown: Shown) -> bool:
    """Whether something is other than it was."""
    same = (row.title, row.expires_on) == (shown.title, shown.expires_on)
    row.title, row.expires_on = shown.title, shown.expires_on
    return not same


def _follow_badges(parties: Collection[int]) -> int:
    """Badges of ours that were revoked, replaced or have ended show nothing any more; others count while trusted."""
    rows = Evidence.objects.filter(claim__party__in=parties, kind=EvidenceKind.BADGE)
    ours = {row.pk: row.source.removeprefix(OURS) for row in rows if row.source.startswith(OURS)}
    credentials = Credential.objects.with_story().filter(uid__in=set(ours.values()))
    good = {str(each.uid) for each in credentials if status_of(each, timezone.now()) == Status.VALID}
    gone, _kinds = Evidence.objects.filter(pk__in=[pk for pk, uid in ours.items() if uid not in good]).delete()
    trusted = TrustedIssuer.objects.filter(active=True).values("did")
    others = rows.exclude(source__startswith=OURS)
    changed = others.filter(counts=False, issuer__in=trusted).update(counts=True)
    changed += others.filter(counts=True).exclude(issuer__in=trusted).update(counts=False)
    return gone + changed


def refresh_verified(*, on: date, parties: Collection[int] | None = None) -> int:
    """Let `verified` of claims say whether something that counts stands behind them; gives how many that changed."""
    live = Evidence.objects.verifying(on).filter(claim=OuterRef("pk"))
    claims = SkillClaim.objects.all() if parties is None else SkillClaim.objects.filter(party__in=parties)
    now_so = claims.filter(Exists(live), verified=False, kind__in=SHOWABLE).update(verified=True)
    return now_so + claims.filter(~Exists(live), verified=True).update(verified=False)


def recompute_evidence(*, on: date | None = None) -> int:
    """Gather the evidence of everybody again, in parts; gives how many rows that changed: none, if all was kept."""
    on = on or today()
    changed = 0
    people = Party.objects.filter(person__isnull=False, claims__kind__in=SHOWABLE).order_by("person").distinct("person")
    after = 0
    while part := list(people.filter(person__gt=after).values_list("person", flat=True)[:BATCH]):
        changed += gather_evidence(people=part, on=on)
        after = part[-1]
    return changed + refresh_verified(on=on)


@transaction.atomic
def show_evidence(*, actor: Person, evidence: Evidence, hidden: bool) -> None:
    """Hide something that stands behind a claim of one's own, or show it again. What is hidden does not count."""
    party = lock_own(actor, evidence.claim.party)
    if Evidence.objects.filter(pk=evidence.pk, hidden=not hidden).update(hidden=hidden):
        refresh_verified(on=today(), parties=[party.pk])
        action = "skill_evidence.hide" if hidden else "skill_evidence.show"
        record(actor=actor.reference, action=action, target=party.reference)


@transaction.atomic
def remove_badge(*, actor: Person, evidence: Evidence) -> None:
    """Take a badge away from a claim of one's own."""
    party = lock_own(actor, evidence.claim.party)
    Evidence.objects.filter(pk=evidence.pk, kind=EvidenceKind.BADGE).delete()
    refresh_verified(on=today(), parties=[party.pk])
    record(actor=actor.reference, action="skill_evidence.remove", target=party.reference)
