"""The administration's view: what people do with codes has pages and actions of its own."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from ucoc.models import Clause, CodeVersion, LocalCode, LocalVersion
from wikilearn.core.admin import ReadOnlyAdmin, never


@admin.register(CodeVersion)
class CodeVersionAdmin(ReadOnlyAdmin):
    """Versions of the universal code."""

    list_display = ("number", "code", "in_force_from", "follow_up_by")


@admin.register(Clause)
class ClauseAdmin(TranslationAdmin):
    """Titles and summaries, which may be worded better; what a clause is stays."""

    list_display = ("number", "version", "kind", "title")
    list_filter = ("version", "kind")
    readonly_fields = ("version", "number", "kind")

    has_add_permission = never

    has_delete_permission = never


@admin.register(LocalCode)
class LocalCodeAdmin(ReadOnlyAdmin):
    """Local codes."""

    list_display = ("slug", "wiki", "organisation", "created_at")
    list_select_related = ("wiki", "organisation")


@admin.register(LocalVersion)
class LocalVersionAdmin(ReadOnlyAdmin):
    """Versions of local codes."""

    list_display = ("local", "number", "state", "started_at", "ratified_at")
    list_filter = ("state",)
    list_select_related = ("local",)
