"""One's certifications in one's own calendar: a secret address that can be ended."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from certification.actions.calendars import create_calendar, owner_of, revoke_calendar
from certification.models import CertificationCalendar
from certification.personal_data import erase, export
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ada():
    ada = PersonFactory(username="Ada")
    certify(ada, TopicFactory(key="security", name="Digital security", mandatory=True), today() - 10 * DAY)
    certify(ada, TopicFactory(key="old", name="Long over", mandatory=True), today() - 900 * DAY)
    TopicFactory(key="never", name="Never taken", mandatory=True)
    return ada


def events(response):
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def feed(secret):
    return f"/calendar/certifications/{secret}.ics"


def test_the_feed_shows_whole_days_of_what_is_valid(client, ada):
    response = client.get(feed(create_calendar(actor=ada)))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    end = add_months(today() - 10 * DAY, 24)
    found = events(response)
    assert {name: event.decoded("dtstart") for name, event in found.items()} == {
        "Renewal opens: Digital security": end - 90 * DAY,
        "Valid until today: Digital security": end,
    }
    assert all(type(event.decoded("dtstart")) is date for event in found.values())
    assert all(event.decoded("dtend") - event.decoded("dtstart") == DAY for event in found.values())
    assert len({str(event["uid"]) for event in found.values()}) == 2


def test_only_the_hash_of_the_secret_is_kept_and_a_new_one_ends_the_old(client, ada):
    old, new = create_calendar(actor=ada), create_calendar(actor=ada)
    assert new.encode() not in bytes(CertificationCalendar.objects.get().digest)
    assert client.get(feed(old)).status_code == 404
    assert owner_of(new) == ada


def test_an_ended_address_opens_nothing_and_both_are_logged(client, ada):
    secret = create_calendar(actor=ada)
    revoke_calendar(actor=ada)
    revoke_calendar(actor=ada)
    assert client.get(feed(secret)).status_code == 404
    actions = Event.objects.filter(target=ada.reference, action__startswith="calendar.")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "calendar.feed_created",
        "calendar.feed_ended",
    ]


@pytest.mark.parametrize("secret", ["x", "é", "a" * 400, "%00"])
def test_no_other_secret_opens_it(client, ada, secret):
    create_calendar(actor=ada)
    assert client.get(feed(secret)).status_code == 404


def test_whoever_may_not_sign_in_has_no_calendar(client, ada):
    secret = create_calendar(actor=ada)
    ada.is_active = False
    ada.save()
    assert client.get(feed(secret)).status_code == 404


def test_the_page_makes_shows_once_and_ends_the_address(client, ada):
    client.force_login(ada)
    page = client.post(reverse("certification:make_calendar"))
    address = page.context["address"]
    assert address in page.content.decode()
    assert client.get(address[address.index("/calendar/") :]).status_code == 200
    page = client.get(reverse("certification:mine")).content.decode()
    assert "/calendar/certifications/" not in page
    assert "End the address" in page
    assert reverse("people:lookups") in page
    assert client.post(reverse("certification:end_calendar")).status_code == 302
    assert not CertificationCalendar.objects.exists()


def test_it_is_exported_and_erased(ada):
    create_calendar(actor=ada)
    assert export(ada)["has_calendar_address"] is True
    erase(ada)
    assert not CertificationCalendar.objects.exists()
