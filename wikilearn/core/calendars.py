"""iCalendar feeds (RFC 5545, with the refresh hints of RFC 7986)."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event


def write_feed(name: str, events: Iterable[Event], *, product: str, refresh: timedelta) -> bytes:
    """A published calendar of that name; `refresh` (whole hours) is how often programs are asked to look again."""
    feed = Calendar()
    feed.add("prodid", f"-//WikiLearn//{product}//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", refresh, parameters={"value": "DURATION"})
    feed.add("x-published-ttl", f"PT{refresh // timedelta(hours=1)}H")
    for event in events:
        feed.add_component(event)
    return bytes(feed.to_ical())
