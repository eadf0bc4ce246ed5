"""Requirements in the administration. Facts and periods are not there: a look at them must leave a trace."""

from django.contrib import admin

from certification.models import Requirement
from wikilearn.core.admin import ReadOnlyAdmin


@admin.register(Requirement)
class RequirementAdmin(ReadOnlyAdmin):
    """Versions of requirements."""

    list_display = ("right", "topic", "path", "in_force_from", "in_force_until", "transition_ends")
    list_filter = ("right", "topic")
    list_select_related = ("right", "topic")
