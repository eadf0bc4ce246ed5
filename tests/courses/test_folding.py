"""Titles in Latin letters and by their consonants: what people type in another script finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilearn.core.folding import fold, skeleton


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Edición básica", "edicion basica"),
        ("Łódź & Straße", "lodz strasse"),
        ("Викимедия", "vikimediya"),
        ("安全 101", "an quan anquan 101"),
        ("مُعَلِّم", "mlm"),
        ("Θεσσαλονίκη", "thessaloniki"),
        ("ＷＩＫＩ", "wiki"),
        ("", ""),
        ("🦆!?", "duck"),
    ],
)
def test_fold_writes_latin_letters(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الأمان الرقمي", "al-aman al-raqmi"),
        ("Викимедия", "Wikimedia"),
        ("Безопасность", "bezopasnost"),
        ("सुरक्षा", "suraksha"),
        ("שלום", "shalom"),
        ("Qur'an", "Koran"),
    ],
)
def test_skeleton_is_the_same_in_both_scripts(one, other):
    assert skeleton(one) == skeleton(other) != ""


@given(st.text(max_size=60))
def test_fold_is_plain_and_stays_so(text):
    folded = fold(text)
    assert all(letter == " " or letter.isdigit() or "a" <= letter <= "z" for letter in folded)
    assert fold(folded) == folded
    assert "  " not in folded
    assert folded == folded.strip()


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=40))
def test_fold_does_not_care_about_case(text):
    assert fold(text.upper().lower()) == fold(text.upper())


@given(st.lists(st.text(alphabet="bdfgklmnrst", min_size=2, max_size=6), min_size=1, max_size=4))
def test_skeleton_does_not_care_which_vowels(words):
    said = {skeleton(" ".join(vowel.join(word) for word in words)) for vowel in ("a", "e", "ou", "ı")}
    assert len(said) == 1
    assert said != {""}
