"""The vault by itself: bytes in, bytes out, and everything that must not open."""

import io
import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.vault import boxes, chains, files, grants, keys, receipts
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import Effort

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
CHEAP = Effort(1, 8 * 1024)
ONE, TWO = UUID(int=1), UUID(int=2)
PLACE = Place("test", ONE, 3, TWO, "note")
FRAME = files.FRAME + 17


def place_of(vector):
    return Place(vector["domain"], UUID(vector["case"]), vector["epoch"], UUID(vector["object"]), vector["field"])


@pytest.mark.parametrize("vector", VECTORS["boxes"])
def test_box_vectors_stay_readable_and_are_made_alike(vector):
    key, nonce = bytes.fromhex(vector["key"]), bytes.fromhex(vector["nonce"])
    assert unseal(key, bytes.fromhex(vector["blob"]), place_of(vector)) == vector["text"].encode()
    assert boxes.seal_with_nonce(key, vector["text"].encode(), place_of(vector), nonce).hex() == vector["blob"]


def test_wrapped_key_vector_stays_readable():
    vector = VECTORS["wrapped"]
    pair = keys.unwrap(bytes.fromhex(vector["blob"]), vector["passphrase"], holder=UUID(vector["holder"]))
    assert (pair.private.hex(), pair.public.hex()) == (vector["private"], vector["public"])
    assert keys.fingerprint(pair.public) == vector["fingerprint"]


def test_recovery_code_vector_stays_readable():
    vector = VECTORS["code"]
    pair = keys.unwrap_with_code(bytes.fromhex(vector["blob"]), vector["code"], holder=UUID(vector["holder"]))
    assert pair.private.hex() == vector["private"]


def test_grant_vector_stays_readable():
    vector = VECTORS["grant"]
    terms = grants.Terms(vector["purpose"], UUID(vector["holder"]), UUID(vector["case"]), vector["epoch"])
    key = grants.open_grant(
        bytes.fromhex(vector["box"]),
        terms,
        pair=keys.pair_of(bytes.fromhex(vector["private"])),
        secret=bytes.fromhex(vector["secret"]),
    )
    assert key.hex() == vector["key"]


def test_file_vector_stays_readable():
    vector = VECTORS["file"]
    envelope = files.envelope_of(json.dumps(vector["envelope"]).encode())
    opened = files.open_file(io.BytesIO(bytes.fromhex(vector["sealed"])), envelope, file=UUID(vector["file"]))
    assert b"".join(opened) == vector["text"].encode()


@pytest.mark.parametrize("vector", VECTORS["receipts"])
def test_receipt_vectors(vector):
    opened = receipts.opened(
        vector["receipt"], pepper=bytes.fromhex(vector["pepper"]), effort=Effort(vector["passes"], vector["memory"])
    )
    assert (opened.lookup.hex(), opened.key.hex()) == (vector["lookup"], vector["key"])


def test_chain_and_derivation_vectors():
    vector = VECTORS["chain"]
    assert chains.link(chains.GENESIS, b"a", b"bc").hex() == vector["link"]
    assert chains.mac(b"pepper", "key-log", b"abc").hex() == vector["mac"]
    assert keys.derived(bytes(32), "dialogue").hex() == vector["dialogue"]


@given(st.binary(max_size=5000))
@settings(max_examples=100, deadline=None)
def test_what_is_sealed_comes_back(plaintext):
    key = new_key()
    assert unseal(key, seal(key, plaintext, PLACE), PLACE) == plaintext


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_sizes_tell_only_the_bucket(one, other):
    key = bytes(32)
    sizes = {len(seal(key, bytes(size), PLACE)) for size in (one, other)}
    assert (len(sizes) == 1) == (boxes.bucket(one + 1) == boxes.bucket(other + 1))


@pytest.mark.parametrize(
    "wrong",
    [
        Place("other", ONE, 3, TWO, "note"),
        Place("test", TWO, 3, TWO, "note"),
        Place("test", ONE, 2, TWO, "note"),
        Place("test", ONE, 3, ONE, "note"),
        Place("test", ONE, 3, TWO, "report"),
        Place("test", ONE, 3, TWO, ""),
        Place("testnote", ONE, 3, TWO, ""),
    ],
)
def test_a_blob_opens_in_its_own_place_only(wrong):
    key = new_key()
    with pytest.raises(Unreadable):
        unseal(key, seal(key, b"x", PLACE), wrong)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_changed_bit_is_accepted(data):
    key = new_key()
    blob = bytearray(seal(key, b"x" * 50, PLACE))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        unseal(key, bytes(blob), PLACE)


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", b"\x01\x01", b"\x01\x01" + bytes(24), bytes(600), b"\x02\x01" + bytes(600)]
)
def test_rubbish_is_unreadable_and_nothing_else(blob):
    with pytest.raises(Unreadable):
        unseal(bytes(32), blob, PLACE)


@pytest.mark.parametrize("padded", [b"", bytes(512), b"x" * 512, b"\x80" + b"\x01" + bytes(10)])
def test_wrong_padding_is_unreadable(padded):
    with pytest.raises(Unreadable):
        boxes.unpadded(padded)


def test_two_seals_of_one_text_have_nothing_in_common():
    key = new_key()
    one, other = seal(key, b"x", PLACE), seal(key, b"x", PLACE)
    assert one[2:26] != other[2:26]
    assert one[26:] != other[26:]


def test_passphrase_opens_and_another_one_does_not():
    pair, holder = keys.new_pair(), uuid4()
    blob = keys.wrap(pair.private, "e\u0301 Passwort", holder=holder, effort=CHEAP)
    assert keys.unwrap(blob, "\u00e9 Passwort", holder=holder) == pair
    for passphrase, who in [("\u00e9 passwort", holder), ("\u00e9 Passwort", uuid4()), ("", holder)]:
        with pytest.raises(Unreadable):
            keys.unwrap(blob, passphrase, holder=who)


def test_a_blob_cannot_ask_for_all_memory():
    pair, holder = keys.new_pair(), uuid4()
    blob = bytearray(keys.wrap(pair.private, "x", holder=holder, effort=CHEAP))
    blob[1:9] = b"\xff" * 8
    with pytest.raises(Unreadable):
        keys.unwrap(bytes(blob), "x", holder=holder)


def test_cheaper_parameters_in_the_blob_open_nothing():
    pair, holder = keys.new_pair(), uuid4()
    blob = bytearray(keys.wrap(pair.private, "x", holder=holder, effort=Effort(2, 8 * 1024)))
    blob[4] = 1
    with pytest.raises(Unreadable):
        keys.unwrap(bytes(blob), "x", holder=holder)


def test_recovery_code_is_read_however_it_is_typed():
    pair, holder, code = keys.new_pair(), uuid4(), "0123A-BCDEF-GHJKM-NPQRS-TVWXY"
    blob = keys.wrap_with_code(pair.private, code, holder=holder)
    for typed in ("o123a bcdef ghjkm npqrs tvwxy", "OL23ABCDEFGHJKMNPQRSTVWXY".replace("L", "I"), f" {code}\u200e"):
        assert keys.unwrap_with_code(blob, typed, holder=holder) == pair
    for typed in ("", "0123A", code[:-1] + "Z", code + "0", "U" * 25, "x" * 1_000_000):
        with pytest.raises(Unreadable):
            keys.unwrap_with_code(blob, typed, holder=holder)


def test_new_codes_are_well_formed_and_differ():
    codes = {keys.new_code() for _ in range(50)}
    assert len(codes) == 50
    pair = keys.new_pair()
    for code in codes:
        assert keys.unwrap_with_code(keys.wrap_with_code(pair.private, code, holder=ONE), code, holder=ONE) == pair


TERMS = grants.Terms(grants.CASE, ONE, TWO, 1)


@pytest.mark.parametrize(
    "claimed",
    [
        grants.Terms(grants.IDENTITY, ONE, TWO, 1),
        grants.Terms(grants.CASE, TWO, TWO, 1),
        grants.Terms(grants.CASE, ONE, ONE, 1),
        grants.Terms(grants.CASE, ONE, TWO, 2),
        grants.Terms(grants.CASE, ONE, TWO, 1, held=True),
    ],
)
def test_a_grant_says_for_whom_and_what_it_is(claimed):
    pair, secret, key = keys.new_pair(), new_key(), new_key()
    box = grants.make_grant(key, TERMS, public=pair.public, secret=secret)
    assert grants.open_grant(box, TERMS, pair=pair, secret=secret) == key
    with pytest.raises(Unreadable):
        grants.open_grant(box, claimed, pair=pair, secret=secret)


@pytest.mark.parametrize("field", ["purpose", "holder", "case", "epoch"])
def test_what_is_inside_a_grant_is_checked_too(field):
    """Even with a genuine outer layer: somebody put another person's inner box into it."""
    pair, secret = keys.new_pair(), new_key()
    other = {"purpose": grants.ITEM, "holder": TWO, "case": ONE, "epoch": 9}
    inside = grants.Terms(**{"purpose": grants.CASE, "holder": ONE, "case": TWO, "epoch": 1, field: other[field]})
    box = grants._outer(
        grants._inner(grants.make_grant(new_key(), inside, public=pair.public, secret=secret), inside, secret),
        TERMS,
        secret,
    )
    with pytest.raises(Unreadable):
        grants.open_grant(box, TERMS, pair=pair, secret=secret)


def test_a_grant_needs_the_secret_outside_the_database_and_the_right_key():
    pair, secret = keys.new_pair(), new_key()
    box = grants.make_grant(new_key(), TERMS, public=pair.public, secret=secret)
    with pytest.raises(Unreadable):
        grants.open_grant(box, TERMS, pair=pair, secret=new_key())
    with pytest.raises(Unreadable):
        grants.open_grant(box, TERMS, pair=keys.new_pair(), secret=secret)


def test_a_held_grant_opens_after_it_is_freed():
    pair, secret, key = keys.new_pair(), new_key(), new_key()
    held = grants.Terms(grants.CASE, ONE, TWO, 1, held=True)
    box = grants.make_grant(key, held, public=pair.public, secret=secret)
    with pytest.raises(Unreadable):
        grants.open_grant(box, TERMS, pair=pair, secret=secret)
    assert grants.open_grant(grants.free_grant(box, held, secret=secret), TERMS, pair=pair, secret=secret) == key


def sealed(content, file=ONE, chunk=10_000):
    into = io.BytesIO()
    chunks = [content[start : start + chunk] for start in range(0, len(content), chunk)]
    envelope = files.seal_file(chunks, into, file=file, name="a.png", content_type="image/png")
    return into.getvalue(), envelope


def content_of(body, envelope, file=ONE):
    return b"".join(files.open_file(io.BytesIO(body), envelope, file=file))


@pytest.mark.parametrize("size", [0, 1, 511, 512, files.FRAME - 1, files.FRAME, files.FRAME + 1, 3 * files.FRAME])
@pytest.mark.parametrize("chunk", [1000, files.FRAME, 10**6])
def test_files_of_every_size_come_back(size, chunk):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    body, envelope = sealed(content, chunk=chunk)
    assert content_of(body, envelope) == content
    assert (envelope.length, envelope.name) == (size, "a.png")


CONTENT = bytes(range(256)) * 1000


@pytest.mark.parametrize(
    "attack",
    [
        lambda body: body[:-1],
        lambda body: body[: FRAME + 100],
        lambda body: body[: 2 * FRAME],
        lambda body: body[:FRAME],
        lambda body: b"",
        lambda body: body[FRAME : 2 * FRAME] + body[:FRAME] + body[2 * FRAME :],
        lambda body: body[:FRAME] + body[:FRAME] + body[FRAME:],
        lambda body: body[:FRAME] + body[2 * FRAME :],
        lambda body: body + body[-100:],
        lambda body: body + b"\x00",
        lambda body: b"\x00" + body[1:],
    ],
)
def test_a_damaged_file_is_unreadable(attack):
    body, envelope = sealed(CONTENT)
    assert content_of(body, envelope) == CONTENT
    with pytest.raises(Unreadable):
        content_of(attack(body), envelope)


def test_cut_at_a_border_with_an_envelope_made_to_fit_is_unreadable():
    """The final tag alone must see it: length and digest say what is there."""
    import hashlib
    from dataclasses import replace

    body, envelope = sealed(CONTENT)
    short = CONTENT[: files.FRAME]
    fitting = replace(envelope, length=len(short), sha256=hashlib.sha256(short).hexdigest())
    with pytest.raises(Unreadable):
        content_of(body[:FRAME], fitting)


def test_header_of_one_file_on_the_body_of_another_is_unreadable():
    body, _envelope = sealed(CONTENT)
    _other_body, other = sealed(CONTENT)
    with pytest.raises(Unreadable):
        content_of(body, other)
    with pytest.raises(Unreadable):
        content_of(*sealed(CONTENT, file=ONE), file=TWO)


@pytest.mark.parametrize(
    ("field", "value"), [("length", 5), ("length", 10**7), ("sha256", "00" * 32), ("key", "zz"), ("header", "")]
)
def test_an_envelope_that_does_not_fit_is_unreadable(field, value):
    from dataclasses import replace

    body, envelope = sealed(CONTENT)
    with pytest.raises(Unreadable):
        content_of(body, replace(envelope, **{field: value}))


def test_padded_length_hides_and_costs_little():
    assert files.padme(10) == 512
    for length in (600, 10_000, 123_456, 10_000_000):
        assert length <= files.padme(length) <= length * 1.12


def test_secrets_are_not_in_representations():
    pair = keys.new_pair()
    _body, envelope = sealed(b"x")
    assert pair.private.hex() not in repr(pair)
    assert repr(pair.private) not in repr(pair)
    assert envelope.key not in repr(envelope)
    assert "Opened(…)" in repr(receipts.opened("1" * 30, pepper=b"p", effort=CHEAP))
