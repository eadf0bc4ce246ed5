"""Adding, moving, duplicating, removing, and taking it back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.actions.counting import differences
from courses.actions.creating import create_course, name_people, set_prerequisites
from courses.actions.editing import number_segments
from courses.actions.structure import (
    add_block,
    add_lesson,
    add_module,
    duplicate_element,
    move_element,
    remove_element,
    shift_element,
    undo_edit,
)
from courses.editing.checks import findings, obstacles
from courses.editing.comparing import compare
from courses.editing.differing import word_diff
from courses.editing.elements import texts_of
from courses.enums import BlockKind, CourseState
from courses.errors import NotReady, NotUndone, NotYours
from courses.models import Block, Course, Edit, Lesson, Module, OverlayBlock, Question, Segment, Translation
from courses.publishing.snapshot import document_hash, snapshot
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    OverlayFactory,
    QuestionFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """Two modules of two lessons of two texts, with a question in the first block, translated."""
    course = CourseFactory(slug="first")
    for m in "ab":
        module = ModuleFactory(course=course, key=m, position=ord(m))
        for number in (1, 2):
            lesson = LessonFactory(module=module, key=f"{m}{number}", position=number)
            for name in ("x", "y"):
                BlockFactory(lesson=lesson, key=name, position=ord(name), text=f"Text {m}{number}{name}")
    block = Block.objects.get(lesson__key="a1", key="x")
    question = QuestionFactory(module=course.modules.get(key="a"), key="q", block=block)
    Segment.objects.filter(question=question).update(lesson=block.lesson, block=block)
    for segment in Segment.objects.filter(lesson__key="a1"):
        TranslationFactory(segment=segment, state="reviewed", text=f"es {segment.key}")
    number_segments(course)
    return course


@pytest.fixture
def author(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person


def shape(course):
    """Keys of everything, in order."""
    return [
        [module.key, [[lesson.key, [block.key for block in lesson.blocks.all()]] for lesson in module.lessons.all()]]
        for module in course.modules.all()
    ]


def get(course, place):
    model, key = place.split("/", 1)
    if model == "block":
        lesson, key = key.split("/")
        return Block.objects.get(lesson__course=course, lesson__key=lesson, key=key)
    return {"module": Module, "lesson": Lesson}[model].objects.get(course=course, key=key)


def test_new_elements_come_at_the_end_with_keys_that_nothing_had(course, author):
    module = add_module(actor=author, course=course, title="Übung! Eins")
    lesson = add_lesson(actor=author, module=module, title="درس")
    block = add_block(actor=author, lesson=lesson, kind=BlockKind.PROSE, texts={"text": "Hello"})
    assert list(course.modules.all())[-1] == module
    assert module.key.startswith("ubung-eins-")
    assert lesson.key.startswith("lesson-")
    assert texts_of(block) == {"text": "Hello"}
    assert Edit.objects.filter(deed="added").count() == 3


@pytest.mark.parametrize(
    ("place", "by", "expected"),
    [
        ("module/a", 1, "b a"),
        ("module/b", -1, "b a"),
        ("module/a", -1, "a b"),
        ("module/b", 1, "a b"),
    ],
)
def test_modules_move_by_one(course, author, place, by, expected):
    shift_element(actor=author, element=get(course, place), by=by)
    assert " ".join(course.modules.values_list("key", flat=True)) == expected


@pytest.mark.parametrize(
    ("place", "by", "expected"),
    [
        ("lesson/a1", 1, "a2 a1 | b1 b2"),
        ("lesson/a2", 1, "a1 | a2 b1 b2"),
        ("lesson/b1", -1, "a1 a2 b1 | b2"),
        ("lesson/a1", -1, "a1 a2 | b1 b2"),
        ("lesson/b2", 1, "a1 a2 | b1 b2"),
    ],
)
def test_lessons_move_by_one_and_into_the_next_module(course, author, place, by, expected):
    shift_element(actor=author, element=get(course, place), by=by)
    lines = [" ".join(module.lessons.values_list("key", flat=True)) for module in course.modules.all()]
    assert " | ".join(lines) == expected


def test_a_block_that_moves_takes_its_texts_and_translations_along(course, author):
    block = get(course, "block/a1/y")
    overlay = OverlayFactory(course=course)
    OverlayBlock.objects.create(
        overlay=overlay, lesson_key="a1", block_key="y", mode="add_after", text="L", base_hash="0"
    )
    move_element(actor=author, element=block, parent=get(course, "lesson/b2"), position=0)
    moved = Block.objects.get(pk=block.pk)
    assert (moved.lesson.key, moved.lesson.blocks.first()) == ("b2", moved)
    adapted = OverlayBlock.objects.get()
    assert (adapted.lesson_key, adapted.block_key) == ("b2", moved.key)
    segment = Segment.objects.get(block=moved)
    assert segment.key == f"lesson/b2/{moved.key}/text"
    assert (segment.module.key, segment.lesson.key) == ("b", "b2")
    assert segment.translations.get().text == "es lesson/a1/y/text"
    assert differences(course) == []
    assert list(course.segments.order_by("order").values_list("key", flat=True)).index(segment.key) > 5


def test_moving_to_where_it_is_changes_nothing(course, author):
    lesson = get(course, "lesson/a1")
    assert move_element(actor=author, element=lesson, parent=lesson.module, position=0) is None
    assert not Edit.objects.exists()


@pytest.mark.parametrize("place", ["module/a", "lesson/a1", "block/a1/x"])
def test_what_is_removed_comes_back_as_it_was(course, author, place):
    before = document_hash(snapshot(course))
    orders = list(course.segments.order_by("order").values_list("key", flat=True))
    removal = remove_element(actor=author, element=get(course, place))
    assert document_hash(snapshot(course)) != before
    assert differences(course) == []
    undo_edit(actor=author, edit=removal)
    assert differences(course) == []
    assert document_hash(snapshot(course)) == before
    assert list(course.segments.order_by("order").values_list("key", flat=True)) == orders
    assert set(Translation.objects.values_list("state", flat=True)) == {"reviewed"}
    with pytest.raises(NotUndone):
        undo_edit(actor=author, edit=removal)


def test_questions_outlive_the_block_that_shows_them(course, author):
    remove_element(actor=author, element=get(course, "lesson/a1"))
    question = Question.objects.get()
    assert (question.block, Segment.objects.filter(question=question, retired=False).count()) == (None, 5)


def test_what_belongs_to_something_that_is_gone_cannot_come_back(course, author):
    block = remove_element(actor=author, element=get(course, "block/a1/x"))
    remove_element(actor=author, element=get(course, "lesson/a1"))
    with pytest.raises(NotUndone):
        undo_edit(actor=author, edit=block)


@pytest.mark.parametrize("place", ["module/a", "lesson/a1", "block/a1/x"])
def test_a_copy_has_keys_of_its_own(course, author, place):
    element = get(course, place)
    before = snapshot(course)
    copy = duplicate_element(actor=author, element=element)
    assert copy.key != element.key
    after = snapshot(course)
    assert before["segments"].items() <= after["segments"].items()
    assert len(after["questions"]) == 1
    siblings = list(type(copy).objects.filter(**({"lesson": copy.lesson} if isinstance(copy, Block) else {})))
    if isinstance(copy, Block):
        assert siblings.index(copy) == siblings.index(element) + 1


def test_moves_and_additions_are_taken_back(course, author):
    was = shape(course)
    edit = move_element(actor=author, element=get(course, "lesson/a1"), parent=get(course, "module/b"), position=1)
    assert [lesson for lesson, _blocks in shape(course)[1][1]] == ["b1", "a1", "b2"]
    undo_edit(actor=author, edit=edit)
    assert shape(course) == was
    add_module(actor=author, course=course, title="C")
    undo_edit(actor=author, edit=Edit.objects.filter(deed="added").first())
    assert shape(course) == was


MOVE = st.tuples(st.sampled_from(["a1", "a2", "b1", "b2"]), st.sampled_from("ab"), st.integers(0, 4))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVE, max_size=5))
def test_whatever_is_moved_nothing_is_lost_and_all_of_it_can_be_taken_back(course, author, moves):
    was = shape(course)
    edits = []
    for lesson, module, position in moves:
        parent = get(course, f"module/{module}")
        edits.append(
            move_element(actor=author, element=get(course, f"lesson/{lesson}"), parent=parent, position=position)
        )
    assert sorted(course.lessons.values_list("key", flat=True)) == ["a1", "a2", "b1", "b2"]
    for edit in reversed([edit for edit in edits if edit is not None]):
        undo_edit(actor=author, edit=edit)
    assert shape(course) == was


def test_nobody_else_changes_the_structure(course):
    stranger = PersonFactory()
    lesson = get(course, "lesson/a1")
    for act in (
        lambda: add_module(actor=stranger, course=course, title="T"),
        lambda: add_lesson(actor=stranger, module=lesson.module, title="T"),
        lambda: add_block(actor=stranger, lesson=lesson, kind="prose", texts={"text": "T"}),
        lambda: shift_element(actor=stranger, element=lesson, by=1),
        lambda: duplicate_element(actor=stranger, element=lesson),
        lambda: remove_element(actor=stranger, element=lesson),
        lambda: name_people(actor=stranger, course=course, people=[]),
        lambda: set_prerequisites(actor=stranger, course=course, courses=[]),
    ):
        with pytest.raises(NotYours):
            act()


# -- courses, what they require, who stands for them


def test_a_guarded_topic_is_begun_by_its_holders_alone():
    member = MembershipFactory(role=MemberRole.AUTHOR)
    topic = TopicFactory(key="s", sensitive=True)
    begin = lambda: create_course(  # noqa: E731
        actor=member.person, organisation=member.organisation, title="Care", topic=topic
    )
    with pytest.raises(NotReady):
        begin()
    topic.holders.add(member.organisation)
    assert begin().state == CourseState.DRAFT
    assert begin().slug.startswith("care-")
    with pytest.raises(NotYours):
        create_course(actor=member.person, organisation=OrganisationFactory(), title="Care")


@pytest.mark.parametrize(
    ("existing", "wanted", "allowed"),
    [
        ([], ["b"], True),
        ([], ["a"], False),
        ([("b", "a")], ["b"], False),
        ([("b", "c"), ("c", "a")], ["b"], False),
        ([("b", "c"), ("c", "d")], ["b", "d"], True),
        ([("b", "c"), ("c", "b")], ["b"], True),
    ],
)
def test_no_course_requires_itself(author, course, existing, wanted, allowed):
    courses = {"a": course} | {key: CourseFactory(slug=key) for key in "bcd"}
    for before, after in existing:
        courses[before].prerequisites.add(courses[after])
    require = lambda: set_prerequisites(  # noqa: E731
        actor=author, course=course, courses=[courses[key] for key in wanted]
    )
    if allowed:
        require()
        assert snapshot(Course.objects.get(pk=course.pk))["course"]["prerequisites"] == wanted
    else:
        with pytest.raises(NotReady):
            require()


def test_people_are_in_the_document_and_nobody_twice(course, author):
    name_people(actor=author, course=course, people=[("B", "Doctor", "MD"), ("A", "Nurse", "")])
    assert [person["name"] for person in snapshot(course)["people"]] == ["B", "A"]
    with pytest.raises(NotReady):
        name_people(actor=author, course=course, people=[("A", "x", ""), ("A", "y", "")])


# -- checks, differences


@pytest.mark.parametrize(
    ("kind", "block_settings", "texts", "obstacle"),
    [
        (BlockKind.IMAGE, {}, {}, True),
        (BlockKind.VIDEO, {}, {"title": "T"}, True),
        (BlockKind.AUDIO, {}, {"transcript": "T"}, True),
        (BlockKind.DOWNLOAD, {}, {}, True),
        (BlockKind.QUIZ, {}, {}, False),
        (BlockKind.PROSE, {}, {"text": "See [x](lesson:gone)."}, False),
        (BlockKind.PROSE, {}, {}, False),
    ],
)
def test_gaps_are_found(course, author, kind, block_settings, texts, obstacle):
    Course.objects.update(licence="CC0", questions_per_attempt=1)
    course.refresh_from_db()
    assert findings(snapshot(course)) == []
    add_block(actor=author, lesson=get(course, "lesson/a1"), kind=kind, texts=texts, settings=block_settings)
    found = findings(snapshot(course))
    assert found
    assert bool(obstacles(snapshot(course))) == obstacle


def test_a_move_shows_as_one_move_and_texts_word_by_word(course, author):
    before = snapshot(course)
    move_element(actor=author, element=get(course, "block/a1/y"), parent=get(course, "lesson/a1"), position=0)
    Segment.objects.filter(key="lesson/b1/x/text").update(source_text="Text changed b1x")
    remove_element(actor=author, element=get(course, "lesson/b2"))
    changes = {change.place: change.deed for change in compare(before, snapshot(course))}
    deeds = {place: deed for place, deed in changes.items() if not place.startswith("course")}
    assert deeds.pop("lesson/b1/x") == "changed"
    assert sorted(deeds.pop(place) for place in ("lesson/b2", "lesson/b2/x", "lesson/b2/y")) == ["removed"] * 3
    assert sorted(deeds.values()) == ["moved"]
    assert compare(before, before) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.text(max_size=80), after=st.text(max_size=80))
def test_a_difference_holds_both_texts(before, after):
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.deed != "added") == before
    assert "".join(piece.text for piece in pieces if piece.deed != "removed") == after
