"""A local version, a suggestion that waits, a proposal, and the space of a third party."""

from courses.actions.editing import edit_element
from courses.actions.overlay_publishing import publish_overlay
from courses.actions.overlays import describe_overlay, put_change, start_overlay
from courses.actions.proposals import propose_course
from courses.actions.publishing import publish_course, submit_course
from courses.actions.spaces import describe_space
from courses.actions.structure import add_block, add_lesson, add_module
from courses.actions.suggestions import make_suggestion
from courses.editing.elements import place_of
from courses.enums import BlockKind, OverlayMode, RevisionKind, SuggestionKind
from courses.models import Block, Course, Segment
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.actions.organisations import add_member, create_organisation
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

THIRD_PARTY = "open-maps"
SHARED = "first-steps"
"""Course of the library that the affiliate adapts and a volunteer improves."""


def adapt_and_suggest(people: dict[str, Person], curator: Person) -> None:
    """The affiliate's contact after a lesson, in Spanish; Lucía's better wording; Layla's idea of a course."""
    course = Course.objects.get(external_key=SHARED)
    _adapt(people["Carlos Coordinator"], course)
    block = Block.objects.filter(lesson__course=course, kind=BlockKind.PROSE).select_related("lesson").first()
    assert block is not None  # noqa: S101 - the library has texts
    text = Segment.objects.get(block=block, part="text").source_text
    make_suggestion(
        actor=people["Lucía Learner"],
        course=course,
        kind=SuggestionKind.EDIT,
        lesson_key=block.lesson.key,
        place=place_of(block),
        part="text",
        text=f"{text}\n\nYou can ask a question at any time. Nobody expects you to know everything.",
        reason="New people often do not dare to ask.",
    )
    propose_course(
        actor=people["Layla Learner"],
        title="Writing about local history",
        summary="How to find sources in a small town: archives, newspapers, people who remember.",
        outline="1. Where sources are\n2. What counts as a source\n3. Your first article",
        language="en",
    )
    create_organisation(actor=curator, slug="community", name="Community courses", kind=OrganisationKind.COMMUNITY)
    _host(people["Rania Reviewer"], people["Carlos Coordinator"], curator)


def _adapt(coordinator: Person, course: Course) -> None:
    entry = course.compiled.get(language="es")
    lesson_key = entry.outline[0]["lessons"][0]["key"]
    overlay = start_overlay(
        actor=coordinator, course=course, owner=Organisation.objects.get(slug=AFFILIATE), language="es"
    )
    block = Block.objects.filter(lesson__course=course, lesson__key=lesson_key, kind=BlockKind.PROSE).first()
    assert block is not None  # noqa: S101 - the library has texts
    put_change(
        actor=coordinator,
        overlay=overlay,
        lesson_key=lesson_key,
        block_key=block.key,
        mode=OverlayMode.ADD_AFTER,
        text="**En nuestro país:** el equipo de Wikimedia Demo acompaña a quienes empiezan, cada jueves a las 18:00.",
        note="Hours agreed at the meeting of the team.",
    )
    describe_overlay(actor=coordinator, overlay=overlay, note="Personas de contacto y horarios de nuestro país.")
    publish_overlay(actor=coordinator, overlay=overlay, note="First local version")


def _host(coordinator: Person, reviewer: Person, curator: Person) -> None:
    """A third party with one course of its own."""
    host = create_organisation(
        actor=curator, slug=THIRD_PARTY, name="Open Maps Club", kind=OrganisationKind.THIRD_PARTY, languages=["en"]
    )
    add_member(actor=curator, organisation=host, person=coordinator, role=MemberRole.COORDINATOR)
    add_member(actor=curator, organisation=host, person=reviewer, role=MemberRole.REVIEWER)
    about = "We draw maps together, and share how we do it."
    describe_space(actor=coordinator, organisation=host, about=about, accept_terms=True)
    course = Course.objects.create(slug="maps-for-beginners", organisation=host, licence="CC BY-SA 4.0")
    _write(coordinator, course)
    submit_course(actor=coordinator, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR, note="First publication")


def _write(author: Person, course: Course) -> None:
    texts = {"title": "Maps for beginners", "summary": "Draw your first map from open data."}
    edit_element(actor=author, element=course, texts=texts, kind=RevisionKind.MAJOR)
    module = add_module(actor=author, course=course, title="Your first map")
    lesson = add_lesson(actor=author, module=module, title="What a map leaves out")
    words = "A good map leaves out nearly everything.\n\nDecide first **what it is for**, then what to show."
    add_block(actor=author, lesson=lesson, kind=BlockKind.PROSE, texts={"text": words})
