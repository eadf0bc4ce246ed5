"""Suggesting a change to a course that one does not write, and what its writers make of it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.adapting import title_of
from courses.actions.editing import edit_element
from courses.editing.elements import find_element, texts_of
from courses.enums import CourseKind, RevisionKind, SuggestionDeed, SuggestionKind, SuggestionState
from courses.errors import ChangedMeanwhile, NotOffered, NotReady, NotYours, TooMany, WrongState
from courses.models import Course, Suggestion, SuggestionStep
from courses.models.texts import text_hash
from courses.rules import WRITERS
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

LONGEST = 20_000
OPEN_AT_ONCE = 10
"""Suggestions of one person that wait in one course."""
A_DAY = 20
"""Suggestions of one person in a day, over all courses."""


@transaction.atomic
def make_suggestion(
    *,
    actor: Person,
    course: Course,
    kind: SuggestionKind,
    text: str,
    reason: str = "",
    lesson_key: str = "",
    place: str = "",
    part: str = "",
    base_hash: str = "",
) -> Suggestion:
    """Suggest another text for a part of the course, or an idea. Its writers are told.

    Mandatory and sensitive courses and those of third parties take none. `base_hash` is that of the text as the person
    saw it. Raises `NotOffered`, `TooMany`, `NotReady`, `ChangedMeanwhile`.
    """
    course = Course.objects.locked(course.pk)
    if not takes_suggestions(course):
        raise NotOffered(_("This course takes no suggestions here."))
    _check_number(actor, course)
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise NotReady(_("Please write a text.") if not text else _("The text is too long."), field="text")
    suggestion = Suggestion(
        course=course, by=actor, kind=kind, lesson_key=lesson_key, text=text, reason=reason.strip()[:1000]
    )
    if kind == SuggestionKind.EDIT:
        suggestion.place, suggestion.part = place, part
        suggestion.base_text = _current(suggestion)
        if base_hash and base_hash != text_hash(suggestion.base_text):
            raise ChangedMeanwhile(_("The text has changed while you were writing. Please look at it again."))
        if suggestion.base_text == text:
            raise NotReady(_("Nothing is different from the text as it is."), field="text")
    suggestion.save()
    for writer in writers_of(course):
        if writer.pk != actor.pk:
            _tell(suggestion, writer, "suggestion_made", "made")
    record(actor=actor.reference, action="suggestions.made", target=course.reference, details={"kind": str(kind)})
    return suggestion


@transaction.atomic
def ask_back(*, actor: Person, suggestion: Suggestion, text: str) -> Suggestion:
    """Ask whoever suggested it what they mean. Raises `NotYours`, `WrongState`."""
    suggestion = _reviewed(actor, suggestion)
    suggestion.state = SuggestionState.ASKED
    suggestion.save()
    step = _step(actor, suggestion, SuggestionDeed.ASKED, text)
    _tell(suggestion, suggestion.by, "suggestion_asked", f"step:{step.pk}", text=step.text)
    return suggestion


@transaction.atomic
def reply_to_question(*, actor: Person, suggestion: Suggestion, text: str) -> Suggestion:
    """Answer what was asked back; it waits again. Raises `NotYours`, `WrongState`."""
    suggestion = _locked(suggestion)
    if suggestion.by_id != actor.pk:
        raise NotYours(_("Only whoever made a suggestion does this."))
    if suggestion.state != SuggestionState.ASKED:
        raise WrongState(_("Nobody has asked you."))
    suggestion.state = SuggestionState.OPEN
    suggestion.save()
    asked = suggestion.steps.filter(deed=SuggestionDeed.ASKED).select_related("by").last()
    step = _step(actor, suggestion, SuggestionDeed.REPLIED, text)
    if asked is not None:
        _tell(suggestion, asked.by, "suggestion_replied", f"step:{step.pk}", text=step.text)
    return suggestion


@transaction.atomic
def accept_suggestion(
    *,
    actor: Person,
    suggestion: Suggestion,
    kind: RevisionKind = RevisionKind.MINOR,
    text: str = "",
    seen: str = "",
    answer: str = "",
) -> Suggestion:
    """Take a suggestion; a change of text is written at once to the working copy, in the wording of `text` if given.

    `seen` is the hash of the text of the course that the person looked at: if it is another one by now, nothing is
    written. Raises `NotYours`, `WrongState`, `ChangedMeanwhile`, `NotReady`.
    """
    suggestion = _reviewed(actor, suggestion)
    if suggestion.kind == SuggestionKind.EDIT:
        current = _current(suggestion)
        if text_hash(current) != (seen or text_hash(suggestion.base_text)):
            raise ChangedMeanwhile(_("The text of the course has changed since. Please look at both again."))
        element = find_element(suggestion.course, suggestion.place)
        assert element is not None  # noqa: S101 - it has a text
        edit_element(actor=actor, element=element, texts={suggestion.part: text.strip() or suggestion.text}, kind=kind)
    _decide(actor, suggestion, SuggestionState.ACCEPTED, SuggestionDeed.ACCEPTED, answer)
    _tell(suggestion, suggestion.by, "suggestion_accepted", "decided", text=answer)
    return suggestion


@transaction.atomic
def decline_suggestion(*, actor: Person, suggestion: Suggestion, reason: str) -> Suggestion:
    """Say no, and why. Raises `NotYours`, `WrongState`, `NotReady`."""
    suggestion = _reviewed(actor, suggestion)
    if not reason.strip():
        raise NotReady(_("Please say why, so that the person can learn from it."), field="reason")
    _decide(actor, suggestion, SuggestionState.DECLINED, SuggestionDeed.DECLINED, reason)
    _tell(suggestion, suggestion.by, "suggestion_declined", "decided", text=reason.strip())
    return suggestion


@transaction.atomic
def withdraw_suggestion(*, actor: Person, suggestion: Suggestion) -> Suggestion:
    """Take one's own suggestion back. Raises `NotYours`, `WrongState`."""
    suggestion = _locked(suggestion)
    if suggestion.by_id != actor.pk:
        raise NotYours(_("Only whoever made a suggestion does this."))
    _check_open(suggestion)
    _decide(actor, suggestion, SuggestionState.WITHDRAWN, SuggestionDeed.WITHDRAWN, "")
    return suggestion


def takes_suggestions(course: Course) -> bool:
    """Learners can take it, and it is complementary: its writers decide alone."""
    return (
        course.published_revision_id is not None and course.kind == CourseKind.COMPLEMENTARY and not course.is_guarded
    )


def writers_of(course: Course) -> list[Person]:
    """Who writes for its organisation now."""
    now = timezone.now()
    rows = Person.objects.present().filter(
        is_active=True,
        memberships__organisation=course.organisation_id,
        memberships__role__in=WRITERS,
        memberships__since__lte=now,
        memberships__until=None,
    )
    return list(rows.distinct().order_by("pk"))


def _check_number(actor: Person, course: Course) -> None:
    mine = Suggestion.objects.filter(by=actor)
    if mine.waiting().filter(course=course).count() >= OPEN_AT_ONCE:
        raise TooMany(_("Many suggestions of yours wait here already. Please wait until some are decided."))
    if mine.filter(made_at__gt=timezone.now() - timedelta(days=1)).count() >= A_DAY:
        raise TooMany(_("You have made many suggestions today. Please go on tomorrow."))


def _current(suggestion: Suggestion) -> str:
    """What the course says at that place. Raises `NotReady` where there is nothing any more."""
    element = find_element(suggestion.course, suggestion.place)
    said = texts_of(element).get(suggestion.part) if element is not None else None
    if said is None:
        raise NotReady(_("The course no longer has this text."))
    return said


def _locked(suggestion: Suggestion) -> Suggestion:
    Course.objects.locked(suggestion.course_id)
    rows = Suggestion.objects.select_for_update(of=["self"])
    locked: Suggestion = rows.select_related("course__topic", "course__organisation", "by").get(pk=suggestion.pk)
    return locked


def _reviewed(actor: Person, suggestion: Suggestion) -> Suggestion:
    suggestion = _locked(suggestion)
    if not actor.has_perm("courses.review_suggestions", suggestion.course):
        raise NotYours(_("Only those who write this course decide about suggestions."))
    _check_open(suggestion)
    return suggestion


def _check_open(suggestion: Suggestion) -> None:
    if not SuggestionState(suggestion.state).is_open:
        raise WrongState(_("This suggestion has been decided."))


def _decide(actor: Person, suggestion: Suggestion, state: SuggestionState, deed: SuggestionDeed, text: str) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, actor, timezone.now()
    suggestion.save()
    _step(actor, suggestion, deed, text)
    details = {"state": str(state), "suggestion": str(suggestion.uid)}
    record(actor=actor.reference, action="suggestions.decided", target=suggestion.course.reference, details=details)


def _step(actor: Person, suggestion: Suggestion, deed: SuggestionDeed, text: str) -> SuggestionStep:
    return SuggestionStep.objects.create(suggestion=suggestion, by=actor, deed=deed, text=text.strip()[:2000])


def _tell(suggestion: Suggestion, person: Person, kind: str, occasion: str, text: str = "") -> None:
    if person.erased_at is not None:
        return
    notify(
        person=person,
        kind=kind,
        context={"course": title_of(suggestion.course), "text": text},
        url=reverse("courses:suggestion", args=[suggestion.uid]),
        key=f"{kind}:{suggestion.uid}:{occasion}",
    )
