"""Private keys: outside the database, encrypted at rest, one for each verification method.

A key is standard PKCS #8 PEM, encrypted with `BADGE_KEYS_PASSPHRASE`, so any tool can read it in an emergency. It is
either a file of `DATA_DIR/keys` or the environment variable `BADGE_KEY_…` (the PEM in base64, on one line), which comes
first; both are named by the hash of the verification method. Back the folder up apart from the database, and the
passphrase apart from both: who has all three can sign badges.
"""

import base64
import binascii
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from certification.badges.enums import KeyUse
from certification.badges.errors import KeyUnavailable
from certification.badges.models import Issuer, SigningKey
from certification.badges.open_badges import multibase, tokens
from certification.badges.open_badges.proofs import Signer

Private = Ed25519PrivateKey | RSAPrivateKey


def generate(use: KeyUse) -> Private:
    """A fresh private key."""
    return Ed25519PrivateKey.generate() if use == KeyUse.INTEGRITY else tokens.generate()


def public_part(key: Private) -> str:
    """What the did document says of it: Multikey, or a JSON Web Key."""
    if isinstance(key, RSAPrivateKey):
        return tokens.public_jwk(key)
    return multibase.public_key(key.public_key().public_bytes_raw())


def method_id(issuer: Issuer, key: Private) -> str:
    """The verification method that a key of an issuer is known by."""
    public = public_part(key)
    return f"{issuer.did}#{tokens.thumbprint(public) if isinstance(key, RSAPrivateKey) else public}"


def sealed(key: Private) -> bytes:
    """PEM, encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase()),
    )


def store(method: str, key: Private) -> None:
    """Write the file, never over another one, readable by this user only."""
    path = _path(method)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed(key))
        file.flush()
        os.fsync(file.fileno())


def variable(method: str) -> str:
    """The environment variable that may hold the key of a method."""
    return f"BADGE_KEY_{_digest(method).upper()}"


def environment_line(method: str, key: Private) -> str:
    """`NAME=value` for who keeps keys in the environment."""
    return f"{variable(method)}={base64.b64encode(sealed(key)).decode()}"


def opened(method: str) -> Private:
    """The private key of a method; `KeyUnavailable` with a reason when it cannot be opened."""
    try:
        pem = _sealed(method)
    except (OSError, binascii.Error) as error:
        raise KeyUnavailable(_("The private part of the signing key is not where it should be.")) from error
    try:
        key = serialization.load_pem_private_key(pem, _passphrase())
    except (ValueError, TypeError) as error:
        raise KeyUnavailable(_("The signing key cannot be opened.")) from error
    if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
        raise KeyUnavailable(_("The signing key cannot be opened."))
    return key


def active_key(issuer: Issuer, use: KeyUse = KeyUse.INTEGRITY) -> SigningKey | None:
    """The key that an issuer signs with now."""
    return SigningKey.objects.filter(issuer=issuer, use=use, retired_at=None).first()


def signer_of(issuer: Issuer) -> tuple[SigningKey, Signer]:
    """The key that an issuer signs badges with now; `KeyUnavailable` when it has none or it cannot be opened."""
    active = _active(issuer, KeyUse.INTEGRITY)
    private = _checked(active.method_id, active.public_key, settings.DATA_DIR)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnavailable(_("The signing key cannot be opened."))
    return active, Signer(active.method_id, private)


def token_signer_of(issuer: Issuer) -> tuple[SigningKey, RSAPrivateKey]:
    """The key that an issuer signs tokens with now; `KeyUnavailable` as above."""
    active = _active(issuer, KeyUse.TOKEN)
    private = _checked(active.method_id, active.public_key, settings.DATA_DIR)
    if not isinstance(private, RSAPrivateKey):
        raise KeyUnavailable(_("The signing key cannot be opened."))
    return active, private


def unavailable() -> list[tuple[SigningKey, str]]:
    """Keys in use whose private part cannot be opened, with the reason: for checks at start."""
    found = []
    for key in SigningKey.objects.filter(retired_at=None).select_related("issuer"):
        try:
            _checked.__wrapped__(key.method_id, key.public_key, settings.DATA_DIR)
        except KeyUnavailable as error:
            found.append((key, str(error)))
    return found


def _active(issuer: Issuer, use: KeyUse) -> SigningKey:
    active = active_key(issuer, use)
    if active is None:
        raise KeyUnavailable(_("This issuer has no signing key."))
    return active


@lru_cache(maxsize=64)
def _checked(method: str, public_key: str, _folder: Path) -> Private:
    """The private key, after it was compared with the public part: a swapped file signs nothing."""
    key = opened(method)
    if public_part(key) != public_key:
        raise KeyUnavailable(_("The signing key cannot be opened."))
    return key


def _sealed(method: str) -> bytes:
    said = os.environ.get(variable(method))
    return base64.b64decode(said, validate=True) if said else _path(method).read_bytes()


def _path(method: str) -> Path:
    return Path(settings.DATA_DIR) / "keys" / f"{_digest(method)}.pem"


def _digest(method: str) -> str:
    return hashlib.sha256(method.encode()).hexdigest()[:32]


def _passphrase() -> bytes:
    return str(settings.BADGE_KEYS_PASSPHRASE).encode()
