"""What a wallet says of itself when it registers (Open Badges 3.0, 7.1.1; RFC 7591): read strictly, kept as text."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from certification.badges.wallets.scopes import SCOPES

MAXIMUM_BYTES = 16 * 1024
_ADDRESSES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
_GRANTS = {"authorization_code", "refresh_token"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_METHOD = "client_secret_basic"


class Refused(ValueError):
    """The registration is refused: `error` is a word of RFC 7591, the message is English for who writes the wallet."""

    def __init__(self, message: str, error: str = "invalid_client_metadata") -> None:
        super().__init__(message)
        self.error = error


@dataclass(frozen=True, slots=True)
class Metadata:
    """A wallet as it describes itself. All addresses are https and on one host."""

    client_name: str
    client_uri: str
    logo_uri: str
    tos_uri: str
    policy_uri: str
    software_id: str
    software_version: str
    redirect_uris: tuple[str, ...]
    scope: tuple[str, ...]
    contacts: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As it was registered, with what the specification fixes."""
        return {
            "client_name": self.client_name,
            "client_uri": self.client_uri,
            "logo_uri": self.logo_uri,
            "tos_uri": self.tos_uri,
            "policy_uri": self.policy_uri,
            "software_id": self.software_id,
            "software_version": self.software_version,
            "redirect_uris": list(self.redirect_uris),
            "token_endpoint_auth_method": _METHOD,
            "grant_types": sorted(_GRANTS),
            "response_types": ["code"],
            "scope": " ".join(self.scope),
            **({"contacts": list(self.contacts)} if self.contacts else {}),
        }


def parse(raw: bytes) -> Metadata:
    """The description in a registration request; `Refused` for anything that the specification does not allow."""
    if len(raw) > MAXIMUM_BYTES:
        raise Refused("The request is too large.")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("The request is not JSON.") from error
    if not isinstance(said, dict):
        raise Refused("The request is not a JSON object.")
    _check_fixed(said)
    metadata = Metadata(
        client_name=_text(said, "client_name", 100),
        **{name: _address(said, name) for name in _ADDRESSES},
        software_id=_text(said, "software_id", 200),
        software_version=_text(said, "software_version", 100),
        redirect_uris=_redirects(said),
        scope=_scope(said),
        contacts=_texts(said, "contacts"),
    )
    addresses = [getattr(metadata, name) for name in _ADDRESSES]
    if len({urlsplit(address).hostname for address in (*addresses, *metadata.redirect_uris)}) != 1:
        raise Refused("All addresses must have the same host.")
    return metadata


def _check_fixed(said: dict[str, Any]) -> None:
    if said.get("token_endpoint_auth_method", _METHOD) != _METHOD:
        raise Refused("token_endpoint_auth_method must be client_secret_basic.")
    grants = _texts(said, "grant_types") or ("authorization_code",)
    if not set(grants) <= _GRANTS or "authorization_code" not in grants:
        raise Refused("grant_types may be authorization_code and refresh_token.")
    if set(_texts(said, "response_types")) - {"code"}:
        raise Refused("response_types must be code.")


def _redirects(said: dict[str, Any]) -> tuple[str, ...]:
    addresses = _texts(said, "redirect_uris", size=500)
    if not addresses:
        raise Refused("redirect_uris is missing.", "invalid_redirect_uri")
    for address in addresses:
        if not _is_https(address) or " " in address or urlsplit(address).fragment:
            raise Refused("A redirect URI must be https, without a fragment.", "invalid_redirect_uri")
    return addresses


def _scope(said: dict[str, Any]) -> tuple[str, ...]:
    wanted = _text(said, "scope", 2000).split()
    scope = tuple(dict.fromkeys(word for word in wanted if word in SCOPES))
    if not scope:
        raise Refused("None of the scopes is offered here.")
    return scope


def _address(said: dict[str, Any], name: str) -> str:
    address = _text(said, name, 500)
    if not _is_https(address):
        raise Refused(f"{name} must be an https address.")
    return address


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and (port is None or port > 0)
    return parts.scheme == "https" and bool(parts.hostname) and plain and address.isascii()


def _text(said: dict[str, Any], name: str, size: int) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Refused(f"{name} is missing.")
    if len(text) > size or _CONTROL.search(text):
        raise Refused(f"{name} is too long or has characters that cannot be shown.")
    return text.strip()


def _texts(said: dict[str, Any], name: str, *, size: int = 200) -> tuple[str, ...]:
    texts = said.get(name, [])
    good = isinstance(texts, list) and len(texts) <= 10
    if not good or any(not isinstance(text, str) or len(text) > size or _CONTROL.search(text) for text in texts):
        raise Refused(f"{name} must be a list of up to ten texts.")
    return tuple(texts)
