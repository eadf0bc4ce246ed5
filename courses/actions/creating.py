"""Beginning a course, what it builds on, and who stands for it."""

import secrets
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.actions.editing import begin_edit, create_segments, end_edit
from courses.enums import CourseState, EditDeed
from courses.errors import NotReady, NotYours
from courses.models import Course, CoursePerson, Question, Topic
from courses.models.structure import Block
from courses.rules import holds_the_topic
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

RESERVED = frozenset({"new"})
"""Addresses that pages of ours have."""


@transaction.atomic
def create_course(
    *,
    actor: Person,
    organisation: Organisation,
    title: str,
    summary: str = "",
    language: str = "en",
    topic: Topic | None = None,
    licence: str = "CC BY-SA 4.0",
) -> Course:
    """An empty draft. Raises `NotYours`; `NotReady` for a topic that other organisations maintain."""
    if not actor.has_perm("courses.create_course", organisation):
        raise NotYours(_("Only coordinators and authors of the organisation make courses."), field="organisation")
    course = Course(
        slug=_free_slug(title), organisation=organisation, source_language=language, topic=topic, licence=licence
    )
    if topic is not None and not holds_the_topic(actor, course):
        raise NotReady(_("Only organisations that maintain this topic can offer courses on it."), field="topic")
    course.save()
    texts = [("course/title", "title", title), ("course/summary", "summary", summary)]
    create_segments(course, course, [each for each in texts if each[2]])
    end_edit(actor, course, course, EditDeed.ADDED, before={})
    record(
        actor=actor.reference,
        action="courses.created",
        target=course.reference,
        details={"organisation": organisation.slug},
    )
    return course


@transaction.atomic
def set_prerequisites(*, actor: Person, course: Course, courses: Iterable[Course]) -> None:
    """Say what is to be taken before. No course may require itself, by whatever detour.

    Raises `NotYours`, `NotReady`.
    """
    course = begin_edit(actor, course)
    with connection.cursor() as cursor:  # two edits that would close a circle together wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('courses.prerequisites'))")
    wanted = {each.pk: each for each in courses}
    if course.pk in wanted or course.pk in _all_before(set(wanted)):
        raise NotReady(_("A course cannot require itself, not even by way of another one."), field="prerequisites")
    before = set(course.prerequisites.values_list("pk", flat=True))
    if before == set(wanted):
        return
    course.prerequisites.set(wanted)
    Course.objects.filter(pk=course.pk, state__in=[CourseState.PUBLISHED, CourseState.IN_REVIEW]).update(
        state=CourseState.DRAFT
    )
    record(
        actor=actor.reference,
        action="courses.prerequisites_set",
        target=course.reference,
        details={"courses": sorted(each.slug for each in wanted.values())},
    )


@transaction.atomic
def name_people(*, actor: Person, course: Course, people: Sequence[tuple[str, str, str]]) -> None:
    """Say who stands openly for the course: name, role, qualification, in this order. Raises `NotYours`, `NotReady`."""
    course = begin_edit(actor, course)
    names = [name for name, _role, _credential in people]
    if len(set(names)) != len(names):
        raise NotReady(_("A person is named twice."))
    rows = [
        CoursePerson(course=course, name=name, role=role, credential=credential, position=number)
        for number, (name, role, credential) in enumerate(people)
    ]
    old = list(course.people.values_list("name", "role", "credential"))
    if old == list(people):
        return
    course.people.all().delete()
    CoursePerson.objects.bulk_create(rows)
    Course.objects.filter(pk=course.pk).update(state=CourseState.DRAFT)
    record(actor=actor.reference, action="courses.people_named", target=course.reference, details={"number": len(rows)})


@transaction.atomic
def choose_questions(*, actor: Person, block: Block, keys: Iterable[str]) -> None:
    """Show these questions of the course in a quiz block, and no others. Raises `NotYours`."""
    course = begin_edit(actor, block.lesson.course)
    before = sorted(block.questions.values_list("key", flat=True))
    if before == sorted(keys):
        return
    Question.objects.filter(block=block).exclude(key__in=keys).update(block=None)
    Question.objects.filter(course=course, key__in=keys).update(block=block)
    segments = course.segments.filter(question__course=course)
    segments.filter(question__block=None).exclude(block=None).update(lesson=None, block=None)
    segments.filter(question__block=block).update(module=block.lesson.module, lesson=block.lesson, block=block)
    end_edit(actor, course, block, EditDeed.CHANGED, before=_unchanged(block))


def _unchanged(block: Block) -> dict[str, object]:
    from courses.editing.elements import attributes_of, texts_of

    return {"texts": texts_of(block), "attributes": attributes_of(block)}


def _all_before(courses: set[int]) -> set[int]:
    """All that these courses require, directly or not."""
    found: set[int] = set()
    edge = courses
    while edge:
        rows = Course.prerequisites.through.objects.filter(from_course_id__in=edge)
        edge = set(rows.values_list("to_course_id", flat=True)) - found
        found |= edge
    return found


def _free_slug(title: str) -> str:
    wanted = slugify(title)[:80].strip("-") or "course"
    taken = wanted in RESERVED or Course.objects.filter(slug=wanted).exists()
    return f"{wanted}-{secrets.token_hex(3)}" if taken else wanted
