"""Asking the Action API of a MediaWiki, politely: https://www.mediawiki.org/wiki/API:Etiquette."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wikilearn.core.errors import DomainError

MAX_BYTES = 50 * 1024 * 1024
_LONGEST_WAIT = 30.0


class ApiError(DomainError):
    """The wiki could not be asked, or answered with an error; says so in words.

    `code` is MediaWiki's own (`protectedpage`), empty where it gave none. `maybe_done`: the request may have reached
    the wiki and done its work before the answer got lost.
    """

    def __init__(self, message: str | Promise, *, code: str = "", maybe_done: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.maybe_done = maybe_done


class _Lagging(Exception):
    """The wiki asks to come back in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Api:
    """The `api.php` at `url`. `timeout` in seconds, for each request; `attempts` while the wiki asks to wait.

    `access_token` is that of an OAuth 2 consumer with which the requests are made, none for reading as anybody.
    """

    url: str
    timeout: float = 30.0
    attempts: int = 5
    access_token: str = field(default="", repr=False)

    def answers(self, **parameters: str) -> Iterator[dict[str, Any]]:
        """All answers to a request, following `continue` to the end."""
        following: dict[str, str] = {}
        while True:
            answer = self.answer(**parameters, **following)
            yield answer
            further = answer.get("continue")
            if not isinstance(further, dict):
                return
            further = {key: str(value) for key, value in further.items()}
            if further == following:
                raise ApiError(_("The wiki answers the same over and over."))
            following = further

    def post(self, **parameters: str) -> dict[str, Any]:
        """Do something on the wiki, with a token against forgery that is fetched first."""
        tokens = self.answer(action="query", meta="tokens", type="csrf").get("query", {}).get("tokens", {})
        return self._answer({**parameters, "token": str(tokens.get("csrftoken", ""))}, post=True)

    def answer(self, **parameters: str) -> dict[str, Any]:
        """One answer, waiting as often as the wiki asks us to (`maxlag`, HTTP 429 and 503)."""
        return self._answer(parameters)

    def _answer(self, parameters: dict[str, str], *, post: bool = False) -> dict[str, Any]:
        for attempt in range(self.attempts):
            try:
                return self._ask(parameters, post=post)
            except _Lagging as lagging:
                if attempt + 1 < self.attempts:
                    time.sleep(min(lagging.seconds, _LONGEST_WAIT))
        raise ApiError(_("The wiki is too busy now. Please try again later."))

    def _ask(self, parameters: dict[str, str], *, post: bool) -> dict[str, Any]:
        query = urllib.parse.urlencode({**parameters, "format": "json", "maxlag": "5"})
        if urllib.parse.urlsplit(self.url).scheme not in ("https", "http"):
            raise ApiError(_("“%(url)s” is not a web address.") % {"url": self.url})
        headers = {"User-Agent": f"WikiLearn/1.0 ({settings.SITE_URL})"}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self.url if post else f"{self.url}?{query}", data=query.encode() if post else None, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                body, headers = response.read(MAX_BYTES + 1), response.headers
        except urllib.error.HTTPError as error:
            if error.code in (429, 503):
                raise _Lagging(_seconds(error.headers.get("Retry-After"))) from error
            raise ApiError(_("The wiki answered with HTTP status %(code)s.") % {"code": error.code}) from error
        except (OSError, http.client.HTTPException) as error:
            unsent = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
            message = _("The wiki does not answer: %(reason)s") % {"reason": error}
            raise ApiError(message, maybe_done=not unsent) from error
        return _read(body, headers.get("Retry-After"))


def _read(body: bytes, retry_after: str | None) -> dict[str, Any]:
    if len(body) > MAX_BYTES:
        raise ApiError(_("The answer of the wiki is too large."))
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise ApiError(_("The answer of the wiki is not JSON.")) from error
    if not isinstance(answer, dict):
        raise ApiError(_("The answer of the wiki is not JSON."))
    refusal = answer.get("error")
    if isinstance(refusal, dict):
        if refusal.get("code") == "maxlag":
            raise _Lagging(_seconds(retry_after))
        reason = refusal.get("info") or refusal.get("code")
        message = _("The wiki answered with an error: %(reason)s") % {"reason": reason}
        raise ApiError(message, code=str(refusal.get("code") or ""))
    return answer


def _seconds(retry_after: str | None) -> float:
    """Of a `Retry-After` header; five, as MediaWiki recommends, for none or a date."""
    return float(retry_after) if retry_after and retry_after.isdigit() else 5.0
