"""Safe defaults for the administration's pages."""

from django.contrib import admin


def never(*_args: object, **_kwargs: object) -> bool:
    """For `has_add_permission` and its like: nobody may, superusers included."""
    return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at, that only actions change."""

    has_add_permission = never
    has_change_permission = never
    has_delete_permission = never
