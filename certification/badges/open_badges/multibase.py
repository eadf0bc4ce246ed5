"""Multibase and Multikey: how keys and signatures are written in Data Integrity documents.

Only base58btc (prefix `z`) and base64url without padding (prefix `u`) are in use there.
"""

import base64
import binascii

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_ED25519_PUBLIC = b"\xed\x01"


def base58(data: bytes) -> str:
    """Base58btc with its prefix `z`."""
    number = int.from_bytes(data, "big")
    digits = ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "z" + _ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + digits


def base64url(data: bytes) -> str:
    """Base64url without padding, with its prefix `u`."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of either spelling; `ValueError` for anything else."""
    if text[:1] == "z":
        return _base58_decode(text[1:])
    if text[:1] == "u":
        try:
            return base64.b64decode(text[1:] + "=" * (-(len(text) - 1) % 4), altchars=b"-_", validate=True)
        except binascii.Error as error:
            raise ValueError("not base64url") from error
    raise ValueError("not a known multibase prefix")


def public_key(raw: bytes) -> str:
    """`publicKeyMultibase` of an Ed25519 key (32 bytes)."""
    return base58(_ED25519_PUBLIC + raw)


def raw_public_key(text: str) -> bytes:
    """The 32 bytes of a `publicKeyMultibase`; `ValueError` when it is no Ed25519 key."""
    data = decode(text)
    if len(data) != 34 or not data.startswith(_ED25519_PUBLIC):
        raise ValueError("not an Ed25519 Multikey")
    return data[2:]


def _base58_decode(digits: str) -> bytes:
    if len(digits) > 200:
        raise ValueError("too long for a key or a signature")
    number = 0
    for character in digits:
        if character not in _VALUES:
            raise ValueError("not base58")
        number = number * 58 + _VALUES[character]
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
