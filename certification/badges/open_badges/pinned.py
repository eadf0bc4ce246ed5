"""The only JSON-LD contexts that exist for us, by address, each pinned by its hash."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_FOLDER = Path(__file__).parent / "contexts"
_FILES = {
    CREDENTIALS_V2: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES_3: ("open-badges-3.0.3.json", "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"),
}
ADDRESSES = frozenset(_FILES)


class UnknownContext(ValueError):
    """A document names a context that is not pinned here."""


def load(address: str, options: Any = None) -> dict[str, Any]:
    """PyLD's document loader: a pinned context, or `UnknownContext`. Never opens a connection."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "tag": "static",  # PyLD keeps it, processed, for the next document
        "document": document(address),
    }


@cache
def document(address: str) -> dict[str, Any]:
    """The context at an address, after its bytes were compared with the pinned hash."""
    if address not in _FILES:
        raise UnknownContext(address)
    name, expected = _FILES[address]
    raw = (_FOLDER / name).read_bytes()
    if hashlib.sha256(raw).hexdigest() != expected:
        raise UnknownContext(f"{name} is not the pinned file")
    parsed: dict[str, Any] = json.loads(raw)
    return parsed
