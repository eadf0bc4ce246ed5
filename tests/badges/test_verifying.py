"""Verdicts: on good badges, on old ones, and on every forgery that we could think of."""

import copy
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from certification.badges import actions, verifying
from certification.badges.enums import RevokedReason
from certification.badges.models import Credential
from certification.badges.open_badges import documents, multibase, proofs
from certification.badges.verifying import Outcome, Question
from certification.enums import FactKind
from tests.badges import samples
from tests.factories.certification import certify
from wikilearn.core.dates import add_months, today

pytestmark = pytest.mark.django_db


def judge(document, at=None):
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return verifying.judge_file(raw, at or timezone.now())


def goods(verdict):
    return {answer.question: answer.good for answer in verdict.answers}


@pytest.fixture
def credential(signed):
    return signed()


@pytest.fixture
def document(credential):
    return json.loads(credential.document)


def test_every_carrier_of_a_good_badge_is_valid(issue):
    credential = issue()
    files = {"json": credential.document.encode()}
    for carrier in credential.carriers.all():
        with carrier.file.open() as file:
            files[carrier.kind] = file.read()
    assert set(files) == {"json", "png", "svg", "pdf"}
    for kind, content in files.items():
        verdict = judge(content)
        assert (verdict.outcome, verdict.carrier) == (Outcome.VALID, kind)
        assert goods(verdict) == dict.fromkeys(Question, True)
        assert verdict.credential == credential


@pytest.mark.parametrize("form", ["{}", " {} ", "http://localhost:8000/credentials/{}", "urn:uuid:{}", "{}?utm=1"])
def test_link_or_number_is_enough(credential, form):
    verdict = verifying.judge_link(form.format(credential.uid), timezone.now())
    assert (verdict.outcome, verdict.credential) == (Outcome.VALID, credential)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "http://localhost:8000/credentials/", "0" * 8 + "-1-2-3-4", "x" * 900]
)
def test_unknown_link_is_unknown(text):
    assert verifying.judge_link(text, timezone.now()).outcome == Outcome.UNKNOWN
    assert verifying.judge_link(samples.UID, timezone.now()).credential is None


def test_expired_badge_is_genuine_and_expired(credential, document):
    verdict = judge(document, credential.valid_until + timedelta(seconds=1))
    assert verdict.outcome == Outcome.EXPIRED
    assert goods(verdict)[Question.SIGNATURE]
    assert goods(verdict)[Question.DATES] is False
    assert judge(document, credential.valid_until).outcome == Outcome.VALID


def test_badge_before_its_first_day_is_not_valid_yet(signed):
    first = signed(day=add_months(today(), -22))
    second = signed(person=first.person)
    assert judge(json.loads(second.document)).outcome == Outcome.NOT_YET


def test_renewed_badge_is_valid_until_its_own_end(signed):
    first = signed(day=add_months(today(), -22))
    signed(person=first.person)
    verdict = judge(json.loads(first.document))
    assert verdict.outcome == Outcome.VALID
    assert "renewed" in verdict.answers[-1].text


def test_replaced_badge_says_so(credential, document):
    later = add_months(credential.period.valid_until, 3)
    topic = credential.period.topic
    certify(credential.person, topic, timezone.now(), FactKind.EXTENDED, valid_until=later, reason="Leave")
    assert judge(document).outcome == Outcome.SUPERSEDED


def test_revocation_shows_at_once_and_not_before(credential, document):
    before = timezone.now()
    actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    verdict = judge(document)
    assert verdict.outcome == Outcome.REVOKED
    assert "mistake" in verdict.answers[-1].text
    assert judge(document, before).outcome == Outcome.VALID
    assert verifying.judge_link(str(credential.uid), timezone.now()).outcome == Outcome.REVOKED


def test_badge_that_waits_for_its_signature_is_not_judged(issue):
    credential = issue(run=False)
    assert verifying.judge_link(str(credential.uid), timezone.now()).outcome == Outcome.UNKNOWN


def test_erased_badge_is_revoked(credential):
    from certification.badges.erasing import erase_badges

    erase_badges(credential.person)
    assert verifying.judge_link(str(credential.uid), timezone.now()).outcome == Outcome.REVOKED


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("name",), "Stewardship"),
        (("credentialSubject", "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
        (("credentialStatus", "statusListIndex"), "1"),
        (("issuer", "name"), "Somebody"),
    ],
)
def test_changed_badge_is_invalid_though_we_know_the_original(document, path, value):
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    verdict = judge(changed)
    assert verdict.outcome == Outcome.INVALID
    assert (goods(verdict)[Question.SIGNATURE], goods(verdict)[Question.RECORD]) == (False, False)


@pytest.mark.parametrize("key", ["validUntil", "credentialStatus", "evidence"])
def test_renamed_key_is_invalid(document, key):
    changed = copy.deepcopy(document)
    changed[f"https://www.w3.org/2018/credentials#{key}"] = changed.pop(key, "x")
    verdict = judge(changed)
    assert (verdict.outcome, goods(verdict)) == (Outcome.INVALID, {Question.FORM: False})


def test_left_out_end_is_invalid(document):
    del document["validUntil"]
    assert judge(document).outcome == Outcome.INVALID


def test_undefined_term_is_invalid(document):
    verdict = judge(document | {"grade": "excellent"})
    assert (verdict.outcome, goods(verdict)[Question.FORM]) == (Outcome.INVALID, False)


def test_foreign_key_under_our_method_name_is_invalid(credential, document):
    del document["proof"]
    signer = samples.signer(b"9", method=credential.key.method_id)
    forged = proofs.sign(document, signer, created=timezone.now())
    verdict = judge(json.loads(documents.text(forged)))
    assert (verdict.outcome, goods(verdict)[Question.SIGNATURE]) == (Outcome.INVALID, False)


def test_our_issuer_named_over_a_foreign_key_is_invalid(document):
    public = multibase.public_key(samples.raw_key(b"9"))
    del document["proof"]
    signer = samples.signer(b"9", method=f"did:key:{public}#{public}")
    verdict = judge(proofs.sign(document, signer, created=timezone.now()))
    assert verdict.outcome == Outcome.INVALID
    assert goods(verdict)[Question.SIGNATURE]
    assert goods(verdict)[Question.ISSUER] is False


def test_badge_that_our_key_signed_but_nobody_issued_is_invalid(credential, document, settings):
    from certification.badges import keys

    del document["proof"]
    document["id"] = f"http://localhost:8000/credentials/{samples.UID}"
    _key, signer = keys.signer_of(credential.issuer)
    verdict = judge(proofs.sign(document, signer, created=timezone.now()))
    assert (verdict.outcome, goods(verdict)[Question.RECORD]) == (Outcome.INVALID, False)


def test_badge_of_another_issuer_is_judged_as_far_as_it_goes():
    public = multibase.public_key(samples.raw_key(b"9"))
    did = f"did:key:{public}"
    statement = samples.credential(issuer=documents.Profile(did, "Elsewhere", "https://elsewhere.example/"))
    verdict = judge(proofs.sign(statement.as_json(), samples.signer(b"9", f"{did}#{public}"), created=samples.CREATED))
    assert verdict.outcome == Outcome.UNKNOWN
    assert goods(verdict) == {
        Question.FORM: True,
        Question.SIGNATURE: True,
        Question.ISSUER: None,
        Question.RECORD: None,
        Question.DATES: True,
        Question.STATUS: None,
    }


def test_unknown_key_leaves_the_signature_open():
    verdict = judge(samples.signed())
    assert (verdict.outcome, goods(verdict)[Question.SIGNATURE]) == (Outcome.UNKNOWN, None)


@pytest.mark.parametrize("flaw", verifying.Flaw)
def test_every_flaw_has_a_sentence(flaw):
    assert str(verifying.FLAWS[flaw])


@pytest.mark.parametrize("value", [None, 7, [], {"id": 7}, {"id": ["x"]}])
def test_strange_issuers_and_dates_do_not_break_it(document, value):
    assert judge(document | {"issuer": value}).outcome == Outcome.INVALID
    assert judge(document | {"id": value}).outcome in {Outcome.INVALID, Outcome.UNKNOWN}
    assert judge(samples.signed() | {"validFrom": value}).outcome in {Outcome.INVALID, Outcome.UNKNOWN}
    assert Credential.objects.count() == 1
