"""What pages of all areas show of the code of conduct: `{% load conduct %}`."""

from typing import Any

from django import template
from django.template import Context

from ucoc.affirmation_banner import ASKED_ON, DUE
from wikilearn.core.dates import today

register = template.Library()


@register.inclusion_tag("ucoc/affirming/_slot.html", takes_context=True)
def affirmation_banner(context: Context) -> dict[str, Any]:
    """The banner that asks to affirm the code, from what the session remembers; no query."""
    request = context.get("request")
    person, session = getattr(request, "user", None), getattr(request, "session", None)
    if request is None or person is None or session is None or not person.is_authenticated:
        return {}
    path = request.path
    if path.startswith("/conduct/affirm"):
        return {}
    return {"due": session.get(DUE, False), "stale": session.get(ASKED_ON) != today().isoformat(), "request": request}
