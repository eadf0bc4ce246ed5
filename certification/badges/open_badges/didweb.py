"""Issuers as `did:web`: the keys of an issuer live at an address of its own site, and survive rotation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: its full address and its public key in multibase."""

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
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": did,
        "alsoKnownAs": [url],
        "verificationMethod": [
            {"id": method.id, "type": "Multikey", "controller": did, "publicKeyMultibase": method.public_key}
            for method in listed
        ],
        "assertionMethod": [method.id for method in listed],
    }
