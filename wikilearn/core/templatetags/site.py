"""What the pages of all apps need in their templates: `{% load site %}`."""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wikilearn.core import codex, icons, languages

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "bell" %}`: a Codex icon by its name; give a `label` only where no text stands beside it."""
    return icons.icon(name, label)


@register.simple_tag
def url_if_exists(name: str, *args: Any, **kwargs: Any) -> str:
    """`{% url_if_exists "courses:catalogue" %}`: the address, or an empty string while no such page is installed."""
    if not args and not kwargs:
        return _fixed(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1024)
def _fixed(name: str, urlconf: str, _prefix: str) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def site_link(context: Context, name: str, text: str, icon: str = "", exact: bool = False) -> SafeString:
    """A list item with a link to the named page; nothing if there is no such page; see `link_item` for its mark."""
    return link_item(context, url_if_exists(name), text, icon=icon, exact=exact)


def link_item(context: Context, address: str, text: str, *, icon: str = "", exact: bool = False) -> SafeString:
    """A list item with a link; nothing without an address.

    It is marked when it is the current page or, unless `exact`, when the current page lies beneath it. Thirty stand on
    every page: a template for each would take a fifth of the time of the layout.
    """
    if not address:
        return SafeString()
    here = getattr(context.get("request"), "path", "")
    current = "page" if address == here else "true" if not exact and here.startswith(address) else ""
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', address, mark, icons.icon(icon) if icon else "", text)


@register.filter
def language(tag: str) -> languages.Language:
    """`{{ "ar"|language }}`: autonym, name, dir and script of a BCP 47 tag."""
    return languages.get(tag)


@register.filter
def component(field: BoundField) -> str:
    """Which Codex component a bound field is rendered as (see `wikilearn.core.codex.kind`)."""
    return codex.kind(field)


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a bound field alone, without label and help."""
    return codex.widget(field)


@register.simple_tag
def select_options(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select box, as Django's `Select.optgroups` gives them."""
    return codex.options(groups)


@register.filter
def machine_time(moment: datetime.datetime | datetime.date) -> str:
    """For `<time datetime>`: ISO 8601, an aware moment in the zone of the page."""
    if isinstance(moment, datetime.datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime.datetime) else moment.isoformat()


@register.filter
def page_window(page: Page[Any]) -> list[int | str]:
    """The page numbers to show, with “…” where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_address(context: Context, parameter: str, number: int) -> str:
    """The query string of this page with one parameter changed: `{% page_address "page" 3 %}` → `?q=x&page=3`."""
    query = context["request"].GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"
