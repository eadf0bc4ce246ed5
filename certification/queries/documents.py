"""Answers as plain values: for the API, the command and CSV, where keys and ISO days stand instead of names."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from certification.queries.asking import Answer
from certification.standing import Standing, TopicStanding

CSV_HEADER = (
    "username",
    "outcome",
    "right",
    "wiki",
    "state",
    "topic",
    "topic_state",
    "valid_from",
    "valid_until",
    "renewal_opens",
    "due",
    "next_step",
)


def document(answer: Answer, at: date) -> dict[str, Any]:
    """One answer as JSON values."""
    return {
        "asked": answer.asked,
        "username": answer.username,
        "outcome": str(answer.outcome),
        "at": at.isoformat(),
        "standings": [_standing(standing) for standing in answer.standings],
    }


def csv_rows(answers: Iterable[Answer]) -> Iterator[list[object]]:
    """One row for each topic of each standing; one for a name without any."""
    for answer in answers:
        who: list[object] = [answer.username, str(answer.outcome)]
        if not answer.standings:
            yield [*who, *[""] * (len(CSV_HEADER) - 2)]
        for standing in answer.standings:
            place = [*who, standing.right, standing.wiki or "", str(standing.state)]
            if not standing.topics:
                yield [*place, *[""] * (len(CSV_HEADER) - 5)]
            for topic in standing.topics:
                yield [*place, *("" if value is None else value for value in _topic(topic).values())]


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "right": standing.right,
        "wiki": standing.wiki,
        "state": str(standing.state),
        "due": _iso(standing.due),
        "topics": [_topic(topic) for topic in standing.topics],
    }


def _topic(topic: TopicStanding) -> dict[str, str | None]:
    return {
        "topic": topic.topic,
        "state": str(topic.state),
        "valid_from": _iso(topic.valid_from),
        "valid_until": _iso(topic.valid_until),
        "renewal_opens": _iso(topic.opens),
        "due": _iso(topic.due),
        "next_step": str(topic.next_step),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
