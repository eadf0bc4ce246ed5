"""Telling, reading, choosing; and how texts are rendered."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.notices import EmailFactory, NoticeFactory
from tests.factories.people import PersonFactory
from wikilearn.notices import contexts, kinds, personal_data, queries, rendering
from wikilearn.notices.actions import Note, mark_all_read, mark_read, notify, notify_each, set_preferences, stop_email
from wikilearn.notices.enums import EmailState
from wikilearn.notices.models import Email, EmailOptOut, Notice, Preference
from wikilearn.notices.queries import Channels, channels_of

CONTEXT = {"organisation": "Wikimedia Example", "role": "author"}


def tell(person, **wanted):
    return notify(
        **{"person": person, "kind": "membership_began", "context": CONTEXT, "url": "/notices/", "key": "k", **wanted}
    )


@pytest.fixture
def required_kind(monkeypatch):
    """A kind that cannot be switched off on the site."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(
        kind="required",
        title="Required",
        template="notices/membership_began.txt",
        optional=False,
        look_up=lambda context: {"role_name": "author"},
    )


@pytest.mark.django_db
def test_the_same_key_tells_once():
    person = PersonFactory()
    first = tell(person)
    assert tell(person, context={**CONTEXT, "organisation": "Other"}) == first
    assert Notice.objects.get().context["organisation"] == "Wikimedia Example"
    assert Email.objects.count() == 1
    tell(person, key="another")
    tell(PersonFactory())
    assert Notice.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on_site", "email", "opted_out", "shown", "mails"),
    [
        (True, True, False, True, 1),
        (False, True, False, False, 1),
        (True, False, False, True, 0),
        (False, False, False, False, 0),
        (True, True, True, True, 0),
    ],
)
def test_a_notice_takes_the_ways_that_the_person_chose(on_site, email, opted_out, shown, mails):
    person = PersonFactory()
    set_preferences(actor=person, wanted={"membership_began": Channels(on_site, email)}, no_email=opted_out)
    tell(person)
    assert Notice.objects.shown_to(person).exists() is shown
    assert Email.objects.count() == mails


@pytest.mark.django_db
@pytest.mark.parametrize("person", [{"email": ""}, {"is_active": False}])
def test_people_who_cannot_get_email_are_told_on_the_site_only(person):
    person = PersonFactory(**person)
    tell(person)
    assert Notice.objects.shown_to(person).count() == 1
    assert not Email.objects.exists()


@pytest.mark.django_db
def test_a_later_email_waits_for_the_sweep(mailoutbox, django_capture_on_commit_callbacks):
    later, last = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        notice = tell(PersonFactory(), email_after=later, email_before=last)
    assert (callbacks, mailoutbox) == ([], [])
    assert (notice.email.send_after, notice.email.send_before) == (later, last)


@pytest.mark.django_db
def test_an_unknown_kind_and_a_context_that_cannot_be_kept_are_refused():
    with pytest.raises(KeyError):
        tell(PersonFactory(), kind="none")
    with pytest.raises(TypeError, match="Person"):
        tell(person := PersonFactory(), context={"person": person})
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_only_addresses_of_this_site_are_accepted(url):
    with pytest.raises(IntegrityError, match="notice_address_is_local"):
        tell(PersonFactory(), url=url)


@pytest.mark.django_db
def test_what_must_show_on_the_site_shows_but_its_email_can_be_stopped(required_kind):
    person = PersonFactory()
    set_preferences(actor=person, wanted={"required": Channels(on_site=False, email=False)}, no_email=False)
    assert channels_of(person, "required") == Channels(on_site=True, email=False)


@pytest.mark.django_db
def test_stopping_email_of_a_kind_or_of_all_is_idempotent():
    person = PersonFactory()
    for _ in range(2):
        stop_email(person=person, kind="membership_began")
        assert channels_of(person, "membership_began") == Channels(on_site=True, email=False)
        assert channels_of(person, "membership_ended").email
    for _ in range(2):
        stop_email(person=person, kind=None)
    assert not channels_of(person, "membership_ended").email
    assert (Preference.objects.count(), EmailOptOut.objects.count()) == (1, 1)
    set_preferences(actor=person, wanted={}, no_email=False)
    assert channels_of(person, "membership_ended").email


@pytest.mark.django_db
def test_reading_counts_once_and_only_for_ones_own():
    notice, other = NoticeFactory(), NoticeFactory()
    person = notice.person
    assert queries.unread_count(person) == 1
    mark_read(actor=person, notice=other)
    mark_read(actor=person, notice=notice)
    notice.refresh_from_db()
    first = notice.read_at
    mark_read(actor=person, notice=notice)
    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.read_at, other.read_at) == (first, None)
    NoticeFactory.create_batch(2, person=person)
    assert mark_all_read(actor=person) == 2
    assert queries.unread_count(person) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("interface", "languages", "expected"),
    [
        ("", ["fr-CA", "ar"], "fr"),
        ("", ["de", "ar"], "ar"),
        ("", ["de"], "en"),
        ("", [], "en"),
        ("es", ["fr"], "es"),
        ("zh-Hans", [], "zh-hans"),
        ("zh-hans", [], "zh-hans"),
        ("", ["zh-Hans"], "zh-hans"),
        ("tlh", ["ru"], "ru"),
    ],
)
def test_people_are_written_to_in_a_language_of_the_interface(interface, languages, expected):
    person = PersonFactory(interface_language=interface, languages=languages)
    assert rendering.language_of(person) == expected


@pytest.mark.django_db
def test_text_is_rendered_in_the_language_of_the_reader():
    notice = NoticeFactory(context=CONTEXT)
    with translation.override("en"):
        text = rendering.text_of(notice)
    assert text.subject == "You have a new role in Wikimedia Example"
    assert text.paragraphs == ["You are now: Author."]


@pytest.mark.django_db
def test_an_email_in_arabic_runs_from_right_to_left():
    email = EmailFactory(notice__person__languages=["ar"])
    html = rendering.email_of(email.notice).alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html


@pytest.mark.django_db
def test_nothing_in_a_context_reaches_the_headers_of_an_email():
    notice = NoticeFactory(context={"organisation": "A\r\nBcc: victim@example.org\n\nx", "role": "author"})
    message = rendering.email_of(notice).message()
    assert "Bcc" not in message
    assert message["Subject"].startswith("You have a new role in A")


@pytest.mark.django_db
def test_every_kind_has_a_template():
    assert list(kinds.registered())
    for kind in kinds.registered():
        assert rendering.Engine.get_default().get_template(kind.template)
        assert str(kind.title)


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="membership_began"):
        kinds.register(kind="membership_began", title="x", template="x")


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31)
    | st.text(max_size=10)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5).filter(lambda key: not key.startswith("$")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5).filter(lambda key: not key.startswith("$")), json_like, max_size=4))
def test_a_context_comes_back_as_it_was(context):
    assert contexts.unpack(contexts.pack(context)) == context


@pytest.mark.parametrize("value", [Decimal(1), object(), {1, 2}, b"x"])
def test_what_is_not_json_is_refused(value):
    with pytest.raises(TypeError):
        contexts.pack({"value": [value]})


@pytest.mark.django_db
def test_export_and_erasure():
    person = PersonFactory()
    tell(person, context={**CONTEXT, "on": date(2026, 1, 2), "at": datetime(2026, 1, 2, tzinfo=UTC)})
    stop_email(person=person, kind="membership_ended")
    stop_email(person=person, kind=None)
    told = personal_data.export(person)
    assert told["notices"][0]["about"]["on"] == {"$date": "2026-01-02"}
    assert told["preferences"] == [{"kind": "membership_ended", "on_site": True, "email": False}]
    assert told["no_email"] is True
    personal_data.erase(person)
    assert [model.objects.count() for model in (Notice, Email, Preference, EmailOptOut)] == [0, 0, 0, 0]


@pytest.mark.django_db
def test_the_broker_may_be_away(monkeypatch, django_capture_on_commit_callbacks):
    """The page that caused the notice must not fail; the row waits for the sweep."""
    from wikilearn.notices import tasks

    def no_broker(*args):
        raise ConnectionError

    monkeypatch.setattr(tasks.send_notice, "delay", no_broker)
    with django_capture_on_commit_callbacks() as callbacks:
        notice = tell(PersonFactory())
    assert len(callbacks) == 1
    assert notice.email.state == EmailState.DUE


@pytest.mark.django_db
def test_telling_many_costs_the_same_few_queries_and_each_their_own_way(django_assert_num_queries):
    people = PersonFactory.create_batch(31)
    quiet, out = people[1], people[2]
    set_preferences(actor=quiet, wanted={"membership_began": Channels(on_site=True, email=False)}, no_email=False)
    set_preferences(actor=out, wanted={}, no_email=True)
    notes = [Note(person, CONTEXT, "/notices/", "k") for person in people]
    with django_assert_num_queries(9):  # two of them the savepoint
        notify_each(kind="membership_began", notes=notes[:1])
    with django_assert_num_queries(9):  # two of them the savepoint
        told = notify_each(kind="membership_began", notes=notes)
    assert [notice.person for notice in told] == people
    assert Notice.objects.count() == 31
    assert Email.objects.count() == 29
    assert notify_each(kind="membership_began", notes=notes) == told
    assert Email.objects.count() == 29


@pytest.mark.django_db
def test_telling_nobody_writes_nothing():
    assert notify_each(kind="membership_began", notes=[]) == []
