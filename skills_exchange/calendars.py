"""Sessions of exchanges as iCalendar: times in UTC, each session an event of its own."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Event, vUri

from skills_exchange.enums import SessionState
from skills_exchange.models import ExchangeSession
from skills_exchange.queries.telling import name_of
from wikilearn.core.calendars import write_feed
from wikilearn.notices.links import absolute

OFF = frozenset({SessionState.CANCELLED, SessionState.MISSED})


def exchange_calendar(sessions: Iterable[ExchangeSession], mine: Iterable[int]) -> bytes:
    """The calendar of somebody who speaks for the parties with the ids `mine`. Sessions come with their sides."""
    own = set(mine)
    events = (_event(session, own) for session in sessions)
    return write_feed(_("Exchanges of skills"), events, product="Skills", refresh=timedelta(hours=1))


def _event(session: ExchangeSession, own: set[int]) -> Event:
    event, match = Event(), session.match
    other = match.sharer if match.learner_id in own else match.learner
    address = absolute(match.get_absolute_url())
    event.add("uid", f"{session.uid}@exchanges.wikilearn")
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("sequence", session.sequence)
    event.add("summary", f"{match.skill.label} – {name_of(other)}")
    event.add("status", "CANCELLED" if session.state in OFF else "CONFIRMED")
    event.add("url", vUri(address))
    if session.place or session.link:
        event.add("location", session.place or session.link)
    event.add("description", "\n".join(filter(None, [session.link and _("Join: %s") % session.link, address])))
    return event
