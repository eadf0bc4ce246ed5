"""What the pages of courses need in their templates: `{% load courses %}`."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from wikilearn.core.templatetags.site import link_item, url_if_exists

register = template.Library()


@register.simple_tag(takes_context=True)
def course_tab(context: Context, name: str, text: str) -> SafeString:
    """A list item with a link to a page of the course in `served`; nothing while no such page is installed.

    Marked when it is the current page or, unless it is the course's own page, when the current page lies beneath it.
    """
    address = url_if_exists(name, context["served"].entry.course.slug)
    return link_item(context, address, text, exact=name == "courses:course")


@register.simple_tag(takes_context=True)
def author_tab(context: Context, name: str, text: str) -> SafeString:
    """A list item with a link to an authors' page of `course`; nothing while no such page is installed."""
    address = url_if_exists(name, context["course"].slug)
    return link_item(context, address, text, exact=name == "courses:author_course")


@register.filter
def anchor(place: str) -> str:
    """The id of an element on a page, from its place."""
    return place.replace("/", "-")
