"""The outbox, to look at."""

from django.contrib import admin

from wikilearn.core.admin import ReadOnlyAdmin
from wikilearn.notices.models import Email, WikiMessage


@admin.register(Email, WikiMessage)
class OutgoingAdmin(ReadOnlyAdmin):
    """What is due, sent or given up: kinds and times, no text and no address."""

    list_display = ("id", "kind", "state", "send_after", "attempts", "sent_at")
    list_filter = ("state",)
    list_select_related = ("notice",)
    fields = ("state", "send_after", "send_before", "attempts", "sent_at")

    @admin.display(ordering="notice__kind")
    def kind(self, row: Email | WikiMessage) -> str:
        return row.notice.kind
