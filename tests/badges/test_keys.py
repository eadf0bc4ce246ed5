"""Keys and did documents: the rotation drill, lost and stolen keys, keys in the environment, tokens."""

import base64
import io
import json

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from certification.badges import actions, keys, verifying
from certification.badges.enums import CarrierKind, KeyUse
from certification.badges.errors import KeyUnavailable, NotRemovable
from certification.badges.models import DidDocument, SigningKey
from certification.badges.open_badges import documents, tokens
from certification.badges.verifying import Outcome
from tests.badges import samples
from tests.badges.independent import token_answers, verdicts
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    keys._checked.cache_clear()


def outcome(credential):
    return verifying.judge_file(credential.document.encode(), timezone.now()).outcome


def elsewhere(*credentials):
    """The answers of a verifier that only knows the did document as it is published now."""
    issuer = credentials[0].issuer
    did = json.loads(issuer.did_documents.first().document)
    listed = actions.sign_status_list(status_list=credentials[0].status_list)
    cases = [{"credential": json.loads(each.document), "now": timezone.now().isoformat()} for each in credentials]
    return [answer["verified"] for answer in verdicts(cases, did, json.loads(listed.document))]


def test_rotation_drill_old_badges_hold_until_their_method_is_removed(signed):
    old = signed()
    new_key = actions.rotate_signing_key(actor="system", issuer=old.issuer)
    new = signed()
    assert (new.key, outcome(old), outcome(new)) == (new_key, Outcome.VALID, Outcome.VALID)
    assert elsewhere(old, new) == [True, True]
    actions.remove_signing_key(actor="system", key=old.key)
    assert outcome(old) == Outcome.INVALID
    assert outcome(new) == Outcome.VALID
    assert elsewhere(old, new) == [False, True]
    assert actions.resign_credential(credential=old)
    old.refresh_from_db()
    assert (old.key, outcome(old)) == (new_key, Outcome.VALID)
    assert elsewhere(old, new) == [True, True]
    assert not actions.resign_credential(credential=old)
    actions_logged = Event.objects.filter(target=old.issuer.reference).values_list("action", flat=True)
    assert {"badges.key_rotated", "badges.key_removed"} <= set(actions_logged)


def test_signing_again_changes_the_proof_alone(signed):
    credential = signed()
    before = json.loads(credential.document)
    actions.rotate_signing_key(actor="system", issuer=credential.issuer)
    actions.resign_credential(credential=credential)
    credential.refresh_from_db()
    after = json.loads(credential.document)
    assert before.pop("proof") != after.pop("proof")
    assert before == after


def test_key_in_use_and_key_removed_before_are_not_removed(signed):
    credential = signed()
    with pytest.raises(NotRemovable, match="in use"):
        actions.remove_signing_key(actor="system", key=credential.key)
    actions.rotate_signing_key(actor="system", issuer=credential.issuer)
    actions.remove_signing_key(actor="system", key=credential.key)
    with pytest.raises(NotRemovable, match="before"):
        actions.remove_signing_key(actor="system", key=credential.key)


def test_database_keeps_one_key_in_use_and_no_key_removed_while_in_use(signed):
    key = signed().key
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=key.pk).update(removed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(issuer=key.issuer, method_id="did:x#y", public_key="zX")


def test_every_version_of_the_did_document_can_be_read(client, signed):
    issuer = signed().issuer
    actions.rotate_signing_key(actor="system", issuer=issuer)
    history = client.get(f"/issuers/{issuer.slug}/did/").json()
    assert [version["version"] for version in history["versions"]] == [2, 1]
    for version in history["versions"]:
        answer = client.get(version["url"].removeprefix("http://localhost:8000"))
        assert answer.text == DidDocument.objects.get(issuer=issuer, version=version["version"]).document
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/.well-known/did.json").text == DidDocument.objects.get(version=2).document
    assert client.get(f"/issuers/{issuer.slug}/did/3.json").status_code == 404


def lose(folder, how):
    (file,) = (folder / "keys").iterdir()
    if how == "gone":
        file.unlink()
    elif how == "damaged":
        file.write_bytes(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    elif how == "another key":
        file.write_bytes(keys.sealed(keys.generate(KeyUse.INTEGRITY)))
    keys._checked.cache_clear()


@pytest.mark.parametrize("how", ["gone", "damaged", "another key", "other passphrase"])
def test_lost_key_is_a_clear_error_and_said_at_start(signed, tmp_path, settings, how):
    credential = signed()
    assert checks.run_checks(tags=["database"], databases=["default"]) == []
    if how == "other passphrase":
        settings.BADGE_KEYS_PASSPHRASE = "other"
    lose(tmp_path, how)
    with pytest.raises(KeyUnavailable):
        actions.sign_credential(credential=signed())
    found = checks.run_checks(tags=["database"], databases=["default"])
    assert [message.id for message in found] == ["badges.E001"]
    assert credential.key.method_id in found[0].msg
    assert outcome(credential) == Outcome.VALID


def test_key_may_lie_in_the_environment_instead(signed, monkeypatch, tmp_path):
    issuer = signed().issuer
    out, err = io.StringIO(), io.StringIO()
    call_command("rotate_signing_key", "wikilearn", "--print", stdout=out, stderr=err)
    assert SigningKey.objects.count() == 1
    name, _equals, value = out.getvalue().strip().partition("=")
    assert b"ENCRYPTED" in base64.b64decode(value)
    method = err.getvalue().split()[-1]
    with pytest.raises(CommandError):
        call_command("rotate_signing_key", "wikilearn", "--prepared", method)
    monkeypatch.setenv(name, value)
    call_command("rotate_signing_key", "wikilearn", "--prepared", method, stdout=io.StringIO())
    assert keys.active_key(issuer).method_id == method
    assert len(list((tmp_path / "keys").iterdir())) == 1
    assert outcome(signed()) == Outcome.VALID


def test_prepared_key_of_another_method_is_refused(signed, monkeypatch):
    issuer = signed().issuer
    private = keys.generate(KeyUse.INTEGRITY)
    name = keys.variable(f"{issuer.did}#zOther")
    monkeypatch.setenv(name, base64.b64encode(keys.sealed(private)).decode())
    with pytest.raises(KeyUnavailable):
        actions.rotate_signing_key(actor="system", issuer=issuer, prepared=f"{issuer.did}#zOther")
    assert SigningKey.objects.count() == 1


def test_command_removes_a_retired_key(signed):
    old = signed().key
    with pytest.raises(CommandError, match="in use"):
        call_command("rotate_signing_key", "wikilearn", "--remove", old.method_id)
    with pytest.raises(CommandError, match="no key"):
        call_command("rotate_signing_key", "wikilearn", "--remove", "did:x#y")
    actions.rotate_signing_key(actor="system", issuer=old.issuer)
    call_command("rotate_signing_key", "wikilearn", "--remove", old.method_id, stdout=io.StringIO())
    old.refresh_from_db()
    assert old.removed_at


def test_key_file_opens_with_any_tool_that_has_the_passphrase(signed, tmp_path, settings):
    signed()
    (file,) = (tmp_path / "keys").iterdir()
    assert load_pem_private_key(file.read_bytes(), settings.BADGE_KEYS_PASSPHRASE.encode())
    with pytest.raises(TypeError):
        load_pem_private_key(file.read_bytes(), None)


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def token(client, signed):
    """A credential, and its token as its holder downloads it."""
    credential = signed(level="basic")
    client.force_login(credential.person)
    answer = client.get(f"/credentials/{credential.uid}/download/jwt")
    assert answer.headers["Content-Type"] == "application/vc+jwt"
    return credential, answer.getvalue().decode()


def path_of(address):
    return address.removeprefix("http://localhost:8000")


def test_token_holds_before_another_library_and_its_kid_leads_to_the_key(client, token):
    credential, text = token
    header = json.loads(base64.urlsafe_b64decode(text.partition(".")[0] + "=="))
    assert set(header) == {"alg", "kid", "typ"}  # the specification allows no other
    assert header["alg"] == "RS256"
    answer = client.get(path_of(header["kid"]))
    assert set(answer.json()) == {"kty", "n", "e"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    key_set = client.get(f"/issuers/{credential.issuer.slug}/jwks.json").json()
    now = timezone.now().isoformat()
    for given in ({"jwk": answer.json()}, {"jwks": key_set}):
        (read,) = token_answers([text], now=now, **given)
        payload = read["payload"]
        document = json.loads(credential.document)
        assert {key: payload[key] for key in ("iss", "jti", "sub")} == {
            "iss": credential.issuer.did,
            "jti": credential.address,
            "sub": document["credentialSubject"]["id"],
        }
        assert payload["nbf"] == int(credential.valid_from.timestamp())
        assert payload["exp"] == int(credential.valid_until.timestamp())
        assert {key: payload[key] for key in document} == document


def test_token_key_stands_in_the_did_document_beside_the_other(token):
    credential, _text = token
    did = json.loads(credential.issuer.did_documents.first().document)
    kinds = [
        (method["type"], sorted(set(method) - {"id", "type", "controller"})) for method in did["verificationMethod"]
    ]
    assert kinds == [("Multikey", ["publicKeyMultibase"]), ("JsonWebKey", ["publicKeyJwk"])]
    assert "d" not in did["verificationMethod"][1]["publicKeyJwk"]
    assert elsewhere(credential) == [True]


def test_token_is_made_once_and_is_the_same_each_time(client, token):
    credential, text = token
    assert client.get(f"/credentials/{credential.uid}/download/jwt").getvalue().decode() == text
    assert credential.carriers.filter(kind=CarrierKind.JWT).count() == 1
    key, private = keys.token_signer_of(credential.issuer)
    assert tokens.encode(json.loads(credential.document), private, kid=key.address) == text


def test_changed_expired_and_foreign_tokens_do_not_hold(token):
    credential, text = token
    head, body, signature = text.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    later = base64.urlsafe_b64encode(json.dumps(payload | {"exp": payload["exp"] + 1}).encode()).rstrip(b"=").decode()
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    key, _private = keys.token_signer_of(credential.issuer)
    jwk = json.loads(key.public_key)
    cases = [f"{head}.{later}.{signature}", f"{none}.{body}.", f"{head}.{body}.{signature[:-8]}AAAAAAAA"]
    assert all("error" in answer for answer in token_answers(cases, now=timezone.now().isoformat(), jwk=jwk))
    assert "error" in token_answers([text], now="2099-01-01T00:00:00Z", jwk=jwk)[0]
    for case in cases:
        with pytest.raises(tokens.BadToken):
            tokens.decode(case, key.public_key)
    assert tokens.decode(text, key.public_key) == json.loads(credential.document)
    with pytest.raises(tokens.BadToken):
        tokens.decode(text, tokens.public_jwk(tokens.generate()))


def test_token_whose_claims_differ_from_the_credential_is_refused(token):
    import jwt

    credential, _text = token
    key, private = keys.token_signer_of(credential.issuer)
    document = json.loads(credential.document)
    for claim, value in (("exp", 4_000_000_000), ("sub", "urn:uuid:x"), ("iss", "did:web:evil.example")):
        forged = jwt.encode(document | tokens.claims(document) | {claim: value}, private, algorithm="RS256")
        with pytest.raises(tokens.BadToken):
            tokens.decode(forged, key.public_key)


def test_only_the_holder_has_the_token_and_one_without_an_end_has_no_exp(client, signed):
    credential = signed()
    assert client.get(f"/credentials/{credential.uid}/download/jwt").status_code in {302, 403}
    assert not SigningKey.objects.filter(use=KeyUse.TOKEN).exists()
    assert "exp" not in tokens.claims(json.loads(documents.text(samples.credential(valid_until=None).as_json())))


def test_removed_token_key_answers_no_longer(client, token):
    credential, _text = token
    key, _private = keys.token_signer_of(credential.issuer)
    actions.rotate_signing_key(actor="system", issuer=credential.issuer, use=KeyUse.TOKEN)
    assert client.get(path_of(key.address)).status_code == 200
    actions.remove_signing_key(actor="system", key=key)
    assert client.get(path_of(key.address)).status_code == 404
    assert len(client.get(f"/issuers/{credential.issuer.slug}/jwks.json").json()["keys"]) == 1
