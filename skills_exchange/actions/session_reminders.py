"""Reminders of sessions: a day and an hour before, once each, however many beats run at the same time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skills_exchange.actions.match_steps import tell
from skills_exchange.models import ExchangeSession, Match

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


def remind_of_sessions() -> int:
    """Remind both sides of what begins soon; gives of how many sessions."""
    now = timezone.now()
    rows = ExchangeSession.objects.starting(now, now + DAY)
    due = rows.filter(reminded_day_at=None) | rows.filter(reminded_hour_at=None, starts_at__lte=now + HOUR)
    return sum(remind_of_session(session_id=pk, now=now) for pk in list(due.values_list("pk", flat=True)[:10_000]))


@transaction.atomic
def remind_of_session(*, session_id: int, now: datetime) -> bool:
    """Claim what is due of one session and tell both sides. False: somebody else does it, or nothing is due.

    Who agreed within the last day is not reminded of it a day before; within the last hour both reminders are one.
    """
    rows = ExchangeSession.objects.starting(now, now + DAY).filter(pk=session_id)
    session = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if session is None:
        return False
    last_hour = session.starts_at <= now + HOUR
    due = session.reminded_hour_at is None if last_hour else session.reminded_day_at is None
    if not due:
        return False
    fresh = session.changed_at > session.starts_at - (HOUR if last_hour else DAY)
    session.reminded_day_at = session.reminded_day_at or now
    if last_hour:
        session.reminded_hour_at = now
    session.save(update_fields=["reminded_day_at", "reminded_hour_at"])
    if not fresh:
        _tell(session, "hour" if last_hour else "day")
    return not fresh


def _tell(session: ExchangeSession, when: str) -> None:
    match = Match.objects.with_sides().get(pk=session.match_id)
    for party in (match.learner, match.sharer):
        tell(
            match,
            party,
            "match_session",
            when,
            key=f"{session.uid}:{session.sequence}",
            before=session.starts_at,
            starts_at=session.starts_at,
        )
