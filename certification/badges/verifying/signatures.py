"""Signatures: which key is meant, whether it is known, whether it holds."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certification.badges.enums import KeyUse
from certification.badges.models import SigningKey
from certification.badges.open_badges import multibase, proofs, tokens
from certification.badges.open_badges.canonical import NotCanonical


@dataclass(frozen=True, slots=True)
class Finding:
    """What a signature says: `form` and `holds` as in answers, and the method whose key holds, if one does."""

    form: bool
    holds: bool | None
    text: str
    method: str | None = None


def of_document(document: dict[str, Any]) -> Finding:
    """The proof inside a credential."""
    kind = _unknown_kind(document)
    if kind:
        return Finding(True, None, kind)
    try:
        method = proofs.verify(document, key_of)
    except NotCanonical:
        return Finding(False, False, _("The signature cannot be checked."))
    except proofs.BadProof:
        if _names_removed_key(document):
            return Finding(True, False, _("The key that signed it is no longer trusted."))
        if _names_unknown_key(document):
            return Finding(True, None, _("We do not know the key that it names."))
        return Finding(True, False, _("The signature does not fit: something was changed."))
    return Finding(True, True, _("The signature fits every word of it."), method)


def of_token(token: str, header: dict[str, Any]) -> Finding:
    """The signature of a JSON Web Token: by a key of ours that `kid` names, or by the key that the token brings."""
    kid, brought = header.get("kid"), header.get("jwk")
    if header.get("alg") not in tokens.FOREIGN_ALGORITHMS or "crit" in header:
        return Finding(True, False, _("Its signature is of a kind that is not allowed."))
    key = _token_key(kid) if isinstance(kid, str) else None
    try:
        if key is not None:
            if key.removed_at is not None:
                return Finding(True, False, _("The key that signed it is no longer trusted."))
            tokens.decode(token, key.public_key)
            return Finding(True, True, _("The signature fits every word of it."), key.method_id)
        if not isinstance(brought, dict):
            return Finding(True, None, _("We do not know the key that it names."))
        tokens.decode_foreign(token, json.dumps(brought), str(header["alg"]))
    except tokens.BadToken:
        return Finding(True, False, _("The signature does not fit: something was changed."))
    return Finding(True, True, _("The signature fits the key inside, but nothing shows whose key that is."))


def key_of(method: str) -> bytes | None:
    """The key of an issuer of ours, or the one that a `did:key` spells out."""
    key = SigningKey.objects.filter(method_id=method[:350], use=KeyUse.INTEGRITY).first()
    if key is not None:
        if key.removed_at is not None:
            return None  # what it signed is void
        return multibase.raw_public_key(key.public_key)
    did, _hash, fragment = method.partition("#")
    if did == f"did:key:{fragment}":
        try:
            return multibase.raw_public_key(fragment)
        except ValueError:
            return None
    return None


def is_ours(method: str | None) -> bool:
    """Whether a key of ours has this name."""
    return method is not None and SigningKey.objects.filter(method_id=method[:350]).exists()


def _token_key(kid: str) -> SigningKey | None:
    """The key of ours that a `kid` names: by its method, or by the address at which it answers."""
    fragment = kid[:350].rpartition("#" if "#" in kid else "/")[2]
    keys = SigningKey.objects.select_related("issuer").filter(use=KeyUse.TOKEN, method_id__endswith=f"#{fragment}")
    return next((key for key in keys if kid in {key.method_id, key.address}), None)


def _names_removed_key(document: dict[str, Any]) -> bool:
    try:
        method = proofs.method_of(document)
    except proofs.BadProof:
        return False
    return SigningKey.objects.filter(method_id=method[:350], removed_at__isnull=False).exists()


def _names_unknown_key(document: dict[str, Any]) -> bool:
    try:
        return key_of(proofs.method_of(document)) is None
    except proofs.BadProof:
        return False


def _unknown_kind(document: dict[str, Any]) -> str:
    """Why we have no means to check its proof; empty where we have, or where there is nothing that could be one."""
    said = document.get("proof")
    listed = said if isinstance(said, list) else [said]
    if not listed or any(not isinstance(proof, dict) for proof in listed):
        return ""
    if len(listed) > 1:
        return _("It carries several signatures, and we check badges that carry one.")
    first: dict[str, Any] = listed[0] or {}
    kind = first.get("type"), first.get("cryptosuite")
    if kind != ("DataIntegrityProof", proofs.CRYPTOSUITE) and all(isinstance(word, str) for word in kind if word):
        return _("Its signature is of a kind that we cannot check here.")
    return ""
