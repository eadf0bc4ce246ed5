"""The administration's view: the list of skills is kept on pages of its own."""

from django.contrib import admin

from skills_exchange.models import Skill, SkillName, TrustedIssuer
from wikilearn.core.admin import ReadOnlyAdmin, never


class SkillNameInline(admin.TabularInline):
    """The names under which a skill is found."""

    model = SkillName
    has_add_permission = never
    has_change_permission = never
    has_delete_permission = never
    fields = ("language", "text", "folded", "is_label")


@admin.register(Skill)
class SkillAdmin(ReadOnlyAdmin):
    """Skills of every status."""

    list_display = ("__str__", "slug", "wikidata", "path", "status")
    list_filter = ("status",)
    search_fields = ("slug", "wikidata", "names__text")
    list_select_related = ("parent",)
    inlines = (SkillNameInline,)


@admin.register(TrustedIssuer)
class TrustedIssuerAdmin(ReadOnlyAdmin):
    """Whose Open Badges verify skills; the commands change it."""

    list_display = ("name", "did", "active", "reason", "created_at")
    list_filter = ("active",)
    search_fields = ("name", "did")
