"""The pages on which a course is made."""

import pytest
from django.urls import reverse

from courses.actions.editing import edit_element
from courses.actions.publishing import publish_course, submit_course
from courses.actions.structure import remove_element
from courses.editing.elements import place_of, texts_of, version_of
from courses.enums import BlockKind, CourseState, RevisionKind
from courses.models import Block, Course, Draft, Lesson, Module, Publication
from tests.factories.courses import (
    BlockFactory,
    CompletionFactory,
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    PublishedCourseFactory,
    QuestionFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def block():
    lesson = LessonFactory(key="one", module=ModuleFactory(key="m", course=CourseFactory(slug="first")))
    return BlockFactory(lesson=lesson, key="text", text="Old words.")


@pytest.fixture
def course(block):
    return block.lesson.course


@pytest.fixture
def author(course, client):
    person = MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"courses:{name}", args=args)


KINDS = ("prose", "image", "video", "audio", "download", "quiz")
PAGES = [
    ("author_course", ["first"]),
    ("author_edit", ["first", "course"]),
    ("author_edit", ["first", "module/m"]),
    ("author_edit", ["first", "lesson/one"]),
    ("author_lesson", ["first", "one"]),
    ("author_block", ["first", "one", "text"]),
    *[
        ("author_new_block", ["first", "one", kind])
        for kind in ("prose", "image", "video", "audio", "download", "quiz")
    ],
    ("author_history", ["first"]),
    ("author_checks", ["first"]),
    ("author_people", ["first"]),
    ("author_revisions", ["first"]),
    ("author_preview", ["first", "one"]),
    ("author_remove", ["first", "lesson/one/text"]),
    ("author_remove", ["first", "module/m"]),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_pages_are_for_those_who_make_the_course(course, client, author, name, args):
    assert client.get(address(name, *args)).status_code == 200
    client.force_login(PersonFactory())
    assert client.get(address(name, *args)).status_code == 404


EDITING = [page for page in PAGES if page[0] in ("author_edit", "author_block", "author_new_block", "author_remove")]


@pytest.mark.parametrize(("name", "args"), EDITING)
def test_a_reviewer_sees_the_course_and_does_not_edit_it(course, client, name, args):
    client.force_login(MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person)
    assert client.get(address("author_lesson", "first", "one")).status_code == 200
    assert client.get(address("author_people", "first")).status_code == 200
    assert client.post(address("author_people", "first")).status_code == 403
    assert client.get(address(name, *args)).status_code == 403


def test_a_course_from_nothing_to_a_block(client):
    member = MembershipFactory(role=MemberRole.AUTHOR)
    client.force_login(member.person)
    sent = {"title": "Safe travels", "organisation": member.organisation.pk, "language": "en", "licence": "CC0"}
    response = client.post(address("author_new"), sent)
    course = Course.objects.get()
    assert (response.url, course.slug, course.state) == (
        address("author_course", "safe-travels"),
        "safe-travels",
        CourseState.DRAFT,
    )
    client.post(address("author_add", course.slug), {"title": "Before you go"})
    module = Module.objects.get()
    client.post(address("author_add", course.slug), {"title": "Papers", "module": module.key})
    lesson = Lesson.objects.get()
    client.post(address("author_new_block", course.slug, lesson.key, "prose"), {"text": "Take a **copy**."})
    assert texts_of(Block.objects.get()) == {"text": "Take a **copy**."}
    assert "<strong>copy</strong>" in client.get(address("author_lesson", course.slug, lesson.key)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"language": "no-such-language-xx"}, "language"),
        ({"organisation": "0"}, "organisation"),
    ],
)
def test_a_course_is_not_begun_with_nonsense(client, changes, field):
    member = MembershipFactory(role=MemberRole.AUTHOR)
    client.force_login(member.person)
    sent = {"title": "T", "organisation": member.organisation.pk, "language": "en"} | changes
    response = client.post(address("author_new"), sent)
    assert response.status_code == 400
    assert field in response.context["form"].errors


def test_whoever_writes_nowhere_begins_no_course(client):
    client.force_login(MembershipFactory(role=MemberRole.REVIEWER).person)
    assert client.get(address("author_new")).status_code == 403


def test_the_second_of_two_writers_sees_both_texts_and_decides(course, client, author, block):
    seen = version_of(block)
    edit_element(actor=author, element=block, texts={"text": "Theirs."}, kind=RevisionKind.MINOR)
    page = address("author_block", "first", "one", "text")
    response = client.post(page, {"text": "Mine.", "version": seen})
    assert response.status_code == 400
    content = response.content.decode()
    assert "Theirs." in content
    assert "Mine." in content
    assert texts_of(block) == {"text": "Theirs."}
    again = client.post(page, {"text": "Mine.", "version": response.context["version"]})
    assert again.status_code == 302
    assert texts_of(block) == {"text": "Mine."}


def test_an_edit_says_what_it_does_to_translations_before_it_is_saved(course, client, author, block):
    TranslationFactory(segment=block.segments.get(), state="reviewed")
    page = address("author_block", "first", "one", "text")
    assert "1 language outdated" in client.get(page).content.decode()
    response = client.post(page, {"text": "New.", "version": version_of(block)})
    assert response.context["form"].errors.keys() == {"kind"}
    client.post(page, {"text": "New.", "version": version_of(block), "kind": "major"})
    assert block.segments.get().translations.get().state == "outdated"


def test_what_is_typed_is_kept_as_a_draft_and_comes_back(course, client, author, block):
    place = place_of(block)
    sent = {"text": "Half a sen", "version": version_of(block)}
    assert client.post(address("author_draft", "first", place), sent).status_code == 200
    page = address("author_block", "first", "one", "text")
    response = client.get(page)
    assert response.context["form"]["text"].value() == "Half a sen"
    client.post(address("author_draft", "first", place), {"discard": page})
    assert client.get(page).context["form"]["text"].value() == "Old words."
    client.post(address("author_draft", "first", place), sent)
    client.post(page, sent | {"text": "Half a sentence."})
    assert not Draft.objects.exists()


def test_a_draft_of_a_new_block_comes_back_too(course, client, author):
    client.post(address("author_draft", "first", "new/one/prose"), {"text": "Typed", "version": ""})
    page = address("author_new_block", "first", "one", "prose")
    assert client.get(page).context["form"]["text"].value() == "Typed"
    client.post(page, {"text": "Typed more"})
    assert not Draft.objects.exists()


def test_nobody_else_sees_a_draft(course, client, author, block):
    client.post(address("author_draft", "first", place_of(block)), {"text": "Mine"})
    client.force_login(MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person)
    assert client.get(address("author_block", "first", "one", "text")).context["draft"] is None


def test_whose_session_has_ended_gets_the_text_back(course, client, author):
    client.logout()
    page = address("author_block", "first", "one", "text")
    response = client.post(page, {"text": "An hour of work"})
    assert response.status_code == 401
    assert "An hour of work" in response.content.decode()
    assert client.get(page).status_code == 302


def test_preview_saves_nothing(course, client, author, block):
    page = address("author_block", "first", "one", "text")
    sent = {"text": "**Bold**", "preview": "yes", "version": version_of(block)}
    assert "<strong>Bold</strong>" in client.post(page, sent).content.decode()
    assert texts_of(block) == {"text": "Old words."}


BAD = [
    ("<script>alert(1)</script>", "<script>alert"),
    ("[x](javascript:alert(1))", 'href="javascript'),
    ('<p style="position:fixed" onclick="x()">x</p>', "onclick"),
    ('<p style="position:fixed">x</p>', "position:fixed"),
    ("<img src=x onerror=alert(1)>", "onerror"),
]


@pytest.mark.parametrize(("text", "never"), BAD)
def test_dangerous_markdown_is_harmless_everywhere(course, client, author, block, text, never):
    rendered = client.post(address("author_render", "first"), {"text": text}).content.decode()
    assert never not in rendered
    page = address("author_block", "first", "one", "text")
    preview = client.post(page, {"text": text, "preview": "yes", "version": version_of(block)})
    html = preview.content.decode().split('class="preview"')[1].split("<form")[0]
    assert never not in html
    client.post(page, {"text": text, "version": version_of(block)})
    lesson = client.get(address("author_lesson", "first", "one")).content.decode()
    assert never not in lesson.split('class="prose blocks__content"')[1].split("</section>")[0]


def test_a_paragraph_of_a_megabyte_is_refused_and_kept_on_the_page(course, client, author, block):
    page = address("author_block", "first", "one", "text")
    response = client.post(page, {"text": "a" * 1_000_000, "version": version_of(block)})
    assert response.status_code == 400
    assert "text" in response.context["form"].errors
    assert texts_of(block) == {"text": "Old words."}
    assert client.post(address("author_render", "first"), {"text": "a" * 1_000_000}).status_code == 200


def test_moving_by_buttons_and_to_a_place(course, client, author, block):
    other = LessonFactory(module=block.lesson.module, key="two", position=99)
    client.post(address("author_move", "first", "lesson/two"), {"by": "-1"})
    assert list(course.lessons.values_list("key", flat=True)) == ["two", "one"]
    client.post(address("author_move", "first", "lesson/one/text"), {"parent": "lesson/two", "position": "0"})
    assert Block.objects.get().lesson == other
    for sent in (
        {"parent": "module/m", "position": "0"},
        {"parent": "lesson/x", "position": "0"},
        {"position": "1"},
        {"position": "²"},
    ):
        assert client.post(address("author_move", "first", "lesson/two/text"), sent).status_code == 404


def test_removing_offers_to_undo(course, client, author, block):
    response = client.post(address("author_remove", "first", "lesson/one"), follow=True)
    assert not Lesson.objects.exists()
    removal = response.context["removal"]
    assert address("author_undo", "first", removal.pk) in response.content.decode()
    client.post(address("author_undo", "first", removal.pk))
    assert texts_of(Block.objects.get()) == {"text": "Old words."}


def test_undoing_twice_says_so(course, client, author, block):
    removal = remove_element(actor=author, element=block)
    client.post(address("author_undo", "first", removal.pk))
    response = client.post(address("author_undo", "first", removal.pk), follow=True)
    assert "nothing to take back" in response.content.decode()


def test_the_history_shows_what_changed_and_restores(course, client, author, block):
    edit_element(actor=author, element=block, texts={"text": "New words."}, kind=RevisionKind.MINOR)
    edit = edit_element(actor=author, element=block, texts={"text": "Newest words."}, kind=RevisionKind.MINOR)
    content = client.get(address("author_history", "first"), {"place": place_of(block)}).content.decode()
    assert "<del>Old</del><ins>New</ins>" in content
    assert "<del>New</del><ins>Newest</ins>" in content
    client.post(address("author_undo", "first", edit.pk))
    assert texts_of(block) == {"text": "New words."}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_history_costs_the_same(course, client, author, block, rows, django_assert_num_queries):
    for number in range(rows):
        edit_element(actor=author, element=block, texts={"text": f"Words {number}."}, kind=RevisionKind.MINOR)
    client.get(address("author_history", "first"))
    with django_assert_num_queries(7):
        client.get(address("author_history", "first"))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_outline_costs_the_same(course, client, author, block, rows, django_assert_num_queries):
    for number in range(rows):
        BlockFactory(lesson=LessonFactory(module=block.lesson.module, key=f"l{number}"))
    client.get(address("author_course", "first"))
    with django_assert_num_queries(14):
        client.get(address("author_course", "first"))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_lesson_costs_the_same(course, client, author, block, rows, django_assert_num_queries):
    for number in range(rows):
        BlockFactory(lesson=block.lesson, key=f"b{number}")
    client.get(address("author_lesson", "first", "one"))
    with django_assert_num_queries(14):
        client.get(address("author_lesson", "first", "one"))


def test_a_course_with_gaps_is_not_submitted_and_they_are_listed(course, client, author):
    Block.objects.create(lesson=course.lessons.get(), kind=BlockKind.IMAGE, key="picture", position=5)
    response = client.post(address("author_submit", "first"), follow=True)
    assert response.redirect_chain[-1][0] == address("author_checks", "first")
    assert address("author_block", "first", "one", "picture") in response.content.decode()
    course.refresh_from_db()
    assert course.state == CourseState.DRAFT


def test_people_are_named_in_order(course, client, author):
    sent = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-name": "Dr. Amal Aziz",
        "form-0-role": "Psychologist",
        "form-0-credential": "Licensed",
        "form-1-name": "",
        "form-1-role": "",
        "form-1-credential": "",
    }
    assert client.post(address("author_people", "first"), sent).status_code == 302
    assert list(course.people.values_list("name", "role")) == [("Dr. Amal Aziz", "Psychologist")]
    assert client.post(address("author_people", "first"), sent | {"form-0-role": ""}).status_code == 400


def test_publishing_shows_a_page_of_progress_and_then_the_course(
    course, client, author, django_capture_on_commit_callbacks
):
    submit_course(actor=author, course=course)
    client.force_login(MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person)
    response = client.post(address("author_publish", "first"), {"kind": "major", "note": "First"})
    publication = Publication.objects.get()
    assert response.url == address("author_publication", "first", publication.uid)
    assert "are being made" in client.get(response.url).content.decode()
    assert "being published" in client.get(address("author_course", "first")).content.decode()
    from courses.tasks import run_publication

    run_publication(publication.pk)
    assert client.get(response.url).url == address("author_course", "first")
    course.refresh_from_db()
    assert course.state == CourseState.PUBLISHED


def test_revisions_are_compared_with_each_other_and_with_now(course, client, author, block):
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    edit_element(actor=author, element=block, texts={"text": "New words."}, kind=RevisionKind.MINOR)
    page = address("author_differences", "first")
    assert "<del>Old</del><ins>New</ins>" in client.get(page).content.decode()
    assert "Nothing differs" in client.get(page, {"from": "1", "to": "1"}).content.decode()
    for nonsense in ("2", "x", "-1", "99999999999999"):
        assert client.get(page, {"from": nonsense}).status_code == 404


def test_settings_take_prerequisites_and_refuse_a_circle(course, client, author):
    second = CourseFactory(slug="second", organisation=course.organisation)
    second.prerequisites.add(course)
    page = address("author_settings", "first")
    form = client.get(page).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}
    response = client.post(page, sent | {"prerequisites": ["second"]})
    assert response.status_code == 400
    assert "prerequisites" in response.context["form"].errors
    second.prerequisites.clear()
    assert client.post(page, sent | {"prerequisites": ["second"]}).status_code == 302
    assert list(course.prerequisites.all()) == [second]
    assert client.post(page, sent | {"prerequisites": ["first"]}).status_code == 400


def test_a_sensitive_course_is_not_edited_by_another_organisation(course, client, author):
    course.topic = TopicFactory(key="s", sensitive=True)
    course.save()
    assert client.get(address("author_block", "first", "one", "text")).status_code == 403
    assert client.post(address("author_move", "first", "lesson/one"), {"by": "1"}).status_code == 403
    course.topic.holders.add(course.organisation)
    assert client.get(address("author_block", "first", "one", "text")).status_code == 200


def test_a_quiz_block_shows_the_questions_that_were_chosen(course, client, author):
    QuestionFactory(module=course.modules.get(), key="q1")
    QuestionFactory(module=course.modules.get(), key="q2")
    client.post(address("author_new_block", "first", "one", "quiz"), {"questions": ["q2"]})
    quiz = Block.objects.get(kind=BlockKind.QUIZ)
    assert [question.key for question in quiz.questions.all()] == ["q2"]
    client.post(address("author_block", "first", "one", quiz.key), {"questions": ["q1"], "version": version_of(quiz)})
    assert [question.key for question in quiz.questions.all()] == ["q1"]


def test_what_is_to_be_taken_before_stands_on_the_page_of_a_course(course, client, author):
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    before = PublishedCourseFactory(slug="basics", title="The basics")
    course.prerequisites.add(before, CourseFactory(slug="unpublished"))
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    page = client.get(address("course", "first"))
    assert [each.course.slug for each in page.context["required"]] == ["basics"]
    assert not page.context["required"][0].passed
    CompletionFactory(person=author, course=before)
    assert client.get(address("course", "first")).context["required"][0].passed


@pytest.mark.parametrize("place", ["course", "question/q"])
def test_what_has_no_place_in_the_outline_is_not_moved_or_removed(course, client, author, place):
    QuestionFactory(module=course.modules.get(), key="q")
    assert client.post(address("author_move", "first", place), {"by": "1"}).status_code == 404
    assert client.post(address("author_remove", "first", place)).status_code == 404
