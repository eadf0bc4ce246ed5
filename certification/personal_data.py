"""This app's share of the export and the erasure of a person's data."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from certification.enums import AppealState, ClaimState, Milestone, ProposalState
from certification.models import (
    Appeal,
    Candidacy,
    CertificationCalendar,
    Claim,
    Fact,
    Following,
    FormerName,
    Period,
    Proposal,
    Recommendation,
    Reminder,
    ReminderWish,
    SavedView,
    WaitingRecord,
)
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Facts, the periods that follow from them, reminders, and names borne before; days and moments in ISO 8601."""
    return {
        "facts": [_fact(fact) for fact in Fact.objects.filter(person=person).select_related("topic", "course")],
        "periods": [
            {
                "topic": period.topic.key,
                "valid_from": period.valid_from.isoformat(),
                "valid_until": period.valid_until.isoformat(),
                "stands": period.stands,
            }
            for period in Period.objects.filter(person=person).select_related("topic")
        ],
        "reminders": [
            {
                "topic": topic,
                "days_before_the_end": offset,
                "milestone": Milestone(milestone).name.lower() if milestone else None,
                "sent": sent_at.isoformat(),
            }
            for topic, offset, milestone, sent_at in Reminder.objects.filter(person=person, sent_at__isnull=False)
            .order_by("pk")
            .values_list(Coalesce("period__topic__key", "requirement__topic__key"), "offset", "milestone", "sent_at")
        ],
        "proposals": [
            _proposal(proposal) for proposal in Proposal.objects.filter(person=person).select_related("topic")
        ],
        "appeals": [_appeal(appeal) for appeal in Appeal.objects.filter(person=person).select_related("fact__topic")],
        "claims": [_claim(claim) for claim in Claim.objects.filter(person=person).select_related("topic")],
        "wants_all_reminders": ReminderWish.objects.filter(person=person).exists(),
        "has_calendar_address": CertificationCalendar.objects.filter(person=person).exists(),
        "recommendations": [
            {
                "right": row.holding.right.key,
                "state": row.state,
                "raised": row.raised_on.isoformat(),
                "closed": row.closed_on.isoformat() if row.closed_on else None,
                "outcome": row.outcome,
                "note": row.note,
            }
            for row in Recommendation.objects.filter(holding__person=person).select_related("holding__right")
        ],
        "candidacies": [_candidacy(row) for row in _candidacies(person)],
        "saved_views": list(SavedView.objects.filter(person=person).values("name", "path", "query")),
        "follows": list(Following.objects.filter(person=person).values("wiki__dbname", "right__key")),
        "former_usernames": list(
            FormerName.objects.filter(person=person).order_by("until").values_list("username", flat=True)
        ),
    }


def erase(person: Person) -> None:
    """Forget scores, words, files and former names; days and topics stay, under the person's meaningless reference.

    What was still open is closed, because there is nobody any more to decide about.
    """
    Fact.objects.filter(person=person).update(score=None, level="", evidence="", category="", reason="")
    _erase_decisions(person)
    Reminder.objects.filter(person=person).delete()
    ReminderWish.objects.filter(person=person).delete()
    FormerName.objects.filter(person=person).delete()
    CertificationCalendar.objects.filter(person=person).delete()
    Candidacy.objects.filter(person=person).delete()
    SavedView.objects.filter(person=person).delete()
    Following.objects.filter(person=person).delete()
    Recommendation.objects.filter(holding__person=person).exclude(note="").update(note="–")


def _erase_decisions(person: Person) -> None:
    now = timezone.now()
    proposals = Proposal.objects.filter(person=person)
    proposals.filter(state=ProposalState.OPEN).update(state=ProposalState.WITHDRAWN, decided_at=now)
    proposals.update(category="", reason="", answer="")
    appeals = Appeal.objects.filter(person=person)
    appeals.filter(state=AppealState.OPEN).update(state=AppealState.WITHDRAWN, decided_at=now)
    appeals.update(text="", answer="")
    claims = Claim.objects.filter(person=person)
    for claim in claims.exclude(file=""):
        transaction.on_commit(partial(claim.file.storage.delete, str(claim.file.name)))
    claims.filter(state=ClaimState.SUBMITTED).update(state=ClaimState.WITHDRAWN, decided_at=now)
    claims.update(text="", link="", file="", filename="", answer="")
    made = WaitingRecord.objects.filter(fact__person=person)
    waiting = WaitingRecord.objects.filter(fact=None, username=person.username) if person.central_id else made.none()
    (made | waiting).delete()


def _candidacies(person: Person) -> Iterable[Candidacy]:
    return Candidacy.objects.filter(person=person).select_related("right", "wiki").order_by("pk")


def _candidacy(row: Candidacy) -> dict[str, Any]:
    return {
        "right": row.right.key,
        "wiki": row.place,
        "statement": row.statement,
        "languages": row.languages,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "consented": row.consented_at.isoformat(),
        "ended": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "topic": proposal.topic.key,
        "state": proposal.state,
        "until": proposal.until.isoformat() if proposal.until else None,
        "category": proposal.category,
        "reason": proposal.reason,
        "proposed": proposal.proposed_at.isoformat(),
        "answer": proposal.answer,
    }


def _appeal(appeal: Appeal) -> dict[str, Any]:
    return {
        "topic": appeal.fact.topic.key,
        "text": appeal.text,
        "filed": appeal.filed_at.isoformat(),
        "state": appeal.state,
        "answer": appeal.answer,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "topic": claim.topic.key,
        "done_on": claim.done_on.isoformat(),
        "text": claim.text,
        "link": claim.link,
        "filename": claim.filename,
        "submitted": claim.submitted_at.isoformat(),
        "state": claim.state,
        "answer": claim.answer,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "topic": fact.topic.key,
        "kind": fact.kind,
        "path": fact.path,
        "at": fact.at.isoformat(),
        "recorded": fact.recorded_at.isoformat(),
        "valid_from": fact.valid_from.isoformat() if fact.valid_from else None,
        "valid_until": fact.valid_until.isoformat() if fact.valid_until else None,
        "course": fact.course.slug if fact.course else None,
        "revision": fact.revision,
        "language": fact.language,
        "score": fact.score,
        "level": fact.level,
        "evidence": fact.evidence,
        "category": fact.category,
        "reason": fact.reason,
        "by": fact.actor,
    }
