"""What is signed is all that is said, and every change shows."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.badges.open_badges import canonical, documents, multibase, pinned, proofs
from tests.badges import samples


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path


def replaced(document: dict[str, Any], path: tuple[Any, ...], change: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    node: Any = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = change(node[path[-1]])
    return changed


SIGNED = samples.signed()
PATHS = list(leaves(SIGNED))


def test_signature_holds():
    assert proofs.verify(samples.signed(), samples.key_of) == f"{samples.DID}#key-1"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: "/".join(map(str, path)))
def test_signature_breaks_when_any_value_changes(path):
    changed = replaced(SIGNED, path, lambda value: not value if isinstance(value, bool) else f"{value}1")
    with pytest.raises((proofs.BadProof, canonical.NotCanonical)):
        proofs.verify(changed, samples.key_of)


@pytest.mark.parametrize("key", sorted(SIGNED.keys() - {"@context", "proof"}))
def test_signature_breaks_when_a_property_is_taken_out(key):
    changed = {name: value for name, value in SIGNED.items() if name != key}
    with pytest.raises((proofs.BadProof, canonical.NotCanonical)):
        proofs.verify(changed, samples.key_of)


def test_undefined_term_is_refused_and_not_dropped():
    with pytest.raises(canonical.NotCanonical, match="no context defines"):
        proofs.verify(samples.signed() | {"grade": "A"}, samples.key_of)


def test_foreign_key_under_our_method_name_is_refused():
    forged = proofs.sign(samples.credential().as_json(), samples.signer(b"2"), created=samples.CREATED)
    with pytest.raises(proofs.BadProof, match="does not match"):
        proofs.verify(forged, samples.key_of)


def test_unknown_method_is_refused():
    signer = samples.signer(method="did:web:elsewhere.example#key-1")
    foreign = proofs.sign(samples.credential().as_json(), signer, created=samples.CREATED)
    with pytest.raises(proofs.BadProof, match="not known"):
        proofs.verify(foreign, samples.key_of)


@pytest.mark.parametrize(
    "proof",
    [
        None,
        [],
        "proof",
        [SIGNED["proof"][0], SIGNED["proof"][0]],
        [SIGNED["proof"][0] | {"type": "Ed25519Signature2020"}],
        [SIGNED["proof"][0] | {"proofPurpose": "authentication"}],
        [SIGNED["proof"][0] | {"proofValue": "z0OIl"}],
        [SIGNED["proof"][0] | {"proofValue": 7}],
        [SIGNED["proof"][0] | {"verificationMethod": {"id": "did:web:learn.example.org#key-1"}}],
    ],
)
def test_proof_of_another_form_is_refused(proof):
    with pytest.raises(proofs.BadProof):
        proofs.verify(SIGNED | {"proof": proof}, samples.key_of)


def test_unpinned_context_is_refused():
    document = samples.credential().as_json() | {"@context": [*documents.CONTEXTS, "https://evil.example/v1"]}
    with pytest.raises(canonical.NotCanonical, match=r"not pinned: https://evil\.example/v1"):
        canonical.nquads(document)


def test_relative_address_is_refused():
    with pytest.raises(canonical.NotCanonical, match="relative"):
        canonical.nquads(samples.credential(id="credentials/7").as_json())


def test_every_node_has_an_id_except_the_identity():
    lines = canonical.nquads(samples.credential().as_json())
    blank = {line.split(" ")[0] for line in lines.splitlines() if line.startswith("_:")}
    assert blank == {"_:c14n0"}  # the schema forbids an `id` there
    assert "IdentityObject" in next(line for line in lines.splitlines() if line.startswith("_:c14n0"))


def test_poison_graph_is_given_up_quickly():
    nodes = [{"type": ["AchievementSubject"], "id": f"_:n{number}"} for number in range(12)]
    clique = [node | {"source": [{"id": other["id"]} for other in nodes if other is not node]} for node in nodes]
    with pytest.raises(canonical.NotCanonical, match="look alike"):
        canonical.nquads(samples.credential().as_json() | {"credentialSubject": clique})


@pytest.mark.parametrize("method", [f"{samples.DID}#key-1", "did:web:localhost%3A8000:issuers:wm-es#key-12"])
def test_direct_proof_options_equal_the_canonical_form(method):
    document = proofs.sign(samples.credential().as_json(), samples.signer(method=method), created=samples.CREATED)
    options = {key: value for key, value in document["proof"][0].items() if key != "proofValue"}
    assert proofs.options_nquads(documents.CONTEXTS, options) == canonical.nquads(
        {"@context": documents.CONTEXTS, **options}
    )


def test_text_is_the_same_each_time_and_plain_in_xml():
    text = documents.text(proofs.sign(samples.credential().as_json(), samples.signer(), created=samples.CREATED))
    again = documents.text(proofs.sign(samples.credential().as_json(), samples.signer(), created=samples.CREATED))
    assert text == again
    assert text.isascii()
    assert not set("<>&") & set(text)


def test_pinned_context_with_other_bytes_is_refused(tmp_path, monkeypatch):
    (tmp_path / "credentials-v2.json").write_text(json.dumps({"@context": {}}))
    monkeypatch.setattr(pinned, "_FOLDER", tmp_path)
    pinned.document.cache_clear()
    try:
        with pytest.raises(pinned.UnknownContext, match="not the pinned file"):
            pinned.document(pinned.CREDENTIALS_V2)
    finally:
        pinned.document.cache_clear()


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=80))
def test_multibase_returns_what_went_in(data):
    assert multibase.decode(multibase.base58(data)) == data
    assert multibase.decode(multibase.base64url(data)) == data


def test_multikey_matches_the_vector_of_the_specification():
    # "Data Integrity EdDSA Cryptosuites v1.0", B.1: the public key of the test vectors.
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert multibase.public_key(multibase.raw_public_key(text)) == text


@pytest.mark.parametrize("text", ["", "z", "zI0", "mAAAA", "u$$", "z" + "2" * 500, "z6Mk"])
def test_multikey_refuses_nonsense(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the reasons
        multibase.raw_public_key(text)
