"""A clinic as iCalendar."""

from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Event, vUri

from skills_exchange.enums_clinics import ClinicState
from skills_exchange.models import Clinic
from wikilearn.core.calendars import write_feed
from wikilearn.notices.links import absolute


def clinic_calendar(clinic: Clinic, *, inside: bool) -> bytes:
    """One clinic that has a time. `inside`: with its place and link."""
    event, address = Event(), absolute(clinic.get_absolute_url())
    if clinic.starts_at is None or clinic.ends_at is None:
        raise ValueError(clinic)
    event.add("uid", f"{clinic.uid}@clinics.wikilearn")
    event.add("dtstamp", clinic.changed_at.astimezone(UTC))
    event.add("dtstart", clinic.starts_at.astimezone(UTC))
    event.add("dtend", clinic.ends_at.astimezone(UTC))
    event.add("sequence", clinic.sequence)
    event.add("summary", _("Clinic: %s") % clinic.skill.label)
    event.add("status", "CANCELLED" if clinic.state == ClinicState.CANCELLED else "CONFIRMED")
    event.add("url", vUri(address))
    link = clinic.link if inside else ""
    if inside and (clinic.place or link):
        event.add("location", clinic.place or link)
    event.add("description", "\n".join(filter(None, [link and _("Join: %s") % link, address])))
    return write_feed(_("Clinics"), [event], product="Skills", refresh=timedelta(hours=1))
