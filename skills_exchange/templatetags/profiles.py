"""Addresses of the pages on which a party is changed: `{% load profiles %}`."""

from typing import Any

from django import template
from django.urls import reverse

from skills_exchange.models import Party

register = template.Library()


@register.simple_tag
def own_url(party: Party, page: str = "", *args: Any) -> str:
    """`{% own_url party "week" %}`: beneath `/skills/me/` for a person, beneath `/skills/of/…/` for an organisation."""
    return own_address(party, page, *args)


def own_address(party: Party, page: str = "", *args: Any) -> str:
    """As the tag."""
    end = f"_{page}" if page else ""
    if party.organisation is None:
        return reverse(f"skills_exchange:me{end}", args=args)
    return reverse(f"skills_exchange:of{end}", args=[party.organisation.slug, *args])
