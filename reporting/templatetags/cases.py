"""How the clear fields of a case are shown: `{% load cases %}`."""

from datetime import datetime

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting.models import Case
from reporting.states import OPEN, CaseState
from ucoc.enums import Severity

register = template.Library()
_SEVERITY = {Severity.EMERGENCY: "error", Severity.HIGH: "warning", Severity.NORMAL: "notice", Severity.LOW: "notice"}
_STATE = {CaseState.DECIDED: "success", CaseState.CLOSED: "success", CaseState.RECEIVED: "warning"}
_CHIP = '<span class="cdx-info-chip cdx-info-chip--{} chip"><span class="cdx-info-chip__text">{}</span></span>'


@register.simple_tag
def severity_chip(case: Case) -> SafeString:
    """The severity, as a chip."""
    return format_html(_CHIP, _SEVERITY[Severity(case.severity)], case.get_severity_display())


@register.simple_tag
def state_chip(case: Case) -> SafeString:
    """The state, as a chip."""
    return format_html(_CHIP, _STATE.get(CaseState(case.state), "notice"), case.get_state_display())


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


@register.inclusion_tag("reporting/cases/_case_link.html")
def case_link(name: str, case: Case, text: str) -> dict[str, str]:
    """A list item with a link to a page of the case; nothing if there is no such page."""
    try:
        return {"address": reverse(name, args=[case.reference]), "text": text}
    except NoReverseMatch:
        return {"address": "", "text": text}
