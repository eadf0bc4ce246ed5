"""Suggestions as those who made them and those who decide see them; who is credited."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from courses.editing.elements import find_element, texts_of
from courses.editing.parts import place_in_element
from courses.enums import ProposalState, SuggestionKind, SuggestionState
from courses.models import Block, Course, CourseProposal, Segment, Suggestion
from courses.models.texts import text_hash
from courses.publishing.merging import Merge, Piece, difference, merge
from wikilearn.people.models import Person


def suggestions_of(person: Person) -> Any:
    """One's own, the newest first, with `course_title`."""
    return _listed(Suggestion.objects.filter(by=person)).order_by("-made_at", "-pk")


def suggestions_on(course: Course) -> Any:
    """Those on a course, the oldest first."""
    return _listed(course.suggestions.all()).order_by("made_at", "pk")


@dataclass(frozen=True, slots=True)
class Look:
    """A suggested change of text beside the course as it is: what it would change, and both brought together.

    `current` is None where the course no longer has the text.
    """

    current: str | None
    language: str
    pieces: list[Piece]
    moved: bool
    merged: Merge

    @property
    def seen(self) -> str:
        """Hash of the text that the person looks at."""
        return text_hash(self.current or "")


def look_at(suggestion: Suggestion) -> Look | None:
    """None for an idea."""
    if suggestion.kind == SuggestionKind.IDEA:
        return None
    element = find_element(suggestion.course, suggestion.place)
    current = texts_of(element).get(suggestion.part) if element is not None else None
    is_open = SuggestionState(suggestion.state).is_open
    return Look(
        current=current,
        language=suggestion.course.source_language,
        pieces=difference(suggestion.base_text, suggestion.text),
        moved=is_open and current != suggestion.base_text,
        merged=merge(base=suggestion.base_text, ours=suggestion.text, theirs=current or ""),
    )


def texts_at(course: Course, lesson_key: str, block_key: str) -> list[Segment]:
    """The texts of a block in the source language, in the order of reading; captions apart."""
    block = Block.objects.filter(lesson__course=course, lesson__key=lesson_key, key=block_key).first()
    if block is None:
        return []
    rows = Segment.objects.filter(block=block, question=None, retired=False)
    return sorted((row for row in rows if not row.part.startswith("cue.")), key=lambda row: place_in_element(row.part))


@dataclass(frozen=True, slots=True)
class Credits:
    """Who has contributed to a course: names, and how many who are not named."""

    names: list[str]
    unnamed: int
    proposed_by: str

    def __bool__(self) -> bool:
        return bool(self.names or self.unnamed or self.proposed_by)


def credits_of(course: Course) -> Credits:
    """People whose suggestions were accepted, the most first, and whoever proposed the course. Two queries."""
    people = (
        Person.objects.filter(suggestions__course=course, suggestions__state=SuggestionState.ACCEPTED)
        .annotate(accepted=Count("suggestions"))
        .order_by("-accepted", "username")
    )
    shown = [(person.username, person.named_in_credits and person.erased_at is None) for person in people]
    proposal = CourseProposal.objects.filter(course=course, state=ProposalState.ADOPTED).select_related("by").first()
    proposed_by = ""
    if proposal is not None and proposal.by.named_in_credits and proposal.by.erased_at is None:
        proposed_by = proposal.by.username
    return Credits(
        names=[name for name, named in shown if named],
        unnamed=sum(not named for _name, named in shown),
        proposed_by=proposed_by,
    )


def _listed(rows: Any) -> Any:
    title = Segment.objects.filter(course=OuterRef("course"), key="course/title").values("source_text")[:1]
    return rows.select_related("course", "by").annotate(course_title=Subquery(title))
