"""A published course, and people who adapt it."""

from dataclasses import dataclass

from courses.actions.overlay_publishing import publish_overlay
from courses.actions.overlays import put_change, start_overlay
from courses.actions.publishing import publish_course, submit_course
from courses.enums import OverlayMode, RevisionKind
from courses.models import Course, Overlay, Segment, Topic
from courses.models.texts import text_hash
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    QuestionFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory, OrganisationFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.models import Person


@dataclass
class Stage:
    """A course of lessons `l1`, `l2` with blocks `a`, `b`, and its people; `coordinator` adapts it for `affiliate`."""

    course: Course
    author: Person
    publisher: Person
    coordinator: Person

    @property
    def affiliate(self):
        return self.coordinator.memberships.get().organisation

    def publish(self):
        """Publish the working copy as it stands."""
        submit_course(actor=self.author, course=self.course)
        publish_course(actor=self.publisher, course=self.course, kind=RevisionKind.MAJOR)
        self.course = Course.objects.get(pk=self.course.pk)

    def say(self, key: str, text: str) -> None:
        """Change a text of the shared course, and publish."""
        Segment.objects.filter(course=self.course, key=f"lesson/{key}/text").update(
            source_text=text, source_hash=text_hash(text)
        )
        self.publish()

    def overlay(self, *, language: str = "en") -> Overlay:
        """A local version of the affiliate, without changes."""
        return start_overlay(actor=self.coordinator, course=self.course, owner=self.affiliate, language=language)

    def change(self, overlay: Overlay, place: str, mode: OverlayMode, text: str = "", **more):
        """Make a change as the coordinator."""
        lesson_key, _slash, block_key = place.partition("/")
        return put_change(
            actor=self.coordinator,
            overlay=overlay,
            lesson_key=lesson_key,
            block_key=block_key,
            mode=mode,
            text=text,
            **more,
        )

    def served(self, *, language: str = "en", text: str = "Call **Cairo**.") -> Overlay:
        """A local version that learners can choose: it replaces `l1/a`."""
        overlay = self.overlay(language=language)
        self.change(overlay, "l1/a", OverlayMode.REPLACE, text)
        publish_overlay(actor=self.coordinator, overlay=overlay)
        overlay.refresh_from_db()
        return overlay


def stage(
    *, topic: Topic | None = None, publisher: Person | None = None, slug: str = "shared", language: str = "es"
) -> Stage:
    """See `Stage`; the course is published in English and another language."""
    organisation = OrganisationFactory()
    if topic is not None:
        topic.holders.add(organisation)
    module = ModuleFactory(key="m", course=CourseFactory(slug=slug, organisation=organisation, topic=topic))
    for number in (1, 2):
        lesson = LessonFactory(module=module, key=f"l{number}", position=number)
        for position, key in enumerate("ab"):
            BlockFactory(lesson=lesson, key=key, position=position, text=f"Shared {key} of {number}.")
    QuestionFactory(module=module, key="q")
    for segment in Segment.objects.filter(course=module.course):
        TranslationFactory(segment=segment, language=language, state="reviewed")
    made = Stage(
        course=module.course,
        author=MembershipFactory(organisation=organisation, role=MemberRole.AUTHOR).person,
        publisher=publisher or MembershipFactory(organisation=organisation, role=MemberRole.REVIEWER).person,
        coordinator=MembershipFactory(organisation__name="Wikimedia Egypt").person,
    )
    made.publish()
    return made


def guarded(publisher: Person) -> Stage:
    """The same with a mandatory topic."""
    return stage(topic=TopicFactory(mandatory=True), publisher=publisher)
