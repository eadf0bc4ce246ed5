"""A person's certifications as days in a calendar (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event, vUri

from certification.queries.mine import certifications_of
from wikilearn.core.calendars import write_feed
from wikilearn.notices.links import absolute
from wikilearn.people.models import Person


def calendar_of(person: Person, at: date) -> bytes:
    """For each certification that is valid on the day: when renewal opens, and the last day. In the active language."""
    return write_feed(
        _("My certifications"), _events(person, at), product="Certifications", refresh=timedelta(hours=12)
    )


def _events(person: Person, at: date) -> Iterator[Event]:
    for row in certifications_of(person, at).valid:
        names = {"topic": row.topic.name}
        days = (
            ("opens", row.standing.opens, _("Renewal opens: %(topic)s") % names),
            ("until", row.standing.valid_until, _("Valid until today: %(topic)s") % names),
        )
        for what, day, summary in days:
            if day is not None and day < date.max:
                yield _event(f"{what}-{row.topic.key}-{person.uid}@certifications.wikilearn", day, summary, at)


def _event(uid: str, day: date, summary: str, at: date) -> Event:
    """A whole day that does not make its owner busy. The same `uid` moves when the certification is renewed."""
    event, address = Event(), absolute(reverse("certification:mine"))
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(at, time.min, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    event.add("url", vUri(address))
    event.add("description", address)
    return event
