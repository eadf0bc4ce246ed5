"""Issuers as `did:web`: the keys of an issuer live at an address of its own site, and survive rotation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: its full address and its public key, in multibase or as the text of a JSON Web Key."""

    id: str
    public_key: str


def identifier(site: str, *path: str) -> str:
    """The did of a site, or of a path on it.

    >>> identifier("http://localhost:8000", "issuers", "wikilearn")
    'did:web:localhost%3A8000:issuers:wikilearn'
    """
    host = quote(urlsplit(site).netloc, safe="")
    return ":".join(["did:web", host, *(quote(part, safe="") for part in path)])


def document(did: str, methods: Iterable[Method], *, url: str) -> dict[str, Any]:
    """The did document: every key that ever signed stays in `assertionMethod`, otherwise its badges would be void."""
    listed = list(methods)
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT, *([JWK_CONTEXT] if any(map(_is_jwk, listed)) else [])],
        "id": did,
        "alsoKnownAs": [url],
        "verificationMethod": [
            {"id": method.id, "type": _kind(method), "controller": did, **_public(method)} for method in listed
        ],
        "assertionMethod": [method.id for method in listed],
    }


def _is_jwk(method: Method) -> bool:
    return method.public_key.startswith("{")


def _kind(method: Method) -> str:
    return "JsonWebKey" if _is_jwk(method) else "Multikey"


def _public(method: Method) -> dict[str, Any]:
    if _is_jwk(method):
        return {"publicKeyJwk": json.loads(method.public_key)}
    return {"publicKeyMultibase": method.public_key}
