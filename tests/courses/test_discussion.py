"""The discussion of a course: writing, mentions, following, muting, moderating, forgetting."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.discussing import (
    choose_for_posts,
    delete_post,
    edit_post,
    follow_thread,
    mentioned_names,
    mute_person,
    reply,
    start_thread,
    unmute_person,
)
from courses.actions.moderating import arrange_thread, hide_post, set_discussion, show_post
from courses.discussion import personal_data
from courses.enums import DiscussionState
from courses.errors import NotYours, WrongState
from courses.models import Mute, Post, Thread
from tests.factories.courses import EnrolmentFactory
from tests.factories.learning import serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.core.errors import DomainError
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def course():
    return serve_course()


def learner_of(course, **fields):
    person = PersonFactory(**fields)
    EnrolmentFactory(person=person, course=course)
    return person


def moderator_of(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person


def say(course, author, text="Hello **there**", title="A question"):
    return start_thread(actor=author, course=course, title=title, text=text, language="en")


def answer(thread, author, text="An answer"):
    return reply(actor=author, thread=thread, text=text, language="en")


def told(person, kind):
    return Notice.objects.filter(person=person, kind=kind).count()


def at(name, course, *args):
    return reverse(f"courses:{name}", args=[course.slug, *args])


# ---- Writing ----


def test_post_is_made_safe_and_counted(course):
    thread = say(course, learner_of(course), "Hi <script>alert(1)</script> [x](javascript:alert(1)) **b**")
    post = thread.posts.get()
    assert "<strong>b</strong>" in post.html
    assert "<script" not in post.html
    assert "href" not in post.html
    answer(thread, learner_of(course))
    thread.refresh_from_db()
    assert thread.replies == 1


@pytest.mark.parametrize(
    ("who", "allowed"), [("learner", True), ("moderator", True), ("curator", True), ("stranger", False)]
)
def test_who_may_write(course, who, allowed):
    person = {
        "learner": lambda: learner_of(course),
        "moderator": lambda: moderator_of(course),
        "curator": lambda: PersonFactory(role=Role.CURATOR),
        "stranger": PersonFactory,
    }[who]()
    if allowed:
        assert say(course, person).posts.count() == 1
    else:
        with pytest.raises(NotYours):
            say(course, person)


@pytest.mark.parametrize("state", [DiscussionState.READ_ONLY, DiscussionState.OFF])
def test_nobody_writes_where_the_discussion_is_closed(course, state):
    person = learner_of(course)
    thread = say(course, person)
    set_discussion(actor=moderator_of(course), course=course, state=state)
    with pytest.raises(WrongState):
        answer(thread, person)
    with pytest.raises(WrongState):
        say(course, person)


@pytest.mark.parametrize("text", ["", "   \n", "x" * 10_001])
def test_impossible_post_is_refused(course, text):
    with pytest.raises(DomainError):
        say(course, learner_of(course), text)
    assert not Post.objects.exists()


def test_closed_or_hidden_thread_takes_no_posts(course):
    author, moderator = learner_of(course), moderator_of(course)
    thread = say(course, author)
    for deed in ({"locked": True}, {"locked": False, "hidden": True}):
        arrange_thread(actor=moderator, thread=thread, **deed)
        with pytest.raises(WrongState):
            answer(thread, author)


def test_edit_keeps_how_it_read_and_only_its_author_may(course):
    author = learner_of(course)
    post = say(course, author, "First").posts.get()
    edit_post(actor=author, post=post, text="First", language="en")
    assert post.versions.count() == 0
    edited = edit_post(actor=author, post=post, text="Second", language="es")
    assert (edited.text, edited.language, edited.versions.get().html) == ("Second", "es", "<p>First</p>")
    other = moderator_of(course)
    with pytest.raises(NotYours):
        edit_post(actor=other, post=post, text="x", language="en")
    with pytest.raises(NotYours):
        delete_post(actor=other, post=post)


def test_deleted_post_has_lost_its_text_for_good(course):
    author = learner_of(course)
    post = say(course, author).posts.get()
    edit_post(actor=author, post=post, text="Second", language="en")
    delete_post(actor=author, post=post)
    post.refresh_from_db()
    assert (post.text, post.html, post.versions.count()) == ("", "", 0)
    with pytest.raises(WrongState):
        edit_post(actor=author, post=post, text="x", language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(text="back")


# ---- Mentions and following ----


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ada", {"Ada"}),
        ("thanks @Ada Lovelace!", {"Ada", "Ada Lovelace"}),
        ("mail a@b.org and path/@x", set()),
        ("(@Ada_B)", {"Ada B"}),
        ("@", set()),
        ("@ليلى شكرا", {"ليلى", "ليلى شكرا"}),
    ],
)
def test_names_that_a_text_may_mean(text, names):
    assert mentioned_names(text) == names


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_for_names(text):
    assert all(mentioned_names(text))


def test_mention_reaches_participants_once(course):
    ada, bo, outsider = (learner_of(course, username=name) for name in ("Ada Lovelace", "Bo", "Outsider"))
    thread = say(course, ada)
    post = answer(thread, bo, "Thanks @Ada Lovelace, and @Outsider, and @Bo")
    edit_post(actor=bo, post=post, text="Many thanks @Ada Lovelace", language="en")
    assert [told(person, "discussion_mention") for person in (ada, bo, outsider)] == [1, 0, 0]


def test_followers_hear_once_until_they_have_looked(course, client):
    ada, bo = learner_of(course), learner_of(course)
    thread = say(course, ada)
    answer(thread, bo)
    answer(thread, bo)
    assert told(ada, "discussion_reply") == 1
    client.force_login(ada)
    client.get(thread.get_absolute_url())
    answer(thread, bo)
    assert told(ada, "discussion_reply") == 2
    client.get(thread.get_absolute_url())
    follow_thread(actor=ada, thread=thread, follows=False)
    answer(thread, bo)
    assert told(ada, "discussion_reply") == 2


def test_unread_threads_are_marked_until_they_are_read(course, client):
    ada, bo = learner_of(course), learner_of(course)
    thread = say(course, ada)
    client.force_login(bo)
    assert "thread--unread" in client.get(at("discussion", course)).text
    client.get(thread.get_absolute_url())
    assert "thread--unread" not in client.get(at("discussion", course)).text
    answer(thread, ada)
    assert "thread--unread" in client.get(at("discussion", course)).text
    assert "post__new" in client.get(thread.get_absolute_url()).text


def test_muting_hides_what_somebody_writes_and_tells_nobody(course, client):
    ada, bo = learner_of(course), learner_of(course)
    theirs = say(course, ada, title="By the muted one")
    thread = say(course, bo, title="Mine")
    mute_person(actor=bo, other=ada)
    answer(thread, ada, f"Secretly @{bo.username}")
    client.force_login(bo)
    assert "By the muted one" not in client.get(at("discussion", course)).text
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert "Secretly" not in client.get(thread.get_absolute_url()).text
    assert (Notice.objects.filter(person=bo).count(), Notice.objects.filter(person=ada).count()) == (0, 0)
    unmute_person(actor=bo, other=ada)
    assert "Secretly" in client.get(thread.get_absolute_url()).text
    with pytest.raises(DomainError):
        mute_person(actor=bo, other=bo)


# ---- Moderating ----


def test_hidden_post_is_out_of_sight_and_its_author_told_why(course, client):
    ada, moderator = learner_of(course), moderator_of(course)
    thread = say(course, ada)
    post = answer(thread, ada, "Rude words")
    hide_post(actor=moderator, post=post, reason="Please be kind")
    hide_post(actor=moderator, post=post, reason="Again")
    assert told(ada, "discussion_hidden") == 1
    for person, sees in [(learner_of(course), False), (ada, True), (moderator, True)]:
        client.force_login(person)
        assert ("Rude words" in client.get(thread.get_absolute_url()).text) is sees
    with pytest.raises(WrongState):
        edit_post(actor=ada, post=post, text="x", language="en")
    show_post(actor=moderator, post=post)
    client.force_login(learner_of(course))
    assert "Rude words" in client.get(thread.get_absolute_url()).text
    with pytest.raises(DomainError):
        hide_post(actor=moderator, post=post, reason=" ")


@pytest.mark.parametrize(
    "act",
    [
        lambda who, thread: hide_post(actor=who, post=thread.posts.get(), reason="x"),
        lambda who, thread: show_post(actor=who, post=thread.posts.get()),
        lambda who, thread: arrange_thread(actor=who, thread=thread, pinned=True),
        lambda who, thread: set_discussion(actor=who, course=thread.course, state=DiscussionState.OFF),
    ],
)
def test_only_moderators_may(course, act):
    author = learner_of(course)
    thread = say(course, author)
    for person in (author, MembershipFactory().person, PersonFactory(role=Role.CURATOR, two_factor=False)):
        with pytest.raises(NotYours):
            act(person, thread)
    act(PersonFactory(role=Role.CURATOR), thread)


def test_pages_of_moderators(course, client):
    author, moderator = learner_of(course), moderator_of(course)
    thread = say(course, author)
    post = thread.posts.get()
    pages = [at("discussion_settings", course), at("post_hide", course, post.pk)]
    client.force_login(author)
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert client.post(at("thread_arrange", course, thread.pk), {"do": "pin"}).status_code == 403
    client.force_login(moderator)
    for deed, field in [("pin", "pinned"), ("lock", "locked"), ("hide", "hidden")]:
        client.post(at("thread_arrange", course, thread.pk), {"do": deed})
        thread.refresh_from_db()
        assert getattr(thread, field)
    client.post(at("post_hide", course, post.pk), {"reason": "Because"})
    post.refresh_from_db()
    assert post.hidden_reason == "Because"
    client.post(at("post_show", course, post.pk))
    client.post(at("discussion_settings", course), {"state": "off"})
    assert client.get(thread.get_absolute_url()).status_code == 200
    client.force_login(author)
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert "not discussed here" in client.get(at("discussion", course)).text


# ---- Pages ----


def test_way_of_a_learner_through_the_pages(course, client):
    person = learner_of(course, languages=["ar", "en"])
    client.force_login(person)
    page = client.post(at("thread_new", course), {"title": "سؤال", "text": "نص", "language": "ar", "lesson_key": "l1"})
    thread = Thread.objects.get()
    assert page.url == thread.get_absolute_url()
    assert 'lang="ar" dir="rtl"' in client.get(page.url).text
    client.post(thread.get_absolute_url(), {"text": "More", "language": "en"})
    post = thread.posts.last()
    client.post(at("post_edit", course, post.pk), {"text": "Even more", "language": "en"})
    assert "More" in client.get(at("post_history", course, post.pk)).text
    client.post(at("post_delete", course, post.pk))
    assert "deleted by its author" in client.get(thread.get_absolute_url()).text
    client.post(at("thread_follow", course, thread.pk), {"follow": "no"})
    assert not thread.readers.get().follows
    assert "سؤال" in client.get(at("discussion", course), {"lesson": "l1"}).text
    assert "سؤال" not in client.get(at("discussion", course), {"lesson": "l2"}).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("text", ""), ("language", "xx-nonsense"), ("lesson_key", "no-such"), ("text", "x" * 10_001)],
)
def test_impossible_thread_is_refused_on_its_page(course, client, field, value):
    client.force_login(learner_of(course))
    said = {"title": "T", "text": "x", "language": "en", field: value}
    assert client.post(at("thread_new", course), said).status_code == 400
    assert not Thread.objects.exists()


def test_search_finds_words_without_accents_and_nothing_hidden(course, client):
    person = learner_of(course)
    say(course, person, "Una canción", title="One")
    hidden = say(course, person, "Una canción también", title="Two").posts.get()
    hide_post(actor=moderator_of(course), post=hidden, reason="x")
    client.force_login(person)
    page = client.get(at("discussion", course), {"q": "cancion"}).text
    assert ("One" in page.partition("threads")[2], "Two" in page.partition("threads")[2]) == (True, False)


def test_names_are_completed_among_those_who_wrote(course, client):
    ada = learner_of(course, username="Ádám")
    learner_of(course, username="Adrian the silent")
    say(course, ada)
    client.force_login(learner_of(course))
    address = at("discussion_people", course)
    assert client.get(address, {"q": "ad"}).json() == {"names": ["Ádám"]}
    assert client.get(address).json() == {"names": []}


def test_writing_too_fast_is_slowed_down(course, client):
    client.force_login(learner_of(course))
    codes = [
        client.post(at("thread_new", course), {"title": "T", "text": "x", "language": "en"}).status_code
        for _ in range(17)
    ]
    assert codes == [302] * 15 + [429] * 2


def test_pages_are_for_who_is_signed_in_and_own_posts(course, client):
    author = learner_of(course)
    thread = say(course, author)
    assert client.get(at("discussion", course)).status_code == 302
    client.force_login(learner_of(course))
    post = thread.posts.get()
    assert client.get(at("post_edit", course, post.pk)).status_code == 404
    assert client.get(at("post_delete", course, post.pk)).status_code == 404
    assert client.get(at("thread", serve_course(), thread.pk)).status_code == 404
    assert client.get(reverse("courses:mute", args=[PersonFactory().uid])).status_code == 404


def test_muting_and_choosing_by_pages(course, client):
    ada, bo = learner_of(course), learner_of(course)
    say(course, ada)
    client.force_login(bo)
    client.post(reverse("courses:mute", args=[ada.uid]))
    mute = Mute.objects.get(person=bo, muted=ada)
    assert ada.username in client.get(reverse("courses:muted")).text
    client.post(reverse("courses:muted"), {"unmute": mute.pk})
    assert not Mute.objects.exists()
    client.post(reverse("courses:muted"), {"stay": "yes"})
    assert bo.discussion_choice.posts_stay


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_need_the_same_queries(course, client, rows, django_assert_num_queries):
    moderator = moderator_of(course)
    thread = say(course, moderator)
    for _ in range(min(rows, 24)):
        answer(thread, learner_of(course))
    for _ in range(rows):
        say(course, learner_of(course))
    client.force_login(learner_of(course))
    client.get(at("discussion", course))
    client.get(thread.get_absolute_url())
    with django_assert_num_queries(9):
        client.get(at("discussion", course))
    with django_assert_num_queries(14):
        client.get(thread.get_absolute_url())


def test_reply_leads_to_its_own_page(course, client):
    author = learner_of(course)
    thread = say(course, author)
    posts = [answer(thread, author, f"Number {n}") for n in range(30)]
    client.force_login(author)
    assert "Number 29" in client.get(thread.get_absolute_url(), {"post": posts[29].pk}).text
    assert "Number 29" not in client.get(thread.get_absolute_url(), {"post": "9" * 30}).text


# ---- Forgetting ----


@pytest.mark.parametrize("stay", [False, True])
def test_erasure_does_with_posts_what_their_author_chose(course, stay):
    ada, bo = learner_of(course, username="Ada"), learner_of(course)
    alone, shared = say(course, ada, title="Alone"), say(course, ada, "My words", title="Shared")
    answer(shared, bo, "Thank you @Ada")
    edit_post(actor=ada, post=shared.posts.first(), text="My better words", language="en")
    choose_for_posts(actor=ada, stay=stay)
    assert personal_data.export(ada)["posts"][-1]["text"] == "My better words"
    erase_person(actor=ada, person=ada)
    first, second = shared.posts.order_by("pk")
    assert first.author is None
    assert first.text == ("My better words" if stay else "")
    assert first.versions.count() == 0
    assert "Ada" not in second.text + second.html
    assert Thread.objects.filter(pk=alone.pk).exists() is stay
    shared.refresh_from_db()
    assert (shared.started_by, shared.title) == (None, "Shared" if stay else "…")
