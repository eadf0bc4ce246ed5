"""What an edit of a course means to others.

Apps above this one register what they know (`register`), because courses do not know who requires them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from courses.editing.elements import Element, course_of, segments_of
from courses.models import Course, Translation

Report = Callable[[Course], list[str]]
"""Gives sentences for whoever is about to edit or publish the course."""
CURRENT = ["translated", "reviewed", "published"]
_reports: dict[str, Report] = {}


@dataclass(frozen=True, slots=True)
class Effect:
    """`languages`: how many languages a major edit makes outdated. `sentences`: whom else it concerns."""

    languages: int
    sentences: list[str]


def register(name: str, report: Report) -> None:
    """Add what an app has to say."""
    _reports[name] = report


def sentences_about(course: Course) -> list[str]:
    """What all apps have to say about a course."""
    return [sentence for report in _reports.values() for sentence in report(course)]


def effect_of_edit(element: Element) -> Effect:
    """What a major edit of the element would do."""
    current = Translation.objects.filter(segment__in=segments_of(element), state__in=CURRENT)
    return Effect(current.values("language").distinct().count(), sentences_about(course_of(element)))
