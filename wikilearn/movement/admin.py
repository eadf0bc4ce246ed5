"""The administration's view; what people do for each other has pages and actions of its own."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from wikilearn.core.admin import ReadOnlyAdmin, never
from wikilearn.movement.models import Holding, HoldingSync, Membership, Organisation, Right, Territory, Wiki


@admin.register(Wiki)
class WikiAdmin(ReadOnlyAdmin):
    list_display = ("dbname", "name", "project", "language", "closed", "private")
    list_filter = ("closed", "private", "project")
    search_fields = ("dbname", "name", "url")


@admin.register(Territory)
class TerritoryAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "region_name")
    search_fields = ("code",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "slug", "active")
    list_filter = ("kind", "active")
    search_fields = ("name", "slug")
    filter_horizontal = ("territories",)

    has_add_permission = never  # the page for it writes the audit log

    has_delete_permission = never  # set it inactive


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "person", "role", "since", "until")
    list_filter = ("role",)
    list_select_related = ("organisation", "person")
    search_fields = ("organisation__name", "person__username")


@admin.register(Right)
class RightAdmin(TranslationAdmin):
    list_display = ("key", "name", "scope", "group", "sees_nonpublic", "minimum_age", "holders_public")
    list_filter = ("scope", "sees_nonpublic")
    search_fields = ("key", "name")

    has_delete_permission = never  # its holdings are history


@admin.register(Holding)
class HoldingAdmin(ReadOnlyAdmin):
    list_display = ("username", "right", "wiki", "since", "until", "source")
    list_filter = ("source", "right")
    list_select_related = ("right", "wiki")
    search_fields = ("username",)


@admin.register(HoldingSync)
class HoldingSyncAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "synced_at", "error")
    list_select_related = ("wiki",)
    search_fields = ("wiki__dbname",)
