"""Credentials as JSON Web Tokens (VC-JWT; OB 3.0, 8.2 "JSON Web Token Proof Format"), signed with RS256.

The payload is the credential itself, its embedded proof included, with the registered claims beside: `iss`, `jti`,
`nbf`, `sub`, and `exp` where it ends. `kid` is an address that answers with the key as JWK. The header holds nothing
else. RS256 because the specification demands it of every verifier; and it is deterministic.
"""

import base64
import hashlib
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from certification.badges.open_badges.dates import parse

ALGORITHM = "RS256"
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
            RSAAlgorithm.from_jwk(jwk),
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
