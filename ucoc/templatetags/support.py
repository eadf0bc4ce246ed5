"""`{% load support %}{% support_resources %}`: a short list of help, for any page on which somebody may need it."""

from typing import Any

from django import template

from ucoc.queries.support import by_kind, resources_for
from wikilearn.core import languages

register = template.Library()


@register.inclusion_tag("ucoc/support/_short.html")
def support_resources(territory: str = "", kinds: str = "", most: int = 2) -> dict[str, Any]:
    """The first of each kind in the language of the page, with a link to all of them. Two queries.

    `territory` is an ISO 3166-1 code; `kinds` names kinds with commas between them (none: all); `most` of each.
    """
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    groups = by_kind(resources_for(languages.current().tag, territory or None))
    shown = [(group.kind, group.helps[:most]) for group in groups if not wanted or group.kind in wanted]
    return {"groups": shown, "territory": territory}
