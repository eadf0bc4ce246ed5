"""A credential of nobody, signed with a key that everybody knows, for tests of the formats alone."""

import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certification.badges.open_badges import documents, proofs

SITE = "https://learn.example.org"
DID = "did:web:learn.example.org"
CREATED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ACHIEVEMENT = f"{SITE}/issuers/wikilearn/achievements/0b6f3c1e-8a4b-4a9e-9f59-6a0c57f2d101"
UID = "5b0e1f7e-3d51-4c5e-8a2e-444455556666"


def signer(seed: bytes = b"1", method: str = f"{DID}#key-1") -> proofs.Signer:
    return proofs.Signer(method, Ed25519PrivateKey.from_private_bytes(seed * 32))


def raw_key(seed: bytes = b"1") -> bytes:
    return signer(seed).key.public_key().public_bytes_raw()


def key_of(method: str) -> bytes | None:
    return raw_key() if method == f"{DID}#key-1" else None


def credential(**changes: Any) -> documents.AchievementCredential:
    fields: dict[str, Any] = {
        "id": f"{SITE}/credentials/{UID}",
        "issuer": documents.Profile(DID, "WikiLearn", SITE, documents.Image(f"{SITE}/static/logo.png", "Logo")),
        "subject_id": f"urn:uuid:{UID}",
        "achievement": documents.Achievement(
            id=ACHIEVEMENT,
            name="Digital security",
            description="Keeps accounts & people <safe>",
            criteria_url=f"{ACHIEVEMENT}#criteria",
            criteria="Pass the course.",
            version="1",
            language="en",
            image=documents.Image(f"{ACHIEVEMENT}/image.png", "A badge"),
            alignments=(
                documents.Alignment(
                    f"{ACHIEVEMENT}#alignment-1",
                    "computer security",
                    "https://www.wikidata.org/wiki/Q3510521",
                    "Wikidata",
                    "Q3510521",
                ),
            ),
            results=(
                documents.ResultDescription(
                    f"{ACHIEVEMENT}#level",
                    "Level",
                    (
                        documents.Level(f"{ACHIEVEMENT}#level-basic", "Basic"),
                        documents.Level(f"{ACHIEVEMENT}#level-advanced", "Advanced"),
                    ),
                ),
            ),
        ),
        "status": documents.StatusEntry(f"{SITE}/issuers/wikilearn/status/1", 4711),
        "awarded": CREATED,
        "valid_from": CREATED,
        "valid_until": datetime(2028, 3, 1, 23, 59, 59, tzinfo=UTC),
        "identity": documents.Identity("emailAddress", "sha256$" + "ab" * 32, "salt"),
        "results": (
            documents.Result(
                f"urn:uuid:{UID[:-1]}7", f"{ACHIEVEMENT}#level", f"{ACHIEVEMENT}#level-advanced", "Advanced"
            ),
        ),
        "evidence": (documents.Evidence(f"{SITE}/courses/digital-security", "Digital security"),),
    }
    return documents.AchievementCredential(**{**fields, **changes})


def signed(**changes: Any) -> dict[str, Any]:
    """A fresh copy of the signed credential, as a reader of its JSON would have it."""
    document = proofs.sign(credential(**changes).as_json(), signer(), created=CREATED)
    return json.loads(documents.text(document))
