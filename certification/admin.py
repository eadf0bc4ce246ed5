"""Reading in the administration: what is projected or append-only is changed by nobody there."""

from typing import Any

from django.contrib import admin

from certification.models import Fact, Period, Requirement


class ReadOnly(admin.ModelAdmin):
    """Shows rows and lets nobody add, change or delete them."""

    show_full_result_count = False

    def has_add_permission(self, *_args: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        """Nobody."""
        return False


@admin.register(Fact)
class FactAdmin(ReadOnly):
    """The log of facts."""

    list_display = ("person", "kind", "topic", "at", "source_key")
    list_filter = ("kind", "topic")
    search_fields = ("person__username", "source_key")
    list_select_related = ("person", "topic")


@admin.register(Period)
class PeriodAdmin(ReadOnly):
    """The projection."""

    list_display = ("person", "topic", "valid_from", "valid_until", "stands")
    list_filter = ("topic", "stands")
    search_fields = ("person__username",)
    list_select_related = ("person", "topic")


@admin.register(Requirement)
class RequirementAdmin(ReadOnly):
    """Versions of requirements."""

    list_display = ("right", "topic", "path", "in_force_from", "in_force_until", "transition_ends")
    list_filter = ("right", "topic")
    list_select_related = ("right", "topic")
