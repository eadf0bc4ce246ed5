"""How the clear fields of a case are shown: `{% load cases %}`."""

from datetime import datetime

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting.models import Case
from reporting.states import OPEN, CaseState
from ucoc.enums import Conduct, Place, Severity

register = template.Library()
_SEVERITY = {Severity.EMERGENCY: "error", Severity.HIGH: "warning", Severity.NORMAL: "notice", Severity.LOW: "notice"}
_STATE = {CaseState.DECIDED: "success", CaseState.CLOSED: "success", CaseState.RECEIVED: "warning"}
_CHIP = '<span class="cdx-info-chip cdx-info-chip--{} chip"><span class="cdx-info-chip__text">{}</span></span>'

_OVERDUE = (
    '<span class="cdx-info-chip cdx-info-chip--error chip"><span class="cdx-info-chip__icon" aria-hidden="true"></span>'
    '<span class="cdx-info-chip__text">{}</span></span>'
)


@register.simple_tag
def severity_chip(case: Case) -> SafeString:
    """The severity, as a chip."""
    return format_html(_CHIP, _SEVERITY[Severity(case.severity)], Severity(case.severity).label)


@register.simple_tag
def state_chip(case: Case) -> SafeString:
    """The state, as a chip."""
    return format_html(_CHIP, _STATE.get(CaseState(case.state), "notice"), CaseState(case.state).label)


@register.filter
def late(case: Case, now: datetime) -> bool:
    """Whether the body is late with the case."""
    if case.state not in OPEN:
        return False
    unread = case.acknowledged_at is None and case.acknowledge_by <= now
    return unread or (case.decide_by <= now and case.state != CaseState.WAITING)


@register.simple_tag
def deadline_line(case: Case) -> str:
    """What is due next, in words and in the reader's zone."""
    if case.state not in OPEN:
        kept = case.keep_until
        return _("Kept until %(day)s") % {"day": formats.date_format(kept)} if kept else case.get_state_display()
    if case.acknowledged_at is None:
        return _("Acknowledge by %(moment)s") % {"moment": _moment(case.acknowledge_by)}
    return _("Decide by %(moment)s") % {"moment": _moment(case.decide_by)}


def _moment(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


_ROW = """<li class="case-row case-row--{severity}">
  <h2 class="case-row__name"><a href="{address}"><bdi>{reference}</bdi></a></h2>
  <p class="case-row__state">{chips}</p>
  <p class="case-row__what small">{conduct} · {place} · <bdi>{body}</bdi></p>
  <p class="case-row__when small subtle">{due}{taken}</p>
</li>"""


@register.simple_tag
def case_row(case: Case, now: datetime) -> SafeString:
    """A line of the queue: a template for each of many lines takes much longer, and so does `get_…_display`."""
    chips = [severity_chip(case), state_chip(case)]
    if late(case, now):
        chips.append(format_html(_OVERDUE, _("Overdue")))
    assignee = case.assignee
    return format_html(
        _ROW,
        severity=case.severity,
        address=reverse("reporting:case", args=[case.reference]),
        reference=case.reference,
        chips=format_html_join(" ", "{}", ((chip,) for chip in chips)),
        conduct=Conduct(case.conduct).label,
        place=format_html("<bdi>{}</bdi>", case.wiki.dbname) if case.wiki else Place(case.place).label,
        body=case.body.name,
        due=deadline_line(case),
        taken=format_html(" · {} <bdi>{}</bdi>", _("Taken by"), assignee.username) if assignee else "",
    )


@register.simple_tag
def case_link(name: str, case: Case, text: str) -> SafeString | str:
    """A list item with a link to a page of the case; nothing if there is no such page."""
    try:
        return format_html('<li><a href="{}">{}</a></li>', reverse(name, args=[case.reference]), text)
    except NoReverseMatch:
        return ""
