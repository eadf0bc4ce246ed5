"""Private keys: files outside the database, encrypted, one for each verification method.

A file is standard PKCS #8 PEM, encrypted with `BADGE_KEYS_PASSPHRASE`, so any tool can read it in an emergency. Its
name is the hash of the verification method. Back the folder up apart from the database, and the passphrase apart from
both: who has all three can sign badges.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from certification.badges.errors import KeyUnavailable
from certification.badges.models import Issuer, SigningKey
from certification.badges.open_badges import multibase
from certification.badges.open_badges.proofs import Signer


def store(method_id: str, key: Ed25519PrivateKey) -> None:
    """Write the file, never over another one, readable by this user only."""
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase()),
    )
    path = _path(method_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def signer_of(issuer: Issuer) -> tuple[SigningKey, Signer]:
    """The key that an issuer signs with now; `KeyUnavailable` when it has none or its file cannot be opened."""
    active = SigningKey.objects.filter(issuer=issuer, retired_at=None).first()
    if active is None:
        raise KeyUnavailable(_("This issuer has no signing key."))
    return active, _signer(active.method_id, active.public_key, settings.DATA_DIR)


@lru_cache(maxsize=64)
def _signer(method_id: str, public_key: str, _folder: Path) -> Signer:
    try:
        pem = _path(method_id).read_bytes()
        key = serialization.load_pem_private_key(pem, _passphrase())
    except (OSError, ValueError) as error:
        raise KeyUnavailable(_("The signing key cannot be opened.")) from error
    if (
        not isinstance(key, Ed25519PrivateKey)
        or multibase.public_key(key.public_key().public_bytes_raw()) != public_key
    ):
        raise KeyUnavailable(_("The signing key cannot be opened."))
    return Signer(method_id, key)


def _path(method_id: str) -> Path:
    return Path(settings.DATA_DIR) / "keys" / f"{hashlib.sha256(method_id.encode()).hexdigest()[:32]}.pem"


def _passphrase() -> bytes:
    return str(settings.BADGE_KEYS_PASSPHRASE).encode()
