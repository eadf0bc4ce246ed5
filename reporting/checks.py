"""System checks: a site whose handlers cannot be told must not start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_SHORTEST_PEPPER = 32
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


@register(Tags.security)
def vaults_are_strong(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Only tests may make passphrases cheaper to guess, and a short pepper is none."""
    if settings.DEMO:
        return []
    weak: list[CheckMessage] = []
    passes, memory = settings.VAULT_PASSPHRASE_EFFORT
    if passes < 3 or memory < 256 * 1024 * 1024:
        weak.append(Error("VAULT_PASSPHRASE_EFFORT is lower than 3 passes over 256 MiB.", id="reporting.E002"))
    if len(settings.VAULT_PEPPER) < _SHORTEST_PEPPER:
        weak.append(Error("VAULT_PEPPER is too short.", hint="Make it as you made SECRET_KEY.", id="reporting.E003"))
    return weak
