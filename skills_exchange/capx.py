"""Asking the Capacity Exchange (CapX) for one profile, over its public JSON API.

Addresses and fields as in its schema: `users/?username=` gives profiles (`user.username`, `about`, `territory`,
`language`, `skills_known`, `skills_available`, `skills_wanted`, each a list of numbers; newer editions tell a language
as `{"id", "proficiency"}`, levels 0–5 and `n` as in Babel boxes); `skill/` and `territory/` give what the numbers
mean, `list_language/` a name for each. Lists come whole or in pages (`results`, `next`).
"""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import ClaimKind, LanguageLevel
from skills_exchange.imports import Foreign
from skills_exchange.models import Skill
from wikilearn.core import languages
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Territory

MOST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 40
LEVELS = {
    "1": LanguageLevel.BASIC,
    "2": LanguageLevel.INTERMEDIATE,
    "3": LanguageLevel.ADVANCED,
    "4": LanguageLevel.NEAR_NATIVE,
    "5": LanguageLevel.NEAR_NATIVE,
    "n": LanguageLevel.NATIVE,
}
KINDS = {
    "skills_available": ClaimKind.OFFERED,
    "skills_known": ClaimKind.KNOWN,
    "skills_wanted": ClaimKind.WANTED,
}


class CapxError(DomainError):
    """CapX could not be asked, or its answer is not what it should be; says so in words."""


@dataclass(frozen=True, slots=True)
class Capx:
    """The API at `url`, which ends with a slash. `timeout` in seconds for each request."""

    url: str
    token: str = ""
    timeout: float = 10.0

    def profile(self, username: str) -> Foreign | None:
        """The profile of exactly that account; None if it has none there."""
        for each in self._all(f"users/?{urllib.parse.urlencode({'username': username})}"):
            user = each.get("user")
            if isinstance(user, dict) and user.get("username") == username:
                return self._read(each)
        return None

    def _read(self, said: Mapping[str, Any]) -> Foreign:
        numbers = {kind: _numbers(said.get(name)) for name, kind in KINDS.items()}
        items = self._items() if any(numbers.values()) else {}
        claims = [(items.get(number, ""), kind) for kind, several in numbers.items() for number in several]
        known = dict(
            Skill.objects.filter(wikidata__in={item for item, _kind in claims}).values_list("wikidata", "slug")
        )
        about = said.get("about")
        return Foreign(
            about=about if isinstance(about, str) else "",
            languages=self._languages(said.get("language")),
            territories=self._territories(said.get("territory")),
            claims=[(known[item], kind) for item, kind in claims if item in known],
            unknown=sorted({item for item, _kind in claims if item and item not in known}),
        )

    def _items(self) -> dict[int, str]:
        """Number of a skill → its Wikidata item."""
        return {
            each["id"]: each["skill_wikidata_item"]
            for each in self._all("skill/")
            if isinstance(each.get("id"), int) and isinstance(each.get("skill_wikidata_item"), str)
        }

    def _languages(self, said: object) -> dict[str, int]:
        levels: dict[int, int] = {}
        for each in said if isinstance(said, list) else []:
            if isinstance(each, dict) and isinstance(each.get("id"), int):
                level = LEVELS.get(str(each.get("proficiency")))
                levels |= {each["id"]: level} if level else {}
            elif isinstance(each, int):
                levels[each] = LanguageLevel.ADVANCED
        if not levels:
            return {}
        names = self._ask(f"{self.url}list_language/")
        if not isinstance(names, dict):
            raise CapxError(_("The answer of CapX is not what we expected."))
        tags = {number: _tags().get(str(names.get(str(number), "")).casefold()) for number in levels}
        return {tag: int(levels[number]) for number, tag in tags.items() if tag}

    def _territories(self, said: object) -> list[str]:
        wanted = set(_numbers(said))
        if not wanted:
            return []
        names = {each.get("territory_name") for each in self._all("territory/") if each.get("id") in wanted}
        return [each.code for each in Territory.objects.all() if each.name_in("en") in names]

    def _all(self, address: str) -> Iterator[dict[str, Any]]:
        """The rows of a list, whole or in pages; the next page has to be on the same site."""
        following: str | None = f"{self.url}{address}"
        for _page in range(MOST_PAGES):
            if following is None:
                return
            answer = self._ask(following)
            rows = answer.get("results") if isinstance(answer, dict) else answer
            if not isinstance(rows, list):
                raise CapxError(_("The answer of CapX is not what we expected."))
            yield from (row for row in rows if isinstance(row, dict))
            following = answer.get("next") if isinstance(answer, dict) else None
            if following is not None and not str(following).startswith(self.url):
                raise CapxError(_("The answer of CapX is not what we expected."))
        raise CapxError(_("The answer of CapX is too large."))

    def _ask(self, url: str) -> Any:
        headers = {"Accept": "application/json", "User-Agent": f"WikiLearn/1.0 ({settings.SITE_URL})"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the address is a setting
        try:
            with _OPENER.open(request, timeout=self.timeout) as response:
                body = response.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            raise CapxError(_said_of(error.code)) from error
        except (OSError, http.client.HTTPException) as error:
            raise CapxError(_("CapX does not answer at present. Please try again later.")) from error
        if len(body) > MOST_BYTES:
            raise CapxError(_("The answer of CapX is too large."))
        try:
            return json.loads(body)
        except ValueError as error:
            raise CapxError(_("The answer of CapX is not what we expected.")) from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Our token goes to the configured address and to no other."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse."""
        return


_OPENER = urllib.request.build_opener(_NoRedirect)


def configured() -> Capx | None:
    """The API that the settings name; None where there is none."""
    if not settings.CAPX_API:
        return None
    return Capx(settings.CAPX_API.rstrip("/") + "/", settings.CAPX_API_TOKEN)


def _said_of(status: int) -> str | Promise:
    if status in {401, 403}:
        return _("CapX does not let us read profiles at present.")
    if status in {429, 503}:
        return _("CapX is too busy now. Please try again later.")
    return _("CapX does not answer at present. Please try again later.")


def _numbers(said: object) -> list[int]:
    return [each for each in said if isinstance(each, int)] if isinstance(said, list) else []


@cache
def _tags() -> dict[str, str]:
    """Names of languages, in English and in themselves, as they are known here."""
    known = languages.known()[::-1]  # of two with one name the first counts
    return {each.autonym.casefold(): each.tag for each in known} | {each.name.casefold(): each.tag for each in known}
