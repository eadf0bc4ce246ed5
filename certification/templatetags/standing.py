"""How standing is shown: `{% load standing %}`."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from certification.enums import NextStep, Outcome, State
from certification.standing import TopicStanding

register = template.Library()

_CHIPS = {
    State.CERTIFIED: "success",
    State.RENEWAL_DUE: "warning",
    State.IN_TRANSITION: "notice",
    State.PAUSED: "notice",
    State.LAPSED: "error",
    State.NEVER: "error",
    State.REVOKED: "error",
    State.NOT_REQUIRED: "",
}
_SIGN = mark_safe('<span class="cdx-info-chip__icon" aria-hidden="true"></span>')


@register.simple_tag
def state_chip(state: State) -> SafeString:
    """The state as a chip, as `<c-chip>` would show it; lists show many."""
    kind = _CHIPS[state]
    look = f" cdx-info-chip--{kind}" if kind else ""
    sign = _SIGN if kind in ("success", "warning", "error") else ""
    return format_html(
        '<span class="cdx-info-chip chip{}">{}<span class="cdx-info-chip__text">{}</span></span>',
        look, sign, state.label,
    )  # fmt: skip


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """The name of a right or topic; its key where none is known."""
    return names.get(key, key)


@register.filter
def is_answered(outcome: Outcome) -> bool:
    """Whether standing can be shown for a name with this outcome."""
    return outcome in (Outcome.FOUND, Outcome.RENAMED, Outcome.NO_ACCOUNT)


@register.filter
def with_a_step(topics: Iterable[TopicStanding]) -> list[TopicStanding]:
    """Those that ask something of their person."""
    return [topic for topic in topics if topic.next_step is not NextStep.NOTHING]


@register.filter
def without_a_step(topics: Iterable[TopicStanding]) -> list[TopicStanding]:
    """Those that are as they should be."""
    return [topic for topic in topics if topic.next_step is NextStep.NOTHING]
