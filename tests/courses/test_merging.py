"""Comparing and merging texts: no word is lost, and one side that is unchanged yields the other."""

from hypothesis import given
from hypothesis import strategies as st

from courses.publishing.merging import difference, merge

texts = st.text(alphabet="ab \n.é字ف_*", max_size=40) | st.lists(
    st.sampled_from(["Call", "the", "office", "at noon", ".", "\n\n", "اتصل", "字"]), max_size=12
).map(" ".join)


@given(texts, texts)
def test_a_difference_holds_both_texts(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert (before == after) == all(piece.kind == "same" for piece in pieces)


@given(texts, texts)
def test_a_side_without_changes_yields_the_other(base, changed):
    for merged in (merge(base=base, ours=changed, theirs=base), merge(base=base, ours=base, theirs=changed)):
        assert merged.fits
        assert merged.text == changed


@given(texts, texts)
def test_the_same_change_on_both_sides_is_no_conflict(base, changed):
    merged = merge(base=base, ours=changed, theirs=changed)
    assert merged.fits
    assert merged.text == changed


@given(texts, texts, texts)
def test_conflicts_are_only_where_both_sides_changed(base, ours, theirs):
    merged = merge(base=base, ours=ours, theirs=theirs)
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        assert "".join(getattr(chunk, name) for chunk in merged.chunks) == text
    for chunk in merged.conflicts:
        assert chunk.base != chunk.ours != chunk.theirs != chunk.base
    if base in (ours, theirs):
        assert merged.fits


@given(texts, texts, texts)
def test_merging_the_other_way_round_finds_the_same_conflicts(base, ours, theirs):
    there, back = merge(base=base, ours=ours, theirs=theirs), merge(base=base, ours=theirs, theirs=ours)
    assert [chunk.base for chunk in there.conflicts] == [chunk.base for chunk in back.conflicts]


def test_changes_in_different_sentences_come_together():
    merged = merge(
        base="Call the office. Write it down.",
        ours="Call the office in Cairo. Write it down.",
        theirs="Call the office. Write it down at once.",
    )
    assert merged.fits
    assert merged.text == "Call the office in Cairo. Write it down at once."


def test_changes_of_the_same_word_are_a_conflict():
    merged = merge(base="Call the office.", ours="Call the police.", theirs="Call the hotline.")
    assert [(chunk.ours, chunk.theirs) for chunk in merged.conflicts] == [("police", "hotline")]
    assert merged.text == "Call the police."


def test_long_texts_are_compared_by_line():
    base = "\n".join(f"line {number} of many" for number in range(3_000))
    changed = base.replace("line 7 of", "row 7 of")
    assert [piece.text for piece in difference(base, changed) if piece.kind == "new"] == ["row 7 of many\n"]
