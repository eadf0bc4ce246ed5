"""Credentials as JSON Web Tokens (VC-JWT; OB 3.0, 8.2 "JSON Web Token Proof Format"), signed with RS256.

The payload is the credential itself, its embedded proof included, with the registered claims beside: `iss`, `jti`,
`nbf`, `sub`, and `exp` where it ends. `kid` is an address that answers with the key as JWK. The header holds nothing
else. RS256 because the specification demands it of every verifier; and it is deterministic.
"""

import base64
import hashlib
import json
import re
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import PyJWK
from jwt.algorithms import RSAAlgorithm

from certification.badges.open_badges import untrusted
from certification.badges.open_badges.dates import parse
from certification.badges.open_badges.errors import Flaw, Unreadable

ALGORITHM = "RS256"
FOREIGN_ALGORITHMS = frozenset({"RS256", "ES256"})
"""What the specification names for tokens; never `none`, never a shared secret."""
_TOKEN = re.compile(rb"\s*([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)\s*")
_CLAIMS = frozenset({"iss", "jti", "nbf", "sub", "exp", "iat", "aud"})
_BITS = 3072


class BadToken(ValueError):
    """The token does not hold, or says something else than the credential inside."""


def generate() -> rsa.RSAPrivateKey:
    """A fresh key of 3072 bits: enough beyond the year 2030."""
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def public_jwk(key: rsa.RSAPrivateKey) -> str:
    """The public part as a JSON Web Key: `kty`, `n`, `e` and nothing else, in the order of RFC 7638."""
    said = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return json.dumps({name: said[name] for name in ("e", "kty", "n")}, separators=(",", ":"))


def thumbprint(jwk: str) -> str:
    """The name of a key (RFC 7638)."""
    said = json.loads(jwk)
    needed = json.dumps({name: said[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(needed.encode()).digest()).rstrip(b"=").decode()


def encode(document: dict[str, Any], key: rsa.RSAPrivateKey, *, kid: str) -> str:
    """The compact token; the same input gives the same text."""
    payload = {**document, **claims(document)}
    return jwt.encode(payload, key, algorithm=ALGORITHM, headers={"kid": kid, "typ": "JWT"}, sort_headers=True)


def claims(document: dict[str, Any]) -> dict[str, Any]:
    """The registered claims that repeat what the credential says."""
    issuer = document["issuer"]
    said = {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "nbf": int(parse(document["validFrom"]).timestamp()),
        "sub": document["credentialSubject"]["id"],
    }
    if document.get("validUntil"):
        said["exp"] = int(parse(document["validUntil"]).timestamp())
    return said


def decode(token: str, jwk: str) -> dict[str, Any]:
    """The credential inside, after signature and claims were compared with it; dates are not judged here.

    Raises `BadToken`. The key is given by the caller: neither `kid` nor `jwk` of the header are trusted or fetched.
    """
    try:
        payload: dict[str, Any] = jwt.decode(
            token,
            RSAAlgorithm.from_jwk(jwk),  # type: ignore[arg-type]
            algorithms=[ALGORITHM],
            options={"verify_exp": False, "verify_nbf": False, "verify_aud": False},
        )
        names = {"iss", "jti", "nbf", "sub", "exp"}
        document = {key: value for key, value in payload.items() if key not in names}
        said = {key: value for key, value in payload.items() if key in names}
        same = said == claims(document)
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
        raise BadToken("the token does not hold") from error
    if not same:
        raise BadToken("the claims differ from the credential")
    return document


def text_of(raw: bytes) -> str:
    """The token, if these bytes are one in form; empty otherwise."""
    found = _TOKEN.fullmatch(raw) if len(raw) <= untrusted.MAXIMUM_BYTES else None
    return found[1].decode() if found else ""


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header, and the credential inside without registered claims; nothing is verified. Raises `Unreadable`."""
    head, body, _signature = token.split(".")
    header = untrusted.read(_bytes(head))
    payload = untrusted.read(_bytes(body))
    return header, {key: value for key, value in payload.items() if key not in _CLAIMS}


def decode_foreign(token: str, jwk: str, algorithm: str) -> None:
    """Whether the token holds under the key that it brings itself, and repeats its credential. Raises `BadToken`."""
    try:
        key: Any = PyJWK.from_json(jwk, algorithm)
        payload: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            options={"verify_exp": False, "verify_nbf": False, "verify_aud": False, "verify_iat": False},
        )
        document = {name: value for name, value in payload.items() if name not in _CLAIMS}
        expected = claims(document)
        same = all(payload.get(name) in (value, None) for name, value in expected.items()) and "iss" in payload
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise BadToken("the token does not hold") from error
    if not same or ("exp" in payload) != ("exp" in expected):
        raise BadToken("the claims differ from the credential")


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Unreadable(Flaw.NOT_JSON) from error
