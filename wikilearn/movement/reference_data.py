"""Territories, well-known wikis and rights for a fresh site."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wikilearn.core.reference_data import Loaded, add_missing
from wikilearn.movement import regions, sitematrix
from wikilearn.movement.models import Right, Territory, Wiki

_RIGHTS = Path(__file__).parent / "data" / "rights.json"
_TRANSLATED = ("name", "description")


def load_territories() -> Loaded:
    """All territories of ISO 3166-1 in their regions."""
    return add_missing(
        Territory, "code", ({"code": code, "region": region} for code, region in regions.region_of_each().items())
    )


def load_wikis() -> Loaded:
    """The wikis shipped with the code; what a synchronisation says of them since is left alone."""
    return add_missing(Wiki, "dbname", (asdict(wiki) for wiki in sitematrix.read(sitematrix.SHIPPED)))


def load_rights() -> Loaded:
    """The movement's rights, in all interface languages; what curators changed is left alone."""
    return add_missing(Right, "key", map(_fields, json.loads(_RIGHTS.read_text(encoding="utf-8"))))


def _fields(right: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in right.items() if key not in _TRANSLATED}
    translated = {
        f"{field}_{code.replace('-', '_')}": text for field in _TRANSLATED for code, text in right[field].items()
    }
    return plain | translated
