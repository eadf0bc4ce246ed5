"""What a local adaptation makes of a lesson, in any combination of changes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.enums import OverlayMode, OverlayStanding
from courses.models.texts import text_hash
from courses.publishing.overlays import BaseBlock, Change, adapt, standing_of

KEYS = [f"b{number}" for number in range(6)]
changes = st.lists(
    st.builds(
        Change,
        id=st.integers(1, 99),
        lesson=st.just("l"),
        block=st.sampled_from([*KEYS, "gone"]),
        mode=st.sampled_from(OverlayMode.values),
        position=st.integers(0, 3),
        text=st.just("Local"),
    ),
    max_size=12,
    unique_by=lambda change: change.id,
).map(lambda found: sorted(found, key=lambda change: (change.position, change.id)))
lessons = st.lists(st.sampled_from(KEYS), unique=True)
fixed_keys = st.sets(st.sampled_from(KEYS))


def compiled(keys):
    return [{"key": key, "html": f"<p>{key}</p>"} for key in keys]


def local(change):
    return {"key": f"local-{change.id}", "html": change.text, "place": change.block}


@given(lessons, changes, fixed_keys)
def test_a_core_block_is_never_lost_nor_changed(keys, made, fixed):
    blocks = compiled(keys)
    kept = [block for block in adapt(blocks, made, fixed=fixed, local=local) if block["key"] in fixed]
    assert kept == [block for block in blocks if block["key"] in fixed]


@given(lessons, changes, fixed_keys)
def test_shared_blocks_keep_their_order_and_additions_stand_in_theirs(keys, made, fixed):
    out = adapt(compiled(keys), made, fixed=fixed, local=local)
    shared = [block["key"] for block in out if block["key"] in KEYS]
    assert shared == [key for key in keys if key in shared]
    assert len({block["key"] for block in out}) == len(out)
    for key in KEYS:
        added = [block["key"] for block in out if block["key"].startswith("local-") and block["place"] == key]
        assert added == [f"local-{change.id}" for change in made if change.adds and change.block == key]


@given(lessons, changes, fixed_keys)
def test_no_addition_is_lost_and_nothing_is_changed_unasked(keys, made, fixed):
    blocks = compiled(keys)
    before = json.dumps(blocks)
    out = adapt(blocks, made, fixed=fixed, local=local)
    assert json.dumps(blocks) == before
    added = {block["key"] for block in out if block["key"].startswith("local-")}
    assert added == {f"local-{change.id}" for change in made if change.adds}
    touched = {change.block for change in made if not change.adds} - fixed
    assert [block for block in out if block in blocks] == [block for block in blocks if block["key"] not in touched]


@given(lessons, changes, fixed_keys)
def test_the_order_of_reading_the_rows_does_not_matter(keys, made, fixed):
    once = adapt(compiled(keys), made, fixed=fixed, local=local)
    again = adapt(compiled(keys), made, fixed=fixed, local=local)
    assert once == again
    assert adapt(compiled(keys), [], fixed=fixed, local=local) == compiled(keys)


def base(text="Now", *, core=False, kind="prose"):
    return BaseBlock(lesson="l", key="b", kind=kind, text=text, core=core)


def change(mode, *, then="Then", text="Ours"):
    return Change(id=1, lesson="l", block="b", mode=mode, text=text, base_hash=text_hash(then))


@pytest.mark.parametrize(
    ("made", "now", "standing"),
    [
        (change("replace"), base("Then"), OverlayStanding.FITS),
        (change("replace"), base("Now"), OverlayStanding.CONFLICT),
        (change("replace", text="Now"), base("Now"), OverlayStanding.FITS),
        (change("hide", text=""), base("Then"), OverlayStanding.FITS),
        (change("hide", text=""), base("Now"), OverlayStanding.CONFLICT),
        (change("add_after"), base("Now"), OverlayStanding.FITS),
        (change("add_after"), base("Now", core=True), OverlayStanding.CONFLICT),
        (change("add_after"), base("Then", core=True), OverlayStanding.FITS),
        (change("replace"), base("Then", core=True), OverlayStanding.CORE),
        (change("hide", text=""), base("Now", core=True), OverlayStanding.CORE),
        (change("hide", text=""), base("Then", kind="quiz"), OverlayStanding.CORE),
        (change("add_after"), base("Then", kind="quiz"), OverlayStanding.FITS),
        (change("replace"), None, OverlayStanding.GONE),
        (change("add_after"), None, OverlayStanding.GONE),
    ],
)
def test_a_change_asks_only_where_both_sides_changed(made, now, standing):
    assert standing_of(made, now) == standing
