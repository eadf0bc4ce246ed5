"""Scores: parts that add up, hard filters, and hours that are shared across zones."""

from datetime import date

import numpy as np
import pytest

from skills_exchange import weeks
from skills_exchange.enums import Format
from skills_exchange.matching.pools import hours_shared, week_row, week_rows
from skills_exchange.matching.scoring import (
    ANY_FORMAT,
    PARTS,
    Pairs,
    Weights,
    best_format,
    compatible,
    format_mask,
    parts,
    total,
)

BEST = {
    "offered": 3,
    "wanted": 3,
    "verified": True,
    "overlap": 9,
    "mutual": True,
    "free": 4,
    "idle": 0,
    "territory": True,
    "underrepresented": True,
    "exposure": 0,
}


def test_the_best_there_is_has_a_hundred():
    found = parts(Pairs(**BEST), Weights())
    assert list(found) == list(PARTS)
    assert float(total(found)) == pytest.approx(100)


@pytest.mark.parametrize(
    ("change", "part", "value"),
    [
        ({"offered": 2}, "level", 10),
        ({"offered": 1}, "level", 3),
        ({"offered": 1, "wanted": 4}, "level", 0),
        ({"offered": 4, "wanted": 1}, "level", 15),
        ({"verified": False}, "verified", 0),
        ({"overlap": 3}, "overlap", 10),
        ({"overlap": 0}, "overlap", 0),
        ({"mutual": False}, "mutual", 0),
        ({"free": 1}, "free", 10 / 3),
        ({"idle": 30}, "recent", 5),
        ({"idle": -3}, "recent", 10),
        ({"territory": False}, "territory", 0),
        ({"underrepresented": False}, "parity", 0),
        ({"exposure": 20}, "exposure", -5),
        ({"exposure": 4000}, "exposure", -10),
    ],
)
def test_each_part_has_its_own_say(change, part, value):
    found = parts(Pairs(**BEST | change), Weights())
    assert float(found[part]) == pytest.approx(value, rel=1e-5)
    others = parts(Pairs(**BEST), Weights())
    assert all(found[name] == others[name] for name in PARTS if name != part)


def test_columns_broadcast():
    columns = Pairs(**BEST | {"offered": np.array([[3], [2]]), "overlap": np.array([[0.0, 3.0, 9.0]])})
    assert total(parts(columns, Weights())).tolist() == [[80, 90, 100], [70, 80, 90]]


def test_weights_come_from_a_row_with_gaps_and_strangers():
    assert Weights.of({"level": 3, "unknown": 7}) == Weights(level=3)


@pytest.mark.parametrize(
    ("formats", "hours", "language", "fits"),
    [
        ([Format.CALL], 1, 1, True),
        ([Format.CALL], 0.75, 1, False),
        ([Format.WRITTEN], 0, 1, True),
        ([Format.CALL, Format.REVIEW], 0, 1, True),
        ([Format.CALL], 40, 0, False),
        ([], 0, 1, True),
    ],
)
def test_hard_filters(formats, hours, language, fits):
    assert compatible(formats=format_mask(formats), overlap=hours, languages=language) == fits


def test_no_common_format():
    both = format_mask([Format.CALL]) & format_mask([Format.WRITTEN])
    assert not compatible(formats=both, overlap=40, languages=1)
    with pytest.raises(ValueError, match=r"^0$"):
        best_format(both, 40)


@pytest.mark.parametrize(("hours", "chosen"), [(2, Format.CALL), (0.5, Format.WRITTEN)])
def test_a_call_where_there_is_time_else_in_writing(hours, chosen):
    assert best_format(ANY_FORMAT, hours) == chosen


@pytest.mark.parametrize(
    ("mine", "zone", "theirs", "other", "day", "hours"),
    [
        # Monday 10–12 in Berlin is 09–11 UTC in winter and 08–10 in summer; New York changes on another day.
        ([10, 11], "Europe/Berlin", [4, 5], "America/New_York", date(2026, 2, 2), 2),
        ([10, 11], "Europe/Berlin", [4, 5], "America/New_York", date(2026, 3, 16), 1),
        ([10, 11], "Europe/Berlin", [4, 5], "America/New_York", date(2026, 4, 6), 2),
        # Across the date line it is Monday and Sunday at the same time; the week closes to a circle.
        ([0, 1], "Pacific/Kiritimati", [6 * 24, 6 * 24 + 1], "Pacific/Honolulu", date(2026, 2, 2), 2),
        ([0, 1], "Pacific/Kiritimati", [0, 1], "Pacific/Honolulu", date(2026, 2, 2), 0),
        ([12], "Asia/Kathmandu", [12], "Asia/Kolkata", date(2026, 2, 2), 0.75),
    ],
)
def test_hours_are_shared_across_zones(mine, zone, theirs, other, day, hours):
    one = weeks.universal(weeks.from_hours(mine), zone, day)
    two = weeks.universal(weeks.from_hours(theirs), other, day)
    assert float(hours_shared(week_row(one), week_row(two))) == weeks.overlap(one, two) == hours


def test_weeks_come_from_the_text_of_the_database():
    mask = (1 << 671) | (1 << 64) | 1
    text = format(mask, "0672b")[::-1]
    assert week_rows([text, "0" * 672]).tolist() == [week_row(mask).tolist(), [0] * 11]
    assert week_rows([]).shape == (0, 11)
