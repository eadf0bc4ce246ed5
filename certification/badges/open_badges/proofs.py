"""Data Integrity proofs with the cryptosuite `eddsa-rdfc-2022` (W3C Recommendation "Data Integrity EdDSA 1.0").

The signature covers SHA-256 of the canonical proof options followed by SHA-256 of the canonical document.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certification.badges.open_badges import multibase
from certification.badges.open_badges.canonical import nquads
from certification.badges.open_badges.dates import moment
from certification.badges.open_badges.pinned import CREDENTIALS_V2

CRYPTOSUITE = "eddsa-rdfc-2022"
_USUAL = {"type", "created", "verificationMethod", "cryptosuite", "proofPurpose"}
_PLAIN = re.compile(r"[A-Za-z0-9:._%#-]+")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SECURITY = "https://w3id.org/security#"
_XSD = "http://www.w3.org/2001/XMLSchema#"


class BadProof(ValueError):
    """The document has no proof that can be checked, or the proof does not hold."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the private key and the address of its verification method."""

    method: str
    key: Ed25519PrivateKey


def sign(
    document: dict[str, Any],
    signer: Signer,
    *,
    created: datetime,
    canonical: Callable[[dict[str, Any]], str] = nquads,
) -> dict[str, Any]:
    """The document with its proof: the same input gives the same signature (Ed25519 is deterministic).

    `canonical` may be a quicker way to the same lines (`templating.canonical`).
    """
    proof = {
        "type": "DataIntegrityProof",
        "created": moment(created),
        "verificationMethod": signer.method,
        "cryptosuite": CRYPTOSUITE,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.key.sign(_hashes(document, proof, canonical))
    return {**document, "proof": [{**proof, "proofValue": multibase.base58(signature)}]}


def method_of(document: dict[str, Any]) -> str:
    """The verification method that the proof names; `BadProof` when there is not exactly one proof of our kind."""
    return str(_single_proof(document)["verificationMethod"])


def verify(document: dict[str, Any], key_of: Callable[[str], bytes | None]) -> str:
    """Check the one proof of the document and return its verification method.

    `key_of` gives the raw public key of a verification method, or None for one that is not trusted. Raises `BadProof`
    or `canonical.NotCanonical`.
    """
    proof = _single_proof(document)
    raw = key_of(str(proof["verificationMethod"]))
    if raw is None:
        raise BadProof("the key is not known")
    try:
        signature = multibase.decode(str(proof["proofValue"]))
    except ValueError as error:
        raise BadProof("the signature is not readable") from error
    bare = {key: value for key, value in document.items() if key != "proof"}
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _hashes(bare, options))
    except InvalidSignature as error:
        raise BadProof("the signature does not match") from error
    return str(proof["verificationMethod"])


def _single_proof(document: dict[str, Any]) -> dict[str, Any]:
    proofs = document.get("proof")
    if isinstance(proofs, dict):
        proofs = [proofs]
    if not isinstance(proofs, list) or len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise BadProof("there is not exactly one proof")
    proof: dict[str, Any] = proofs[0]
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != CRYPTOSUITE:
        raise BadProof("the proof is of another kind")
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadProof("the proof was made for another purpose")
    if "@context" in proof or not isinstance(proof.get("verificationMethod"), str) or "proofValue" not in proof:
        raise BadProof("the proof is not complete")
    return proof


def _hashes(
    document: dict[str, Any], proof: dict[str, Any], canonical: Callable[[dict[str, Any]], str] = nquads
) -> bytes:
    return _sha256(options_nquads(document["@context"], proof)) + _sha256(canonical(document))


def options_nquads(contexts: list[str], proof: dict[str, Any]) -> str:
    """Canonical form of the proof options; written directly when they hold the usual five terms, which is twice as
    fast as canonicalising and gives the same lines."""
    usual = set(proof) == _USUAL and contexts[0] == CREDENTIALS_V2 and all(map(_is_plain, proof.values()))
    if not usual or not str(proof["verificationMethod"]).startswith("did:"):
        return nquads({"@context": contexts, **proof})
    return (
        f'_:c14n0 <http://purl.org/dc/terms/created> "{proof["created"]}"^^<{_XSD}dateTime> .\n'
        f"_:c14n0 <{_RDF}type> <{_SECURITY}DataIntegrityProof> .\n"
        f'_:c14n0 <{_SECURITY}cryptosuite> "{CRYPTOSUITE}"^^<{_SECURITY}cryptosuiteString> .\n'
        f"_:c14n0 <{_SECURITY}proofPurpose> <{_SECURITY}assertionMethod> .\n"
        f"_:c14n0 <{_SECURITY}verificationMethod> <{proof['verificationMethod']}> .\n"
    )


def _is_plain(value: object) -> bool:
    """Text that N-Quads and addresses write as it is."""
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None


def _sha256(lines: str) -> bytes:
    return hashlib.sha256(lines.encode()).digest()
