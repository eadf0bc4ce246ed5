"""People and roles in the administration: to look things up, and to close an account."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import record
from wikilearn.core.admin import ReadOnlyAdmin, never
from wikilearn.people.models import ApiToken, Person, RoleGrant

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class RoleGrantInline(admin.TabularInline):
    """The roles of a person."""

    has_add_permission = never
    has_change_permission = never
    has_delete_permission = never
    model = RoleGrant
    fk_name = "person"
    fields = ("role", "since", "until", "granted_by", "reason", "ended_by", "end_reason")


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """A person. Accounts are made by signing up, renamed by Wikimedia, and erased by their person."""

    list_display = ("username", "date_joined", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "role_grants__role")
    search_fields = ("username__startswith", "uid", "central_id")
    search_help_text = _("Beginning of the username, reference, or Wikimedia account id")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("username", "uid", "central_id", "date_joined", "last_login", "erased_at")}),
        (_("Preferences"), {"fields": ("languages", "interface_language", "time_zone", "theme")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    readonly_fields = (
        "username",
        "uid",
        "central_id",
        "date_joined",
        "last_login",
        "erased_at",
        "languages",
        "interface_language",
        "time_zone",
        "theme",
    )
    filter_horizontal = ("groups",)
    inlines = (RoleGrantInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who may enter the administration, and who was shut out, is on the audit log like every change of access."""
        super().save_related(request, form, formsets, change)
        if form.changed_data:
            record(
                actor=request.user.reference,  # type: ignore[union-attr]
                action="person.administered",
                target=form.instance.reference,
                details={"fields": sorted(form.changed_data)},
            )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: people sign up."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Never: erasure is the person's own act and leaves the history whole."""
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who holds which role; granted and revoked on the pages about roles."""

    list_display = ("person", "role", "since", "until", "granted_by")
    list_filter = ("role",)
    list_select_related = ("person", "granted_by")
    search_fields = ("person__username__startswith",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Which tokens there are; only their people make and end them."""

    list_display = ("person", "name", "scopes", "expires_at", "revoked_at", "last_used_on")
    list_select_related = ("person",)
    search_fields = ("person__username__startswith",)
    exclude = ("digest",)
