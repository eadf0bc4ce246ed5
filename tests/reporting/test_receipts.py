"""Receipts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.actions import receipts as actions
from reporting.actions.sealing import unlock_with_receipt
from reporting.vault import receipts
from tests.factories.reporting import sealed_case, vault_for

ARABIC, DEVANAGARI, BENGALI = "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯"
GOOD = "12345" * 5 + "6789" + receipts.check_digit("12345" * 5 + "6789")


def in_script(receipt, digits):
    return "".join(digits[int(each)] for each in receipt)


def test_new_receipts_are_thirty_digits_that_check():
    for receipt in {receipts.new_receipt() for _ in range(100)}:
        assert receipts.parse(receipt) == receipt
        assert len(receipt) == 30


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        receipts.grouped(GOOD),
        receipts.grouped(GOOD).replace(" ", "-"),
        receipts.grouped(GOOD).replace(" ", "\u00a0"),
        receipts.grouped(GOOD).replace(" ", "\u2009\u2013"),
        f"  {GOOD}\r\n",
        f"\u200f{GOOD[:7]}\u2068{GOOD[7:]}\u2069",
        in_script(GOOD, ARABIC),
        in_script(GOOD, DEVANAGARI),
        in_script(GOOD, BENGALI),
        in_script(GOOD[:10], ARABIC) + in_script(GOOD[10:20], DEVANAGARI) + GOOD[20:],
    ],
)
def test_every_way_to_write_a_receipt_is_read(typed):
    assert receipts.parse(typed) == GOOD


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\u200b",
        GOOD[:-1],
        GOOD + "0",
        GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10),
        GOOD[:5] + "x" + GOOD[5:],
        GOOD.replace("1", "¹", 1),
        GOOD.replace("5", "五", 1),
        "1" * 1_000_000,
        GOOD + " " * 1_000_000,
        "\x00" * 30,
        "\ud800" * 30,
    ],
)
def test_what_is_no_receipt_runs_no_slow_hash(typed, monkeypatch):
    def never(*_args, **_kwargs):
        raise AssertionError("the slow hash ran")

    monkeypatch.setattr(actions.receipts, "opened", never)
    assert unlock_with_receipt(typed) is None
    assert actions.replace_receipt.__wrapped__(digits=typed) is None


@given(st.integers(0, 28), st.integers(1, 9))
def test_one_wrong_digit_is_found(place, change):
    wrong = GOOD[:place] + str((int(GOOD[place]) + change) % 10) + GOOD[place + 1 :]
    assert receipts.parse(wrong) is None


@given(st.text("0123456789", min_size=29, max_size=29), st.integers(0, 27))
def test_two_neighbours_exchanged_are_found(digits, place):
    receipt = digits + receipts.check_digit(digits)
    swapped = receipt[:place] + receipt[place + 1] + receipt[place] + receipt[place + 2 :]
    assert (receipts.parse(swapped) is None) == (swapped != receipt)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"my receipt is {receipts.grouped(GOOD)} ok", True),
        (f"x{in_script(GOOD, ARABIC)}y", True),
        (f"0{GOOD}", True),
        (GOOD[:12] + "\u200f" + GOOD[12:], True),
        ("call +49 123 4567890 or 555 0100", False),
        ("1" * 29, False),
        ("12 apples, 30 pears", False),
        ("9" * 100_000, True),
    ],
)
def test_a_receipt_in_a_message_is_found(text, found):
    assert receipts.found_in(text) is found


@pytest.mark.django_db
def test_unknown_receipts_take_the_steps_of_known_ones(monkeypatch, django_assert_num_queries):
    made = sealed_case([vault_for()])
    steps = []
    for module, name in [
        (actions.receipts, "opened"),
        (actions, "unseal"),
        (actions, "pair_of"),
        (actions.grants, "open_grant"),
    ]:
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, _n=name, _r=real, **k: (steps.append(_n), _r(*a, **k))[1])
    with django_assert_num_queries(2):
        assert unlock_with_receipt(made.receipt) is not None
    known, steps[:] = list(steps), []
    with django_assert_num_queries(2):
        assert unlock_with_receipt(receipts.new_receipt()) is None
    assert steps == known == ["opened", "unseal", "pair_of", "open_grant"]


@pytest.mark.django_db
def test_a_receipt_moved_to_another_row_opens_nothing():
    from reporting.errors import Tampered
    from reporting.models import Receipt

    one, other = sealed_case([vault_for()]), sealed_case([vault_for()])
    mine, theirs = (Receipt.objects.get(grants__case=each.case) for each in (one, other))
    Receipt.objects.filter(pk=theirs.pk).update(wrapped=mine.wrapped)
    with pytest.raises(Tampered):
        unlock_with_receipt(other.receipt)
