"""Sessions as an iCalendar feed (RFC 5545, with the refresh hints of RFC 7986).

Times are in UTC, so that no program needs a table of zones to show them right. Each session is an event of its own: a
cancelled one stays in the feed as CANCELLED, and SEQUENCE rises with every change, so that calendars follow.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Event, vUri

from courses.models import CohortSession
from wikilearn.core.calendars import write_feed
from wikilearn.notices.links import absolute


def calendar(name: str, sessions: Iterable[CohortSession]) -> bytes:
    """The feed. Sessions come with their cohort; whoever gets it is a member and may know place and link."""
    return write_feed(name, (_event(session) for session in sessions), product="Cohorts", refresh=timedelta(hours=1))


def _event(session: CohortSession) -> Event:
    event = Event()
    address = absolute(session.cohort.get_absolute_url())
    event.add("uid", f"{session.uid}@sessions.wikilearn")
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("sequence", session.sequence)
    event.add("summary", _summary(session))
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("url", vUri(address))
    if session.place or session.link:
        event.add("location", session.place or session.link)
    event.add("description", "\n".join(filter(None, [session.link and _("Join: %s") % session.link, address])))
    return event


def _summary(session: CohortSession) -> str:
    return f"{session.cohort.title}: {session.title}" if session.title else str(session.cohort.title)
