"""Second factors at rest: a stolen database must not give away the keys of authenticator apps and recovery codes."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth stores what `encrypt` gives: Fernet under a key derived from `SECRET_KEY`.

    `SECRET_KEY_FALLBACKS` are tried for reading, so the key of the site can be changed without losing anyone's device.
    """

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"wikilearn second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def rotate(stored: str) -> str:
    """The same secret under the present key."""
    return _fernet().rotate(stored.encode()).decode()


def seal_text(text: str) -> str:
    """Any short text under the present key of the site, for what a stolen database must not tell."""
    return _fernet().encrypt(text.encode()).decode()


def open_text(stored: str) -> str:
    """What `seal_text` sealed; `InvalidToken` if neither the present key nor an earlier one fits."""
    return _fernet().decrypt(stored.encode()).decode()
