"""The quick way to the canonical form gives the bytes of the long one, whatever is filled in."""

import copy
import json
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.badges.open_badges import canonical, documents, proofs, templating
from certification.badges.open_badges.dates import moment
from tests.badges import samples

_TEXT = st.text(max_size=60) | st.text(alphabet=string.printable + 'é日ع\u2028\u0085"\\', max_size=60)
_ADDRESS = st.builds(
    lambda path: f"https://learn.example.org/{path}",
    st.text(alphabet=string.ascii_letters + string.digits + "/-._~%#:", max_size=40),
) | st.uuids().map(lambda number: f"urn:uuid:{number}")
_MOMENT = st.integers(0, 3_000_000_000).map(lambda seconds: moment(datetime.fromtimestamp(seconds, UTC)))


def _put(document, path, value):
    node = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value


def _plain_document():
    return json.loads(documents.text(samples.credential().as_json()))


@settings(deadline=None, max_examples=60)  # a busy machine is no failure
@given(
    addresses=st.lists(_ADDRESS, min_size=4, max_size=4),
    moments=st.lists(_MOMENT, min_size=3, max_size=3),
    texts=st.lists(_TEXT, min_size=5, max_size=5),
    end=st.booleans(),
    named=st.booleans(),
)
def test_both_ways_give_the_same_bytes(addresses, moments, texts, end, named):
    document = _plain_document()
    subject = document["credentialSubject"]
    document["id"], subject["id"], document["credentialStatus"]["id"], document["evidence"][0]["id"] = addresses
    document["validFrom"], document["awardedDate"], until = moments
    document["credentialStatus"]["statusListIndex"] = texts[0]
    document["evidence"][0] |= {"name": texts[1], "narrative": texts[2]}
    subject["identifier"][0] |= {"identityHash": texts[3], "salt": texts[4]}
    if end:
        document["validUntil"] = until
    else:
        del document["validUntil"]
    if not named:
        del subject["identifier"]
    try:
        expected = canonical.nquads(document)
    except canonical.NotCanonical:
        with pytest.raises(canonical.NotCanonical):
            templating.canonical(document)
    else:
        assert templating.canonical(document) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "relative"),
        (("id",), "https://learn.example.org/a b"),
        (("id",), 7),
        (("id",), None),
        (("validFrom",), "yesterday"),
        (("validFrom",), {"@value": "2026-01-01T00:00:00Z"}),
        (("credentialSubject", "id"), f"{samples.SITE}/credentials/{samples.UID}"),
        (("credentialSubject", "id"), samples.ACHIEVEMENT),
        (("credentialSubject", "id"), samples.DID),
        (("credentialSubject", "id"), "_:b0"),
        (("evidence", 0, "name"), "mark-3-end"),
        (("evidence", 0, "name"), ["one", "two"]),
        (("evidence", 0, "name"), 'line\nbreak\tand \\ " '),
        (("credentialSubject", "achievement", "name"), "mark-0-end"),
        (("credentialSubject", "achievement", "name"), "urn:uuid:mark-0-end"),
        (("name",), "Trademark-2-ending"),
        (("grade",), "A"),
    ],
)
def test_strange_values_take_the_long_way_or_the_same(path, value):
    document = _plain_document()
    _put(document, path, value)
    try:
        expected = canonical.nquads(copy.deepcopy(document))
    except canonical.NotCanonical as error:
        with pytest.raises(canonical.NotCanonical, match=str(error).split(":")[0]):
            templating.canonical(document)
    else:
        assert templating.canonical(document) == expected


def test_form_is_worked_out_once_for_an_achievement():
    templating._form.cache_clear()
    for number in range(20):
        later = samples.CREATED + timedelta(days=number)
        templating.canonical(
            samples.credential(
                id=f"{samples.SITE}/credentials/{number}",
                valid_from=later,
                valid_until=later + timedelta(days=730),
                status=documents.StatusEntry(f"{samples.SITE}/issuers/wikilearn/status/1", number),
            ).as_json()
        )
    assert (templating._form.cache_info().misses, templating._form.cache_info().hits) == (1, 19)


def test_signature_is_the_same_by_either_way():
    statement = samples.credential().as_json()
    quick = proofs.sign(statement, samples.signer(), created=samples.CREATED, canonical=templating.canonical)
    assert quick == proofs.sign(statement, samples.signer(), created=samples.CREATED)
    assert proofs.verify(quick, samples.key_of)


def test_what_compacting_does_not_give_back_is_refused():
    document = _plain_document()
    document["credentialSubject"]["achievement"]["grade"] = "A"
    with pytest.raises(canonical.NotCanonical, match="do not keep"):
        templating.check_all_terms(document)
    templating.check_all_terms(_plain_document())


def test_control_characters_are_left_out_of_documents():
    achievement = samples.credential().achievement
    said = samples.credential(achievement=replace(achievement, name="Digital\x00 se\x07curity\x7f")).as_json()
    assert said["credentialSubject"]["achievement"]["name"] == said["name"] == "Digital security"
