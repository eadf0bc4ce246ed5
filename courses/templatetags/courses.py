"""What the pages of courses need in their templates: `{% load courses %}`."""

from typing import Any

from django import template
from django.template import Context

from wikilearn.core.templatetags.site import url_if_exists

register = template.Library()


@register.inclusion_tag("site/_link.html", takes_context=True)
def course_tab(context: Context, name: str, text: str) -> dict[str, Any]:
    """A list item with a link to a page of the course in `served`; nothing while no such page is installed.

    Marked when it is the current page or, unless it is the course's own page, when the current page lies beneath it.
    """
    address = url_if_exists(name, context["served"].entry.course.slug)
    request = context.get("request")
    here = getattr(request, "path", "")
    within = bool(address) and name != "courses:course" and here.startswith(address)
    return {
        "address": address,
        "text": text,
        "icon": "",
        "current": "page" if address == here else "true" if within else "",
    }


@register.inclusion_tag("site/_link.html", takes_context=True)
def author_tab(context: Context, name: str, text: str) -> dict[str, Any]:
    """A list item with a link to an authors' page of `course`; nothing while no such page is installed."""
    address = url_if_exists(name, context["course"].slug)
    request = context.get("request")
    here = getattr(request, "path", "")
    within = bool(address) and name != "courses:author_course" and here.startswith(address)
    return {
        "address": address,
        "text": text,
        "icon": "",
        "current": "page" if address == here else "true" if within else "",
    }


@register.filter
def anchor(place: str) -> str:
    """The id of an element on a page, from its place."""
    return place.replace("/", "-")
