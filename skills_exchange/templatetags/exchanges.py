"""How exchanges are said on pages. `{% load exchanges %}`."""

from zoneinfo import ZoneInfo

from babel.units import format_unit
from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from courses.templatetags.cohorts import zone_name
from skills_exchange.models import ExchangeSession, Party
from skills_exchange.queries.hours import thanks_shown
from wikilearn.core import languages

register = template.Library()


@register.filter
def hours_said(minutes: int | None) -> str:
    """`{{ 90|hours_said }}`: “1.5 hours” in the language of the page; under an hour in minutes."""
    if not minutes:
        return ""
    locale = languages.current().tag.replace("-", "_")
    if minutes < 60:
        return str(format_unit(minutes, "minute", locale=locale))
    return str(format_unit(round(minutes / 60, 1), "hour", locale=locale))


@register.filter
def plain_links(text: str) -> SafeString:
    """Plain text of somebody else: escaped, lines kept, addresses as links that tell their target nothing."""
    linked = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(linked.replace('rel="nofollow"', 'rel="nofollow noopener noreferrer"').replace("\n", "<br>"))


@register.inclusion_tag("skills_exchange/matches/_when.html")
def both_clocks(session: ExchangeSession, zone: str) -> dict[str, object]:
    """From – until on the reader's clock, and on that of the other side if theirs is another."""
    there, starts_here = session.starts_at.astimezone(ZoneInfo(zone)), timezone.localtime(session.starts_at)
    return {
        "session": session,
        "here": timezone.get_current_timezone_name(),
        "there": zone_name(zone),
        "starts_there": there.replace(tzinfo=None),
        "ends_there": session.ends_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "same_clock": there.utcoffset() == starts_here.utcoffset(),
        "same_day": there.date() == starts_here.date(),
    }


@register.inclusion_tag("skills_exchange/matches/_thanks.html", takes_context=True)
def thanks_of(context: Context, party: Party) -> dict[str, object]:
    """Thanks that stand on the profile of a party, the latest few; nothing if there are none."""
    return {"thanks": list(thanks_shown(party, context.get("user"))[:5])}
