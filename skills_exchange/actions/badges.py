"""Putting an Open Badge behind a claim."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.badges import verifying
from certification.badges.open_badges.errors import Unreadable
from skills_exchange import badge_files
from skills_exchange.actions.evidence import OURS, refresh_verified
from skills_exchange.actions.parties import lock_own
from skills_exchange.enums import EvidenceKind
from skills_exchange.errors import ProfileRefused
from skills_exchange.models import Evidence, SkillClaim, TrustedIssuer
from skills_exchange.queries.evidence import SHOWABLE
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.people.models import Person

CHECK_AGAIN_MONTHS = 12
"""A badge of another issuer is to be brought again after so long: nothing is fetched, so nothing else would tell."""


@transaction.atomic
def add_badge(
    *, actor: Person, claim: SkillClaim, file: bytes = b"", link: str = "", status_list: bytes | None = None
) -> Evidence:
    """Let a badge stand behind a claim of one's own, after it was checked; the file itself is not kept.

    `file`: any carrier of a badge, or its text; `link`: instead, the address or number of a badge of ours.

    It must say that it belongs to the person. One of ours counts if it is about the skill; one of another issuer if
    the curators trust that issuer, too. What does not count is shown nevertheless.
    """
    party = lock_own(actor, claim.party)
    if party.person is None or claim.kind not in SHOWABLE:
        raise ProfileRefused(_("A badge can only stand behind what a person knows or shares."))
    if file:
        verdict = verifying.judge_file(file, timezone.now(), status_list=status_list)
    else:
        verdict = verifying.judge_link(link, timezone.now())
        if verdict.credential is None:
            raise _refused(verdict, "link")
    said = _ours(verdict, claim, party.person) if verdict.credential else _foreign(verdict, claim, party.person, file)
    source = said.pop("source")
    evidence, _new = Evidence.objects.update_or_create(
        claim=claim, kind=EvidenceKind.BADGE, source=source, defaults=said | {"verified_at": timezone.now()}
    )
    refresh_verified(on=today(), parties=[party.pk])
    record(actor=actor.reference, action="skill_evidence.add_badge", target=party.reference)
    return evidence


def _ours(verdict: verifying.Verdict, claim: SkillClaim, person: Person) -> dict[str, Any]:
    credential = verdict.credential
    assert credential is not None  # noqa: S101 - said by the caller
    if verdict.outcome != verifying.Outcome.VALID:
        raise _refused(verdict)
    if credential.person_id != person.pk:
        raise ProfileRefused(_("This badge belongs to somebody else."), field="file")
    period = credential.period
    topics = set(claim.skill.topics.values_list("pk", flat=True))
    about = badge_files.BadgeFile({"name": credential.achievement.name}, is_token=False).is_about(claim.skill)
    return {
        "source": f"{OURS}{credential.uid}",
        "title": str(credential.achievement.name)[:300],
        "url": credential.address,
        "counts": about or (period is not None and period.topic_id in topics),
        "expires_on": credential.valid_until.date() if credential.valid_until else None,
    }


def _foreign(verdict: verifying.Verdict, claim: SkillClaim, person: Person, file: bytes) -> dict[str, Any]:
    """A badge of another issuer: whole, its signature good, not over, not revoked as far as can be told, and theirs."""
    answers = {answer.question: answer.good for answer in verdict.answers}
    if False in answers.values() or answers.get(verifying.Question.SIGNATURE) is not True:
        raise _refused(verdict)
    try:
        badge = badge_files.read(file)
    except Unreadable as error:  # the verifier has read it, so this is a contradiction to be told
        raise _refused(verdict) from error
    if not badge.names(person):
        raise ProfileRefused(
            _(
                "The badge does not say that it belongs to you. It has to name your Wikimedia username or an e-mail "
                "address that you have confirmed here."
            ),
            field="file",
        )
    issuer = badge.proven_issuer() if badge.is_about(claim.skill) else ""
    return {
        "source": f"badge:{badge.key}",
        "title": (badge.title or _("Open Badge"))[:300],
        "url": "",
        "issuer": issuer[:300],
        "counts": TrustedIssuer.objects.filter(did=issuer, active=True).exists(),
        "expires_on": _sooner(badge.last_day, add_months(today(), CHECK_AGAIN_MONTHS)),
    }


def _sooner(one: date | None, other: date) -> date:
    return min(one, other) if one else other


def _refused(verdict: verifying.Verdict, field: str = "file") -> ProfileRefused:
    """The first answer that speaks against it, or what could not be told."""
    against = [answer.text for answer in verdict.answers if answer.good is False]
    unclear = [answer.text for answer in verdict.answers if answer.good is None]
    return ProfileRefused((against or unclear or [_("This badge cannot be checked.")])[0], field=field)
