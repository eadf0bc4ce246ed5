"""System checks: a site whose handlers cannot be told must not start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_NOWHERE = {
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
}


@register(Tags.security)
def alarms_go_somewhere(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Alarms about danger go by e-mail too: a backend that sends nothing is for development only."""
    if settings.DEMO or settings.EMAIL_BACKEND not in _NOWHERE:
        return []
    return [
        Error(
            f"E-mails go nowhere: {settings.EMAIL_BACKEND}.",
            hint="Set EMAIL_URL to a mail server: handlers are told of emergencies by e-mail.",
            id="reporting.E001",
        )
    ]
