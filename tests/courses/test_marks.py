"""Bookmarks and notes: private, found, written out, forgotten."""

import pytest
from django.urls import reverse

from courses.models import Bookmark
from courses.personal_data import erase, export
from tests.factories.learning import learner, serve_course
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LIST = "/learn/bookmarks/"


def mark_url(course, key="l1", query=""):
    return reverse("courses:bookmark", args=[course.slug, key]) + query


def mark(taking, key="l1", note="", block=""):
    query = f"?block={block}" if block else ""
    response = taking.client.post(mark_url(taking.course, key, query), {"note": note})
    assert response.status_code == 302
    return response.url


def test_lesson_is_marked_with_a_note():
    taking = learner()
    assert mark(taking, note="Ask the mentor") == f"/courses/{taking.course.slug}/l1/"
    bookmark = Bookmark.objects.get(person=taking.person)
    assert (bookmark.lesson_key, bookmark.block_key, bookmark.note, bookmark.language) == (
        "l1",
        "",
        "Ask the mentor",
        "en",
    )
    assert bookmark.title == "en title l1"


def test_block_is_marked_beside_its_lesson_and_leads_back_to_it():
    taking = learner()
    mark(taking)
    assert mark(taking, block="l1-b", note="Here").endswith("/l1/#block-l1-b")
    assert Bookmark.objects.count() == 2


def test_marking_again_writes_the_note_anew():
    taking = learner()
    mark(taking, note="One")
    mark(taking, note="Two")
    assert Bookmark.objects.get().note == "Two"
    assert "Two" in taking.client.get(mark_url(taking.course)).content.decode()


def test_mark_is_removed_and_twice_does_no_harm():
    taking = learner()
    mark(taking)
    for _ in range(2):
        taking.client.post(mark_url(taking.course), {"do": "remove"})
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("block", ["no-such-block", "' or 1=1", "x" * 500, "\x00"])
def test_block_that_is_not_there_marks_the_lesson(block):
    taking = learner()
    taking.client.post(mark_url(taking.course), {"note": ""}, query_params={"block": block})
    assert Bookmark.objects.get().block_key == ""


@pytest.mark.parametrize("note", ["x" * 5001, "a\x00b"])
def test_note_that_cannot_be_kept_says_so(note):
    taking = learner()
    assert taking.client.post(mark_url(taking.course), {"note": note}).status_code == 200
    assert not Bookmark.objects.exists()


def test_lesson_that_is_not_there_is_not_found():
    taking = learner()
    assert taking.client.get(mark_url(taking.course, "l99")).status_code == 404


def test_nobody_else_sees_them(client):
    taking = learner()
    mark(taking, note="My secret")
    assert client.get(LIST).status_code == 302
    client.force_login(PersonFactory())
    assert "My secret" not in client.get(LIST).content.decode()
    assert "My secret" not in client.get(mark_url(taking.course)).content.decode()
    assert b"My secret" not in b"".join(client.get(f"{LIST}notes.md"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"l1", "l2"}),
        ({"q": "cafe"}, {"l1"}),
        ({"q": "title l2"}, {"l2"}),
        ({"q": "nothing"}, set()),
        ({"course": "other"}, set()),
        ({"q": "\x00"}, {"l1", "l2"}),
        ({"page": "99"}, {"l1", "l2"}),
    ],
)
def test_list_is_searched(query, expected):
    taking = learner()
    mark(taking, "l1", note="At the café")
    mark(taking, "l2")
    found = taking.client.get(LIST, query).context["marks"]
    assert {each.lesson_key for each, _address in found} == expected


@pytest.mark.parametrize("number", [1, 30])
def test_list_needs_a_constant_number_of_queries(number, django_assert_num_queries):
    taking = learner(serve_course(lessons=number))
    for key in taking.keys:
        mark(taking, key)
    with django_assert_num_queries(4):
        taking.client.get(LIST)


def test_markdown_holds_all_notes_and_no_markup_breaks_out():
    taking = learner()
    mark(taking, "l1", note="First line\nsecond line")
    Bookmark.objects.update(title="A ](http://evil) [title")
    response = taking.client.get(f"{LIST}notes.md")
    text = b"".join(response).decode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="wikilearn-notes.md"'
    assert f"# en {taking.course.slug}" in text
    assert "  First line\n  second line" in text
    assert "[A \\](http://evil) \\[title](" in text


def test_marks_are_exported_and_erased():
    taking = learner()
    mark(taking, note="Mine")
    assert export(taking.person)["bookmarks"][0]["note"] == "Mine"
    erase(taking.person)
    assert not Bookmark.objects.exists()


def test_lesson_page_leads_to_the_bookmark(client):
    taking = learner()
    page = f"/courses/{taking.course.slug}/l1/"
    assert mark_url(taking.course) in taking.client.get(page).content.decode()
    assert mark_url(taking.course) not in client.get(page).content.decode()
