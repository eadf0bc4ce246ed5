"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wikilearn.core import languages


def site(request: HttpRequest) -> dict[str, Any]:
    """`interface` (the language of the page), `interface_languages`, `DEMO`."""
    return {
        "interface": languages.current(),
        "interface_languages": languages.INTERFACE,
        "DEMO": settings.DEMO,
    }
