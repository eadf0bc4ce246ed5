"""Moments of sessions: in the reader's zone, with the zone named. `{% load cohorts %}`."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_location
from django import template
from django.utils import timezone

from courses.models import CohortSession
from wikilearn.core import languages

register = template.Library()


@register.inclusion_tag("courses/cohorts/_when.html")
def session_when(session: CohortSession) -> dict[str, Any]:
    """From – until on the reader's clock, the name of their zone, and the planned time if that differs."""
    here = timezone.get_current_timezone_name()
    planned = session.starts_at.astimezone(ZoneInfo(session.time_zone))
    return {
        "session": session,
        "zone": here,
        "same_day": timezone.localtime(session.starts_at).date() == timezone.localtime(session.ends_at).date(),
        "planned_start": planned.replace(tzinfo=None),
        "planned_zone": session.time_zone,
        "elsewhere": planned.utcoffset() != timezone.localtime(session.starts_at).utcoffset(),
    }


@register.filter
def zone_name(zone: str) -> str:
    """The zone as people call it in the language of the page: “Germany Time”, “India Time”, “UTC”."""
    return _zone_name(zone, languages.current().tag)


@cache
def _zone_name(zone: str, tag: str) -> str:
    if zone == "UTC":
        return zone
    try:
        return get_timezone_location(zone, locale=Locale.parse(tag, sep="-"))
    except (LookupError, ValueError):
        return zone.rpartition("/")[2].replace("_", " ")
