"""Good and damaged badges before a verifier that nobody of this project wrote."""

import copy
from datetime import UTC, datetime, timedelta

from certification.badges.open_badges import bitstrings, didweb, documents, multibase, proofs
from tests.badges import samples
from tests.badges.independent import verdicts

NOW = "2026-06-01T00:00:00Z"
LIST = f"{samples.SITE}/issuers/wikilearn/status/1"


def did_document(seed: bytes = b"1"):
    method = didweb.Method(f"{samples.DID}#key-1", multibase.public_key(samples.raw_key(seed)))
    return didweb.document(samples.DID, [method], url=samples.SITE)


def status_list(*revoked: int):
    bits = bitstrings.empty()
    for index in revoked:
        bits = bitstrings.with_set(bits, index)
    made = datetime.now(UTC)  # the verifier has no other clock for lists
    credential = documents.StatusListCredential(
        LIST, samples.DID, bitstrings.encode(bits), made, made + timedelta(days=7)
    )
    return proofs.sign(credential.as_json(), samples.signer(), created=made)


def test_good_badge_is_valid_and_damaged_ones_are_not():
    good = samples.signed()
    later = copy.deepcopy(good) | {"validUntil": "2040-01-01T00:00:00Z"}
    other = copy.deepcopy(good)
    other["credentialSubject"]["achievement"]["name"] = "Stewardship"
    cases = [{"credential": each, "now": NOW} for each in (good, later, other)]
    cases.append({"credential": good, "now": "2029-01-01T00:00:00Z"})
    answers = verdicts(cases, did_document(), status_list(4710, 4712))
    assert [answer["verified"] for answer in answers] == [True, False, False, False], answers


def test_revocation_shows():
    cases = [{"credential": samples.signed(), "now": NOW}]
    (before,) = verdicts(cases, did_document(), status_list(4710, 4712))
    (after,) = verdicts(cases, did_document(), status_list(4711))
    assert (before["verified"], before["revoked"]) == (True, False)
    assert (after["verified"], after["revoked"]) == (True, True)  # the bit is told apart from the signatures


def test_forged_status_list_is_not_accepted():
    forged = status_list()
    forged["credentialSubject"]["encodedList"] = status_list(4711)["credentialSubject"]["encodedList"]
    assert not verdicts([{"credential": samples.signed(), "now": NOW}], did_document(), forged)[0]["verified"]


def test_badge_under_a_foreign_key_is_not_valid():
    cases = [{"credential": samples.signed(), "now": NOW}]
    assert not verdicts(cases, did_document(b"2"), status_list())[0]["verified"]
