"""Trying the addresses of the library."""

from django.utils import timezone

from skills_exchange import links
from skills_exchange.actions.resources import note_link
from skills_exchange.models import Resource

AT_ONCE = 50


def check_links(most: int = AT_ONCE) -> int:
    """Try the addresses that have waited longest, one after the other; gives how many."""
    due = list(Resource.objects.links_due(timezone.now()).order_by("link_due").only("pk", "url")[:most])
    for resource in due:
        note_link(resource=resource, works=links.works(resource.url))
    return len(due)
