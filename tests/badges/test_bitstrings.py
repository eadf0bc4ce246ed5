"""Bit order, bounds and bombs of status lists."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.badges.open_badges import bitstrings, multibase


@pytest.mark.parametrize(
    ("index", "byte", "value"), [(0, 0, 0x80), (1, 0, 0x40), (7, 0, 0x01), (8, 1, 0x80), (131_071, 16_383, 0x01)]
)
def test_bit_zero_is_the_most_significant_of_byte_zero(index, byte, value):
    bits = bitstrings.with_set(bitstrings.empty(), index)
    assert bits[byte] == value
    assert sum(bits) == value
    assert bitstrings.is_set(bits, index)


@settings(deadline=None)  # a busy machine is no failure
@given(st.sets(st.integers(0, bitstrings.SIZE - 1), max_size=30))
def test_list_survives_the_wire(revoked):
    bits = bitstrings.empty()
    for index in revoked:
        bits = bitstrings.with_set(bits, index)
    read = bitstrings.decode(bitstrings.encode(bits))
    assert read == bits
    assert all(bitstrings.is_set(read, index) for index in revoked)
    assert int.from_bytes(read, "big").bit_count() == len(revoked)


def test_same_bits_give_the_same_text():
    assert bitstrings.encode(bitstrings.empty()) == bitstrings.encode(bitstrings.empty())


def test_vector_of_the_specification_is_an_empty_list():
    # "Bitstring Status List v1.0", example of an encoded list: all bits are 0.
    text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert bitstrings.decode(text) == bitstrings.empty()


@pytest.mark.parametrize("index", [-1, bitstrings.SIZE])
def test_index_outside_the_list_is_an_error(index):
    with pytest.raises(IndexError):
        bitstrings.is_set(bitstrings.empty(), index)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H4sIAAAA",
        "u",
        "u????",
        multibase.base64url(b"not gzip"),
        multibase.base64url(gzip.compress(bytes(100))),
        multibase.base64url(gzip.compress(bytes(bitstrings.SIZE))[:-9]),
        multibase.base64url(gzip.compress(bytes(3 * 1024 * 1024))),
    ],
    ids=["empty", "no prefix", "only prefix", "not base64", "not gzip", "short", "cut off", "bomb"],
)
def test_damaged_short_and_huge_lists_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the reasons
        bitstrings.decode(text)
