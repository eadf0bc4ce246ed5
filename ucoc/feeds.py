"""What happens to local codes, and transparency reports, as Atom and RSS."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from ucoc.models import LocalEvent, TransparencyRelease

NEWEST = 50


class LocalCodeFeed(Feed):
    """RSS of the newest events; `?code=` of one local code."""

    link = reverse_lazy("ucoc:local_codes")

    def title(self) -> str:
        """Name of the feed."""
        return _("Local codes of conduct")

    def description(self) -> str:
        """One sentence."""
        return _("Consultations, reviews and ratifications of local codes of conduct.")

    subtitle = description

    def get_object(self, request: Any) -> str:
        """The local code that is asked for."""
        return str(request.GET.get("code", ""))

    def items(self, obj: str) -> Any:
        """The newest events of public codes."""
        events = LocalEvent.objects.select_related("local__wiki", "local__organisation", "version")
        events = events.exclude(local__wiki__private=True)
        return (events.filter(local__slug=obj) if obj else events).order_by("-at", "-id")[:NEWEST]

    def item_title(self, item: Any) -> str:
        """Whose code, and what happened."""
        return f"{item.local.community_name}: {item.get_kind_display()}"

    def item_description(self, item: Any) -> str:
        """Which version."""
        return _("Version %(number)s") % {"number": item.version.number} if item.version else ""

    def item_link(self, item: Any) -> str:
        """The page of the code."""
        return item.local.get_absolute_url()

    def item_guid(self, item: Any) -> str:
        """The same for ever."""
        return f"{reverse('ucoc:local_codes')}#{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime:
        """When."""
        return item.at

    item_updateddate = item_pubdate


class LocalCodeAtom(LocalCodeFeed):
    """The same as Atom."""

    feed_type = Atom1Feed


class TransparencyFeed(Feed):
    """RSS of transparency reports."""

    link = reverse_lazy("ucoc:transparency")

    def title(self) -> str:
        """Name of the feed."""
        return _("Transparency reports")

    def description(self) -> str:
        """One sentence."""
        return _("Reports, decisions, measures and appeals, quarter by quarter.")

    def items(self) -> Any:
        """The newest releases."""
        return TransparencyRelease.objects.defer("counts", "content").order_by("-pk")[:NEWEST]

    def item_title(self, item: Any) -> str:
        """Which quarter."""
        return _("Transparency report %(quarter)s") % {"quarter": item.quarter}

    def item_description(self, item: Any) -> str:
        """Why it was revised, if it was."""
        return item.note

    def item_guid(self, item: Any) -> str:
        """The same for ever."""
        return item.hash

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime:
        """When."""
        return item.released_at
