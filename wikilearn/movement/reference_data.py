"""Territories, well-known wikis and rights for a fresh site."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from wikilearn.audit.models import Event
from wikilearn.core.reference_data import Loaded, add_missing
from wikilearn.movement import regions, sitematrix
from wikilearn.movement.enums import GUIDE_TEXTS
from wikilearn.movement.models import Right, RightGuide, Territory, Wiki

_RIGHTS = Path(__file__).parent / "data" / "rights.json"
_PLACES = Path(__file__).parent / "data" / "territories.json"
_GUIDES = Path(__file__).parent / "data" / "guides.json"
_TRANSLATED = ("name", "description")


def load_territories() -> Loaded:
    """All territories of ISO 3166-1 in their regions."""
    return add_missing(
        Territory, "code", ({"code": code, "region": region} for code, region in regions.region_of_each().items())
    )


def load_wikis() -> Loaded:
    """The wikis shipped with the code; what a synchronisation says of them since is left alone."""
    return add_missing(Wiki, "dbname", (asdict(wiki) for wiki in sitematrix.read(sitematrix.SHIPPED)))


def load_territories_of_wikis() -> Loaded:
    """Which country or area a chapter's wiki serves, said once: when the wiki is new here and nobody has said it.

    A curator's word is kept, also the word that a wiki is international: it stands in the audit log.
    """
    shipped: dict[str, str] = json.loads(_PLACES.read_text(encoding="utf-8"))
    said = set(Event.objects.filter(action="wiki.placed").values_list("target", flat=True))
    wikis = [wiki for wiki in Wiki.objects.filter(dbname__in=shipped, territory=None) if wiki.reference not in said]
    territories = {territory.code: territory for territory in Territory.objects.all()}
    for wiki in wikis:
        wiki.territory = territories.get(shipped[wiki.dbname])
    Wiki.objects.bulk_update(wikis, ["territory"])
    return Loaded(created=len(wikis), unchanged=len(shipped) - len(wikis))


def load_rights() -> Loaded:
    """The movement's rights, in all interface languages; what curators changed is left alone."""
    return add_missing(Right, "key", map(_fields, json.loads(_RIGHTS.read_text(encoding="utf-8"))))


def load_guides() -> Loaded:
    """What the directory says of each right, and who selects its holders; a guide that is there is left alone."""
    shipped = json.loads(_GUIDES.read_text(encoding="utf-8"))
    rights = {right.key: right for right in Right.objects.filter(key__in=shipped["rights"])}
    known = set(RightGuide.objects.values_list("right__key", flat=True))
    missing = rights.keys() - known
    for key in sorted(missing):
        said = shipped["rights"][key]
        RightGuide.objects.create(right=rights[key], policy=said["policy"], **_paragraphs(said, shipped["texts"]))
        rights[key].selectors.set([rights[selector] for selector in said["selectors"]])
    return Loaded(created=len(missing), unchanged=len(rights) - len(missing))


def _paragraphs(said: dict[str, Any], texts: dict[str, dict[str, str]]) -> dict[str, str]:
    """Field and language → text: paragraphs that several rights share are written once."""
    return {
        build_localized_fieldname(field, code): "\n\n".join(texts[name][code] for name in said[field])
        for field in GUIDE_TEXTS
        for code, _name in settings.LANGUAGES
    }


def _fields(right: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in right.items() if key not in _TRANSLATED}
    translated = {
        f"{field}_{code.replace('-', '_')}": text for field in _TRANSLATED for code, text in right[field].items()
    }
    return plain | translated
