"""The shape that 1EdTech and W3C prescribe."""

import json

import pytest
from django.conf import settings
from jsonschema import validators

from certification.badges.open_badges import didweb, proofs
from tests.badges import samples

SCHEMA = settings.BASE_DIR.parent / "shared/data/openbadges/ob_v3p0_achievementcredential_schema.json"


@pytest.mark.skipif(not SCHEMA.exists(), reason="1EdTech's JSON Schema is not beside the project")
@pytest.mark.parametrize(
    "changes", [{}, {"identity": None}, {"valid_until": None}, {"results": ()}, {"evidence": ()}], ids=str
)
def test_credential_fits_the_schema(changes):
    schema = json.loads(SCHEMA.read_text())
    kind = validators.validator_for(schema)
    assert [error.message for error in kind(schema).iter_errors(samples.signed(**changes))] == []


def test_credential_without_an_end_says_nothing_of_one():
    assert "validUntil" not in samples.signed(valid_until=None)


def test_did_of_a_site_and_of_a_path():
    assert didweb.identifier("https://learn.example.org") == samples.DID
    assert didweb.identifier("http://localhost:8000", "issuers", "wm-es") == "did:web:localhost%3A8000:issuers:wm-es"


def test_did_document_keeps_every_key():
    methods = [didweb.Method(f"{samples.DID}#key-{number}", f"z6Mk{number}") for number in (1, 2)]
    document = didweb.document(samples.DID, methods, url=samples.SITE)
    assert document["assertionMethod"] == [f"{samples.DID}#key-1", f"{samples.DID}#key-2"]
    assert [method["controller"] for method in document["verificationMethod"]] == [samples.DID] * 2


def test_proof_stands_in_an_array_of_one():
    proof = samples.signed()["proof"]
    assert [entry["cryptosuite"] for entry in proof] == [proofs.CRYPTOSUITE]
