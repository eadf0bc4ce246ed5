"""System checks: mistakes in the settings of a site, found by every management command before it does anything."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_DEMO_SETTINGS = {"wikilearn.settings.dev", "wikilearn.settings.test", "bench.settings"}


@register(Tags.security)
def demo_is_for_development(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """`DEMO` lets anybody sign in as anybody of the demo: no other settings may turn it on."""
    if not settings.DEMO or settings.SETTINGS_MODULE in _DEMO_SETTINGS:
        return []
    return [
        Error(
            f"DEMO is on in {settings.SETTINGS_MODULE}.",
            hint="Only wikilearn.settings.dev and wikilearn.settings.test may turn it on.",
            id="wikilearn.E001",
        )
    ]
