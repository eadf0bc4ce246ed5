"""Moments as Open Badges write them: whole seconds in UTC with a `Z`."""

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """`2026-03-01T09:30:00Z`.

    >>> moment(datetime(2026, 3, 1, 9, 30, 0, 999, tzinfo=UTC))
    '2026-03-01T09:30:00Z'
    """
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse(text: object) -> datetime:
    """The moment that a document states, with its zone; `ValueError` when it has none or is no moment."""
    if not isinstance(text, str) or len(text) > 40:
        raise ValueError("not a moment")
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return at
