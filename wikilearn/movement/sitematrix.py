"""Reading MediaWiki's list of its wikis (`action=sitematrix` of the extension SiteMatrix).

The answer is an object with a numbered entry for each language (`code`, `site`: its wikis) and `specials`. Flags such
as `closed` are present and empty in the old format of the API, and true in format version 2; both are read.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from wikilearn.core import languages
from wikilearn.core.errors import DomainError
from wikilearn.movement.mediawiki import Api

META = "https://meta.wikimedia.org/w/api.php"
SHIPPED = Path(__file__).parent / "data" / "wikis.json"
"""Some forty well-known wikis, so that a fresh site is usable before it was ever synchronised."""

LANGUAGES = {
    "als": "gsw",
    "bat-smg": "sgs",
    "be-x-old": "be-tarask",
    "bh": "bho",
    "cbk-zam": "cbk",
    "eml": "egl",
    "fiu-vro": "vro",
    "map-bms": "jv-x-bms",
    "nrm": "nrf",
    "roa-rup": "rup",
    "roa-tara": "nap-x-tara",
    "simple": "en-x-simple",
    "zh-classical": "lzh",
}
"""Codes of wikis that are not, or not the right, BCP 47 tags. Source: `LanguageCode` of MediaWiki."""
UNDETERMINED = "und"


class NotASiteMatrix(DomainError):
    """The text is not what `action=sitematrix` answers."""

    def __init__(self, reason: object) -> None:
        super().__init__(_("This is not a list of wikis as MediaWiki gives it: %(reason)s") % {"reason": reason})


@dataclass(frozen=True, slots=True)
class ListedWiki:
    """A wiki as the site matrix lists it, in the terms of `models.Wiki`."""

    dbname: str
    name: str
    url: str
    project: str
    language: str
    closed: bool
    private: bool


def fetch(url: str = META) -> list[ListedWiki]:
    """The wikis that the API at that address lists. `ApiError` if it cannot be asked, `NotASiteMatrix` for nonsense."""
    answers = Api(url).answers(
        action="sitematrix", smlimit="max", smstate="all", smsiteprop="url|dbname|code|lang|sitename"
    )
    return _together(parse(answer) for answer in answers)


def read(path: Path) -> list[ListedWiki]:
    """The wikis in a file that holds an answer of the API."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotASiteMatrix(error.strerror) from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise NotASiteMatrix(error) from error
    return _together([parse(content)])


def parse(answer: Any) -> list[ListedWiki]:
    """The wikis in one answer of the API."""
    matrix = answer.get("sitematrix") if isinstance(answer, dict) else None
    if not isinstance(matrix, dict):
        raise NotASiteMatrix("sitematrix")
    return list(_wikis(matrix))


def _together(parts: Iterable[list[ListedWiki]]) -> list[ListedWiki]:
    wikis = {wiki.dbname: wiki for part in parts for wiki in part}
    if not wikis:
        raise NotASiteMatrix(_("it names no wiki."))
    return list(wikis.values())


def _wikis(matrix: dict[str, Any]) -> Iterator[ListedWiki]:
    for key, group in matrix.items():
        if key == "count":
            continue
        sites = group if key == "specials" else group.get("site") if isinstance(group, dict) else None
        code = group.get("code") if isinstance(group, dict) else None
        # PHP encodes an array with gaps as an object
        for site in _list_of(sites, key):
            yield _wiki(site, code)


def _list_of(sites: Any, key: str) -> list[Any]:
    if isinstance(sites, dict):
        sites = list(sites.values())
    if not isinstance(sites, list):
        raise NotASiteMatrix(key)
    return sites


def _wiki(site: Any, language: str | None) -> ListedWiki:
    try:
        dbname, url, code = site["dbname"], site["url"], site["code"]
        name = site.get("sitename") or dbname
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", dbname) or len(code) > 64 or len(name) > 200:
            raise NotASiteMatrix(dbname)
        URLValidator(schemes=["https", "http"])(url)
        return ListedWiki(
            dbname=dbname,
            name=name,
            url=url,
            project="wikipedia" if code == "wiki" else code,
            language=language_tag(language or site.get("lang") or ""),
            closed=_flag(site, "closed"),
            private=_flag(site, "private"),
        )
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise NotASiteMatrix(json.dumps(site, ensure_ascii=False)[:200]) from error


def _flag(site: dict[str, Any], name: str) -> bool:
    return site.get(name) not in (None, False)


def language_tag(code: str) -> str:
    """The BCP 47 tag for a language code of MediaWiki; `und` for what names no language."""
    try:
        return languages.canonical(LANGUAGES.get(code, code))
    except ValueError:
        return UNDETERMINED
