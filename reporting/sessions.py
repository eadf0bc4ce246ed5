"""Vaults that stay open for a while: sealed in the cache under a key that only a cookie holds.

A dump of the cache opens nothing, and neither does a stolen cookie without the cache or in another person's session.
Times are inside what is sealed: nobody prolongs them by writing to the cache.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from reporting.keyrings import UnlockedVault
from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import derived, pair_of
from wikilearn.core.caching import fleeting

_ID, _KEY = 16, 32
_REFRESH = 30
"""Seconds after which a use is written down again."""
_SIGNS, _MOST_SHOWN = 8, 2000


@dataclass(frozen=True, slots=True)
class Stay:
    """A key that stays open: since when, when it was last used, when the passphrase was last typed (seconds)."""

    holder: UUID
    private: bytes = field(repr=False)
    started: int
    seen: int
    proven: int
    shown: tuple[str, ...] = ()
    """Which texts were laid before the holder since, as beginnings of their numbers: only this browser can read it."""


def keep_open(request: HttpRequest, response: HttpResponse, *, cookie: str, holder: UUID, private: bytes) -> None:
    """Begin: the sealed key goes to the cache, the key to that into the cookie."""
    now = _now()
    identifier, key = secrets.token_bytes(_ID), secrets.token_bytes(_KEY)
    _put(request, cookie, identifier, key, Stay(holder, private, now, now, now))
    response.set_cookie(
        cookie,
        urlsafe_b64encode(identifier + key).decode(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def stay_of(request: HttpRequest, *, cookie: str) -> Stay | None:
    """What this browser keeps open; None if nothing, too long ago or for too long."""
    if (split := _split(request, cookie)) is None:
        return None
    identifier, key = split
    blob = fleeting.get(_cache_key(cookie, identifier))
    try:
        said = json.loads(unseal(key, blob or b"", _place(request, cookie)))
    except (Unreadable, ValueError):
        return None
    times = (said["started"], said["seen"], said["proven"])
    stay = Stay(UUID(said["holder"]), bytes.fromhex(said["private"]), *times, tuple(said.get("shown", ())))
    now = _now()
    if not (stay.started <= stay.seen <= now + _REFRESH):
        return None
    if now - stay.seen > settings.VAULT_IDLE or now - stay.started > settings.VAULT_LONGEST:
        fleeting.delete(_cache_key(cookie, identifier))
        return None
    if now - stay.seen >= _REFRESH:
        stay = replace(stay, seen=now)
        _put(request, cookie, identifier, key, stay)
    return stay


def prove(request: HttpRequest, *, cookie: str) -> None:
    """The passphrase was typed again just now."""
    stay, split = stay_of(request, cookie=cookie), _split(request, cookie)
    if stay is not None and split is not None:
        _put(request, cookie, *split, replace(stay, proven=_now()))


def first_shown(request: HttpRequest, texts: Iterable[UUID]) -> int:
    """How many of these texts had not been laid before the person since the vault was opened; they have been now."""
    cookie = settings.VAULT_COOKIE_NAME
    stay, split = stay_of(request, cookie=cookie), _split(request, cookie)
    if stay is None or split is None:
        return 0
    new = [sign for text in texts if (sign := text.hex[:_SIGNS]) not in set(stay.shown)]
    if new:
        _put(request, cookie, *split, replace(stay, shown=(*stay.shown, *new)[-_MOST_SHOWN:]))
    return len(new)


def close(request: HttpRequest, response: HttpResponse | None, *, cookie: str) -> None:
    """End it in the cache and in the browser."""
    if (split := _split(request, cookie)) is not None:
        fleeting.delete(_cache_key(cookie, split[0]))
    if response is not None:
        response.set_cookie(
            cookie, "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict", path="/"
        )


def vault_of(request: HttpRequest) -> UnlockedVault | None:
    """The open vault of the person who is signed in, or None."""
    if not request.user.is_authenticated:
        return None
    stay = stay_of(request, cookie=settings.VAULT_COOKIE_NAME)
    if stay is None or stay.holder != request.user.uid:
        return None
    return UnlockedVault(request.user, pair_of(stay.private))


def stepped_up(request: HttpRequest) -> bool:
    """The passphrase was typed within the last minutes."""
    stay = stay_of(request, cookie=settings.VAULT_COOKIE_NAME)
    return stay is not None and _now() - stay.proven <= settings.VAULT_STEP_UP


def _put(request: HttpRequest, cookie: str, identifier: bytes, key: bytes, stay: Stay) -> None:
    said = {
        "holder": stay.holder.hex,
        "private": stay.private.hex(),
        "started": stay.started,
        "seen": stay.seen,
        "proven": stay.proven,
        "shown": stay.shown,
    }
    blob = seal(key, json.dumps(said).encode(), _place(request, cookie))
    fleeting.set(_cache_key(cookie, identifier), blob, settings.VAULT_IDLE)


def _split(request: HttpRequest, cookie: str) -> tuple[bytes, bytes] | None:
    try:
        raw = urlsafe_b64decode(request.COOKIES.get(cookie, ""))
    except ValueError:
        return None
    return (raw[:_ID], raw[_ID:]) if len(raw) == _ID + _KEY else None


def _place(request: HttpRequest, cookie: str) -> Place:
    """Bound to the session of the person who is signed in, whoever that is: sign-out ends it."""
    session = request.session.session_key if request.user.is_authenticated else ""
    return Place("wikilearn/stay", field=f"{cookie}:{derived(b'', 'session', (session or '').encode()).hex()}")


def _cache_key(cookie: str, identifier: bytes) -> str:
    return f"vault:{derived(b'', 'stay', cookie.encode(), identifier).hex()}"


def _now() -> int:
    return int(timezone.now().timestamp())
