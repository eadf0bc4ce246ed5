"""What anybody may upload: poisoned, doubled, renamed, damaged, huge, foreign. Nothing breaks, nothing is believed."""

import base64
import copy
import io
import json
import socket
import struct
import zlib
from datetime import UTC, datetime, timedelta

import jwt
import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.badges import actions, keys, verifying
from certification.badges.enums import RevokedReason
from certification.badges.open_badges import bitstrings, canonical, documents, multibase, pdf, png, proofs, svg, tokens
from certification.badges.verifying import Flaw, Outcome, Question
from tests.badges import samples
from tests.badges.independent import issued, verdicts

pytestmark = pytest.mark.django_db
PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13)
    + b"IHDR"
    + b"\0" * 13
    + struct.pack(">I", zlib.crc32(b"IHDR" + b"\0" * 13))
)
END = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


def judge(raw, at=None, **said):
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return verifying.judge_file(raw, at or timezone.now(), **said)


def goods(verdict):
    return {answer.question: answer.good for answer in verdict.answers}


def is_refused(verdict, flaw):
    """Refused before anything inside was looked at."""
    return (verdict.outcome, [str(answer.text) for answer in verdict.answers]) == (
        Outcome.INVALID,
        [str(verifying.FLAWS[flaw])],
    )


@pytest.fixture
def credential(signed):
    return signed()


@pytest.fixture
def document(credential):
    return json.loads(credential.document)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Whatever is uploaded, nothing is fetched: a connection to anywhere but our own database fails the test."""

    def refuse(self, address):
        raise AssertionError(f"somebody wanted to fetch {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


# --- JSON


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        (b"{" + b" " * 10_000_000 + b"}", Flaw.TOO_LARGE),
        (b'{"a": "' + b"x" * 300_000 + b'"}', Flaw.TOO_LARGE),
        (b"[" * 200_000, Flaw.NOT_JSON),
        (b'{"a":' * 40_000, Flaw.NOT_JSON),
        (b'{"a":' * 30 + b"1" + b"}" * 30, Flaw.TOO_COMPLEX),
        (b'{"a": [' + b"1," * 5000 + b"1]}", Flaw.TOO_COMPLEX),
        (b'{"id": "x", "id": "y"}', Flaw.NOT_JSON),
        (b'{"a": {"b": 1, "b": 2}}', Flaw.NOT_JSON),
        (b'{"a": NaN}', Flaw.NOT_JSON),
        (b'{"a": -Infinity}', Flaw.NOT_JSON),
        (b'{"a": 1e999}', Flaw.NOT_JSON),
        (b'{"a": ' + b"9" * 5000 + b"}", Flaw.NOT_JSON),
        (b'{"a": "\\ud800"}', Flaw.NOT_JSON),
        (b'{"\\udfff": 1}', Flaw.NOT_JSON),
        (b'{"a": ["\\u0000"]}', Flaw.NOT_JSON),
        (b'{"a": "\xff"}', Flaw.NOT_JSON),
        (b"{}", Flaw.NOT_A_CREDENTIAL),
        (b"[]", Flaw.NOT_JSON),
        (b'{"@context": []}', Flaw.NOT_A_CREDENTIAL),
        (b'{"@context": [{"name": "https://schema.org/name"}]}', Flaw.UNKNOWN_CONTEXT),
        (b'{"@context": ["https://evil.example/context"]}', Flaw.UNKNOWN_CONTEXT),
        (b'{"@context": ["https://www.w3.org/ns/credentials/v2", ["x"]]}', Flaw.UNKNOWN_CONTEXT),
        (b'{"@graph": []}', Flaw.RENAMED_KEY),
        (b'{"a": {"@id": "x"}}', Flaw.RENAMED_KEY),
        (b'{"https://www.w3.org/2018/credentials#validUntil": "x"}', Flaw.RENAMED_KEY),
        (b"hello", Flaw.UNKNOWN_KIND),
        (b"", Flaw.UNKNOWN_KIND),
        (b"\xef\xbb\xbf", Flaw.UNKNOWN_KIND),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else str(value),
)
def test_json_that_is_not_safe_is_refused_before_it_is_canonicalised(monkeypatch, raw, flaw):
    monkeypatch.setattr(canonical, "nquads", None)
    monkeypatch.setattr(proofs, "nquads", None)
    assert is_refused(judge(raw), flaw)


@pytest.mark.parametrize("key", ["verificationMethod", "issuer", "id"])
def test_impossible_characters_never_reach_the_database(document, key):
    (proof,) = document["proof"]
    changed = {**document, "proof": [{**proof, "verificationMethod": "\0"}]} if "v" in key else document | {key: "\0"}
    assert is_refused(judge(changed), Flaw.NOT_JSON)


@pytest.mark.parametrize("count", [60, 250])
def test_nodes_that_look_alike_are_given_up_on(document, count):
    changed = document | {"evidence": [{"type": ["Evidence"]} for _number in range(count)]}
    assert judge(changed).outcome == Outcome.INVALID


def test_tree_of_nodes_that_look_alike_is_given_up_on(document):
    def tree(depth):
        related = [tree(depth - 1) for _branch in range(3)] if depth else []
        return {"type": ["Achievement"], "related": related}

    changed = copy.deepcopy(document)
    changed["credentialSubject"]["achievement"]["related"] = [tree(3)]
    verdict = judge(changed)
    assert (verdict.outcome, goods(verdict)[Question.FORM]) == (Outcome.INVALID, False)


@pytest.mark.parametrize(
    "proof", [None, [], {}, "x", [None], [[]], [{"type": 7}], [{"type": "X"}, {"type": "Y"}], [{"type": {}}]], ids=str
)
def test_strange_proofs_prove_nothing(document, proof):
    assert judge(document | {"proof": proof}).outcome == Outcome.INVALID
    foreign = samples.signed() | {"proof": proof}
    assert judge(foreign).outcome in {Outcome.INVALID, Outcome.UNKNOWN}


def test_second_proof_beside_the_good_one_makes_it_another_document(document):
    assert judge(document | {"proof": document["proof"] * 2}).outcome == Outcome.INVALID


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_change_of_a_good_badge_is_noticed(document, data):
    changed = copy.deepcopy(document)
    node, path = changed, []
    while isinstance(node, dict | list) and node:
        keys_of = sorted(node) if isinstance(node, dict) else range(len(node))
        path.append((node, data.draw(st.sampled_from(list(keys_of)))))
        node = path[-1][0][path[-1][1]]
        if isinstance(node, dict | list) and data.draw(st.integers(0, 9)) == 0:
            break
    parent, key = path[-1]
    if data.draw(st.booleans()):
        del parent[key]
    else:
        parent[key] = data.draw(st.one_of(st.text(max_size=20), st.integers(), st.none(), st.booleans(), st.just([])))
    if changed == document:
        return
    assert judge(json.dumps(changed).encode()).outcome != Outcome.VALID


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_every_other_byte_is_noticed_or_means_the_same(document, credential, place, byte):
    raw = bytearray(credential.document.encode())
    raw[place % len(raw)] = byte
    verdict = judge(bytes(raw))
    if verdict.outcome == Outcome.VALID:
        assert json.loads(bytes(raw)) == document


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300), start=st.sampled_from([b"", b"{", b"<", b"%PDF-1.7\n", PICTURE, b"<svg "]))
def test_no_upload_breaks_it(raw, start):
    assert judge(start + raw).outcome in {Outcome.INVALID, Outcome.UNKNOWN}


# --- Whose is it


def test_badge_under_another_address_is_not_taken_for_ours(document, credential):
    elsewhere = document | {"id": f"https://evil.example/credentials/{credential.uid}"}
    verdict = judge(elsewhere)
    assert (verdict.outcome, verdict.credential) == (Outcome.INVALID, None)


@pytest.mark.parametrize(
    "form", ["https://evil.example/credentials/{}", "http://localhost/credentials/{}", "https://[{}"]
)
def test_link_to_another_site_says_nothing_about_our_badge(credential, form):
    verdict = verifying.judge_link(form.format(credential.uid), timezone.now())
    assert (verdict.outcome, verdict.credential) == (Outcome.UNKNOWN, None)


def test_share_link_is_judged_as_long_as_it_works(credential):
    link = actions.share_credential(actor=credential.person, credential=credential)
    assert verifying.judge_link(link.address, timezone.now()).outcome == Outcome.VALID
    actions.take_link_back(actor=credential.person, link=link)
    assert verifying.judge_link(link.address, timezone.now()).credential is None


def test_missing_parts_are_missed():
    whole = samples.signed()
    for part in ("validFrom", "credentialSubject", "id", "issuer", "type"):
        bare = {name: value for name, value in whole.items() if name not in {part, "proof"}}
        assert goods(judge(bare))[Question.FORM] is False, part


# --- Pictures


def chunk(text, keyword=b"openbadgecredential", compressed=b"\0"):
    body = b"iTXt" + keyword + b"\0" + compressed + b"\0\0\0" + text
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize(
    ("make", "flaw"),
    [
        (lambda text: PICTURE + chunk(text) + chunk(text) + END, Flaw.SEVERAL_CREDENTIALS),
        (lambda text: PICTURE + chunk(zlib.compress(text), compressed=b"\1") + END, Flaw.COMPRESSED),
        (lambda text: PICTURE + chunk(text)[:-4] + b"\0\0\0\0" + END, Flaw.DAMAGED),
        (lambda text: PICTURE + chunk(text), Flaw.DAMAGED),
        (lambda text: PICTURE + chunk(text)[:-9], Flaw.DAMAGED),
        (lambda _text: PICTURE + END, Flaw.NO_CREDENTIAL),
        (lambda text: PICTURE + chunk(text, keyword=b"openbadges") + END, Flaw.NO_CREDENTIAL),
        (lambda text: PICTURE + END + chunk(text), Flaw.NO_CREDENTIAL),
        (lambda _text: PICTURE + b"\xff\xff\xff\xffiTXt", Flaw.DAMAGED),
        (
            lambda text: f'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script>{text.decode()}</svg>'.encode(),
            Flaw.SCRIPT,
        ),
        (lambda _text: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', Flaw.SCRIPT),
        (lambda _text: b'<svg xmlns="http://www.w3.org/2000/svg"><a href=" JavaScript:x"/></svg>', Flaw.SCRIPT),
        (
            lambda _text: b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            Flaw.SCRIPT,
        ),
        (lambda _text: b'<svg xmlns="http://www.w3.org/2000/svg"/>', Flaw.NO_CREDENTIAL),
        (lambda _text: b"<html/>", Flaw.UNKNOWN_KIND),
        (lambda _text: b"<svg", Flaw.DAMAGED),
    ],
)
def test_picture_that_is_not_a_baked_badge_is_refused(credential, make, flaw):
    assert is_refused(judge(make(credential.document.encode())), flaw)


def test_two_credentials_in_one_svg_are_refused(credential):
    baked = svg.bake('<svg xmlns="http://www.w3.org/2000/svg"></svg>', credential.document)
    one = baked[baked.index("<openbadges:credential>") : baked.index("</svg>")]
    assert judge(baked.encode()).outcome == Outcome.VALID
    assert is_refused(judge(baked.replace("</svg>", f"{one}</svg>").encode()), Flaw.SEVERAL_CREDENTIALS)


def pdf_with(*attachments, password=""):
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in attachments:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content)
    file = io.BytesIO()
    document.save(file, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return file.getvalue()


def test_pdf_without_or_with_two_attachments_is_refused(credential):
    text = credential.document.encode()
    assert judge(pdf_with((pdf.ATTACHMENT, text))).outcome == Outcome.VALID
    assert is_refused(judge(pdf_with()), Flaw.NO_CREDENTIAL)
    assert is_refused(judge(pdf_with((pdf.ATTACHMENT, text), ("other.json", text))), Flaw.SEVERAL_CREDENTIALS)
    assert is_refused(judge(pdf_with((pdf.ATTACHMENT, text), password="x")), Flaw.LOCKED)
    assert is_refused(judge(b"%PDF-1.7 nonsense"), Flaw.DAMAGED)
    bomb = pdf_with((pdf.ATTACHMENT, b'{"a": "' + b"x" * 5_000_000 + b'"}'))
    assert len(bomb) < 1_000_000
    assert is_refused(judge(bomb), Flaw.TOO_LARGE)


# --- Tokens


@pytest.fixture
def token(credential, document):
    key = actions.rotate_signing_key(actor="system", issuer=credential.issuer, use="token")
    _active, private = keys.token_signer_of(credential.issuer)
    return tokens.encode(document, private, kid=key.method_id)


def part(said):
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def test_our_token_is_valid_in_every_carrier(token):
    for raw in (
        token.encode(),
        b"\n" + token.encode() + b"\n",
        png.bake(PICTURE + END, token),
        svg.bake('<svg xmlns="http://www.w3.org/2000/svg"></svg>', token).encode(),
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="{svg.NAMESPACE}"><o:credential verify="{token}"/></svg>'
        ).encode(),
    ):
        verdict = judge(raw)
        assert verdict.outcome == Outcome.VALID, verdict.as_json()
        assert goods(verdict) == dict.fromkeys(Question, True)


def test_changed_tokens_are_invalid(token, document):
    head, body, signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    later = part({**document, "validUntil": "2099-01-01T00:00:00Z"})
    for forged in (
        f"{head}.{later}.{signature}",
        f"{part({**header, 'alg': 'none'})}.{body}.",
        f"{part({**header, 'alg': 'HS256'})}.{body}.{signature}",
        f"{part({**header, 'crit': ['b64']})}.{body}.{signature}",
        f"{part({**header, 'alg': 'ES256'})}.{body}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-8]}AAAAAAAA",
    ):
        assert judge(forged.encode()).outcome == Outcome.INVALID


@pytest.mark.parametrize("forged", ["a.b.c", "e30.e30.", "e30.W10.x", "eyJhIjoxfQ.eyJhIjoxLCJhIjoyfQ.x", "!.!.!"])
def test_tokens_without_sense_are_refused(forged):
    assert judge(forged.encode()).outcome == Outcome.INVALID


def test_foreign_key_in_our_token_proves_nothing(document):
    private = rsa.generate_private_key(65537, 2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    forged = {**document, "validUntil": "2099-01-01T00:00:00Z"}
    payload = {**forged, **tokens.claims(forged)}
    token = jwt.encode(payload, private, algorithm="RS256", headers={"jwk": jwk})
    verdict = judge(token.encode())
    assert (verdict.outcome, goods(verdict)[Question.RECORD]) == (Outcome.INVALID, False)
    assert goods(verdict)[Question.ISSUER] is None


def test_public_key_is_no_shared_secret(credential, token):
    key = credential.issuer.keys.get(use="token", retired_at=None)
    head, body, _signature = token.split(".")
    header = {**json.loads(base64.urlsafe_b64decode(head + "==")), "alg": "HS256"}
    import hmac

    signed_part = f"{part(header)}.{body}"
    digest = hmac.digest(key.public_key.encode(), signed_part.encode(), "sha256")
    forged = f"{signed_part}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
    assert judge(forged.encode()).outcome == Outcome.INVALID


def test_token_whose_claims_say_something_else_does_not_hold():
    private = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
    said = {name: value for name, value in samples.signed().items() if name != "proof"}
    for change in ({"exp": 4_000_000_000}, {"jti": "urn:uuid:1"}, {"nbf": 1}, {"iss": "did:web:evil.example"}):
        payload = {**said, **tokens.claims(said), **change}
        raw = jwt.encode(payload, private, algorithm="ES256", headers={"jwk": jwk}).encode()
        assert goods(judge(raw))[Question.SIGNATURE] is False, change


# --- Badges of others, by libraries of others


def example(**changes):
    """A credential in the shape of the examples of 1EdTech, with more in it than we ourselves issue."""
    return {
        "@context": documents.CONTEXTS,
        "id": "https://elsewhere.example/credentials/3732",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork Badge",
        "issuer": {
            "id": "replaced by the one who signs",
            "type": ["Profile"],
            "name": "Example University",
            "url": "https://elsewhere.example",
            "email": "registrar@elsewhere.example",
            "address": {"type": ["Address"], "addressCountry": "US", "addressLocality": "Example City"},
        },
        "awardedDate": "2026-01-01T00:00:00Z",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "activityEndDate": "2026-01-01T00:00:00Z",
            "creditsEarned": 4.0,
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": "student@elsewhere.example",
                    "identityType": "emailAddress",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": "https://elsewhere.example/achievements/robotics-team",
                "type": ["Achievement"],
                "achievementType": "Competency",
                "name": "Teamwork",
                "description": "This badge recognizes the development of the capacity to collaborate.",
                "criteria": {"narrative": "Team members are nominated for this badge by their peers."},
                "tag": ["teamwork"],
                "resultDescription": [
                    {
                        "id": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                        "type": ["ResultDescription"],
                        "name": "Final grade",
                        "resultType": "LetterGrade",
                        "allowedValue": ["A", "B"],
                    }
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                    "value": "A",
                }
            ],
        },
        "evidence": [{"id": "https://elsewhere.example/evidence/1", "type": ["Evidence"], "name": "Photo"}],
        **changes,
    }


@pytest.fixture(scope="module")
def foreign():
    """Signed by Digital Bazaar's and panva's libraries; one run for all."""
    did = "did:web:elsewhere.example"
    sealed = [
        {"credential": {**example(), "issuer": {"id": did, "type": ["Profile"], "name": "X"}}, "alg": alg}
        for alg in ("RS256", "ES256", "PS256")
    ]
    return issued([example(), example(type=["VerifiableCredential", "AchievementCredential"])], sealed)


FOREIGN = {
    Question.FORM: True,
    Question.SIGNATURE: True,
    Question.ISSUER: None,
    Question.RECORD: None,
    Question.DATES: True,
    Question.STATUS: None,
}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_badges_of_others_are_judged_as_far_as_their_file_goes(foreign):
    for credential in foreign["embedded"]:
        verdict = judge(credential, NOW)
        assert (verdict.outcome, goods(verdict)) == (Outcome.UNKNOWN, FOREIGN)
        assert verdict.as_json()["not_judged"] == ["issuer", "record", "status"]
        assert goods(judge(credential, datetime(2031, 1, 1, tzinfo=UTC)))[Question.DATES] is False
        changed = json.loads(json.dumps(credential).replace("Teamwork", "Leadership"))
        assert judge(changed, NOW).outcome == Outcome.INVALID


def test_tokens_of_others_are_judged_as_far_as_they_go(foreign):
    rs256, es256, ps256 = foreign["compact"]
    for token in (rs256, es256):
        verdict = judge(token.encode(), NOW)
        assert (verdict.outcome, verdict.carrier, goods(verdict)) == (Outcome.UNKNOWN, "jwt", FOREIGN)
        head, body, signature = token.split(".")
        assert judge(f"{head}.{body}.{signature[::-1]}".encode(), NOW).outcome == Outcome.INVALID
    assert judge(ps256.encode(), NOW).outcome == Outcome.INVALID


@pytest.mark.parametrize(
    "change",
    [
        {
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            ]
        },
        {"@context": [*documents.CONTEXTS, "https://w3id.org/security/suites/ed25519-2020/v1"]},
        {"proof": [{"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofValue": "z1"}]},
        {"proof": {"type": "Ed25519Signature2020", "proofValue": "z1"}},
    ],
    ids=["edition", "suite", "cryptosuite", "old suite"],
)
def test_what_we_have_no_means_to_check_is_said_and_not_called_false(foreign, document, change):
    verdict = judge({**foreign["embedded"][0], **change}, NOW)
    assert (verdict.outcome, goods(verdict)[Question.SIGNATURE]) == (Outcome.UNKNOWN, None)
    assert judge({**document, **change}).outcome == Outcome.INVALID


def test_key_of_another_is_not_the_key_of_the_issuer(foreign):
    stolen = copy.deepcopy(foreign["embedded"][0])
    stolen["issuer"]["id"] = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert judge(stolen, NOW).outcome == Outcome.INVALID


# --- Status lists that are brought along

PUBLIC = multibase.public_key(samples.raw_key())
DID = f"did:key:{PUBLIC}"
LIST = "https://elsewhere.example/status/1"


def foreign_badge(**changes):
    statement = samples.credential(
        issuer=documents.Profile(DID, "Elsewhere", "https://elsewhere.example/"),
        status=documents.StatusEntry(LIST, 4711),
        **changes,
    )
    return proofs.sign(statement.as_json(), samples.signer(b"1", f"{DID}#{PUBLIC}"), created=samples.CREATED)


def foreign_list(*revoked, seed=b"1", address=LIST, did=DID, purpose="revocation", days=7, change=None):
    bits = bitstrings.empty()
    for index in revoked:
        bits = bitstrings.with_set(bits, index)
    said = documents.StatusListCredential(
        address, did, bitstrings.encode(bits), NOW - timedelta(days=1), NOW + timedelta(days=days), purpose
    ).as_json()
    said["credentialSubject"].update(change or {})
    public = multibase.public_key(samples.raw_key(seed))
    return proofs.sign(said, samples.signer(seed, f"did:key:{public}#{public}"), created=NOW)


def status_by(listed, badge=None):
    raw = listed if isinstance(listed, bytes) else json.dumps(listed).encode()
    return goods(judge(badge or foreign_badge(), NOW, status_list=raw))[Question.STATUS]


def test_list_that_is_brought_along_tells_the_status():
    assert status_by(foreign_list(4710, 4712)) is True
    assert status_by(foreign_list(4711)) is False


def forged_list():
    listed = foreign_list(4711)
    listed["credentialSubject"]["encodedList"] = foreign_list()["credentialSubject"]["encodedList"]
    return listed


@pytest.mark.parametrize(
    "listed",
    [
        forged_list(),
        foreign_list(seed=b"2"),
        foreign_list(seed=b"2", did=f"did:key:{multibase.public_key(samples.raw_key(b'2'))}"),
        foreign_list(address="https://elsewhere.example/status/2"),
        foreign_list(days=-2 / 24),
        foreign_list(purpose="suspension"),
        foreign_list(change={"encodedList": "uAAAA"}),
        foreign_list(change={"encodedList": bitstrings.encode(bytes(8))}),
        samples.signed(),
        b"nonsense",
        b"{}",
        b"",
    ],
    ids=[
        "forged",
        "other key",
        "other issuer",
        "other list",
        "stale",
        "purpose",
        "no gzip",
        "short",
        "a badge",
        "text",
        "empty",
        "nothing",
    ],
)
def test_list_that_proves_nothing_decides_nothing(listed):
    assert status_by(listed) is None


@pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "١", "131072"])
def test_place_outside_of_the_list_decides_nothing(place):
    bare = {name: value for name, value in foreign_badge().items() if name != "proof"}
    bare["credentialStatus"] = {**bare["credentialStatus"], "statusListIndex": place}
    badge = proofs.sign(bare, samples.signer(b"1", f"{DID}#{PUBLIC}"), created=samples.CREATED)
    assert status_by(foreign_list(), badge) is None


def test_for_our_badges_our_record_decides_whatever_list_is_brought(credential, document):
    old = actions.sign_status_list(status_list=credential.status_list).document.encode()
    actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    assert judge(document, status_list=old).outcome == Outcome.REVOKED


# --- The command


def run(capsys, *arguments):
    try:
        call_command("verify_badge", *arguments)
        status = 0
    except SystemExit as error:
        status = error.code
    return status, json.loads(capsys.readouterr().out)


def test_command_judges_files_links_and_numbers(credential, token, tmp_path, capsys):
    files = {"b.json": credential.document.encode(), "b.jwt": token.encode()}
    files["b.png"] = png.bake(PICTURE + END, credential.document)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    for said in (*(str(tmp_path / name) for name in files), credential.address, str(credential.uid)):
        status, verdict = run(capsys, said)
        assert (status, verdict["outcome"], verdict["not_judged"]) == (0, "valid", [])
    late = f"{credential.valid_until.year + 1}-01-01"
    assert run(capsys, credential.address, "--at", late)[0] == 1
    assert run(capsys, "https://evil.example/7")[1]["outcome"] == "unknown"
    (tmp_path / "bad.json").write_text(credential.document.replace("Digital", "Analogue"))
    assert run(capsys, str(tmp_path / "bad.json"))[1]["outcome"] == "invalid"
    with pytest.raises(CommandError):
        call_command("verify_badge", str(tmp_path / "missing"))
    with pytest.raises(CommandError):
        call_command("verify_badge", credential.address, "--at", "yesterday")


def test_command_takes_a_status_list(tmp_path, capsys):
    badge, listed = tmp_path / "badge.json", tmp_path / "list.json"
    badge.write_text(json.dumps(foreign_badge()))
    listed.write_text(json.dumps(foreign_list(4711)))
    status, verdict = run(capsys, str(badge), "--at", "2026-06-01", "--status-list", str(listed))
    assert (status, verdict["answers"]["status"]["good"]) == (1, False)


# --- Others about ours


def test_what_we_change_no_independent_verifier_accepts(document, credential):
    """The same mutations before a verifier that nobody here wrote."""
    did = json.loads(credential.issuer.did_documents.first().document)
    listed = json.loads(actions.sign_status_list(status_list=credential.status_list).document)
    now = timezone.now().isoformat()
    cases = [document]
    for path, value in (
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialSubject", "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
        (("credentialSubject", "achievement", "name"), "Stewardship"),
        (("credentialStatus", "statusListIndex"), "1"),
        (("issuer", "name"), "Somebody"),
        (("awardedDate",), "2001-01-01T00:00:00Z"),
    ):
        changed = copy.deepcopy(document)
        node = changed
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
        cases.append(changed)
        assert judge(changed).outcome == Outcome.INVALID
    answers = verdicts([{"credential": case, "now": now} for case in cases], did, listed)
    assert [answer["verified"] for answer in answers] == [True] + [False] * (len(cases) - 1), answers


# --- The page


def test_page_says_what_could_not_be_judged_and_shows_nothing_of_the_upload(client, foreign):
    file = SimpleUploadedFile("b.json", json.dumps(foreign["embedded"][0]).encode())
    page = client.post(reverse("badges:verify"), {"file": file})
    assert "We cannot tell whether this badge is valid." in page.text
    assert "We do not know its issuer." in page.text
    for word in ("Teamwork", "Example University", "elsewhere.example"):
        assert word not in page.text


def test_huge_upload_is_answered_in_words(client):
    file = SimpleUploadedFile("b.json", b"{" + b" " * 10_000_000 + b"}")
    assert "This file is too large." in client.post(reverse("badges:verify"), {"file": file}).text
