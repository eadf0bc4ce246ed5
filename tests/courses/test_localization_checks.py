"""What a translation may lose, and what it may not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.localization.checks import LONGEST, Said, blocking, option_problems, problems
from courses.localization.terms import Term, found_in, occurs

TEXT = "Read [the policy](https://example.org/p) of **{name}** on %(date)s, $1 of 100 %."


def codes(source, translation, *terms, text_format="markdown", language="es", only_blocking=True, **said):
    found = problems(Said(source, "en", text_format, **said), Said(translation, language, text_format, **said), terms)
    return {problem.code for problem in (blocking(found) if only_blocking else found)}


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        (TEXT, "Lee [la política](https://example.org/p) de **{name}** el %(date)s, $1 de 100 %.", set()),
        (TEXT, "Lee [la política](https://example.org/p) de **ella** el %(date)s, $1 de 100 %.", {"placeholder"}),
        (TEXT, "Lee [la política](https://example.org/p) de **{nombre}** el %(date)s, $1.", {"placeholder"}),
        (TEXT, "Lee la política de **{name}** el %(date)s, $1 de 100 %.", {"link"}),
        (TEXT, "Lee [la política](https://evil.example/p) de **{name}** el %(date)s, $1.", {"link"}),
        ("See [two](lesson:l2)", "Véase [dos](lesson:l3)", {"link"}),
        ("See https://example.org/a.", "Véase https://example.org/a.", set()),
        ("See https://example.org/a.", "Véase", {"link"}),
        ("# Title\n\nText", "# Título\n\nTexto", set()),
        ("# Title\n\nText", "Título\n\nTexto", {"structure"}),
        ("# Title\n\nText", "## Título\n\nTexto", {"structure"}),
        ("- one\n- two", "- uno\n- dos", set()),
        ("- one\n- two", "- uno", {"structure"}),
        ("A **word** here", "Una **palabra aquí", {"marks"}),
        ("A `word` here", "Una `palabra aquí", {"marks"}),
        ("A **word** here", "Una palabra aquí", set()),
        ("H<sub>2</sub>O", "H<sub>2</sub>O", set()),
        ("H<sub>2</sub>O", "H<sub>2O", {"tags"}),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|", {"structure"}),
        ("Text", "<script>alert(1)</script>", {"tags"}),
        ("Text", "Te\u202exto", {"bidi"}),
        ("Text", "Te\u2067xto", {"bidi"}),
        ("Text", "\u2067نص\u2069 texto", set()),
        ("Text", "\u200fنص", set()),
        ("Text", "Te\x00xto", {"control"}),
        ("Text", "x" * 1_000_000, {"too_long"}),
    ],
)
def test_what_is_lost_blocks(source, translation, expected):
    assert codes(source, translation) == expected


@pytest.mark.parametrize(
    ("source", "translation", "expected", "said"),
    [
        ("Some words here", "", {"untranslated"}, {}),
        ("Some words here", "  \n", {"untranslated"}, {}),
        ("Some words here", "Some words here", {"same"}, {}),
        ("2024", "2024", set(), {}),
        ("https://example.org/", "https://example.org/", set(), {}),
        ("A sentence that is rather long.", "Corta.", {"length"}, {}),
        ("A sentence that is rather long.", "Muy " * 40, {"length"}, {}),
        ("A **word** here", "Una palabra aquí", {"emphasis"}, {}),
        ("Text", "Texto https://example.org/new", {"new_link", "length"} - {"length"}, {}),
        ("Caption", "x" * 85, {"cue_length"}, {"part": "cue.1"}),
        ("Caption", "x" * 60, {"cue_speed"}, {"part": "cue.1", "seconds": 2.0}),
        ("Caption", "x" * 60, set(), {"part": "cue.1", "seconds": 4.0}),
    ],
)
def test_what_looks_odd_is_a_warning(source, translation, expected, said):
    assert codes(source, translation, only_blocking=False, **said) == expected
    assert codes(source, translation, **said) == set()


def test_chinese_may_be_short():
    source = "A sentence that is rather long."
    assert codes(source, "相当长的一句话。", language="zh-Hans", only_blocking=False) == set()


STEWARD = Term("steward", preferred=("mayordomo",), forbidden=("azafata",))
WIKIMEDIA = Term("Wikimedia", untranslated=True)


@pytest.mark.parametrize(
    ("source", "translation", "expected", "blocks"),
    [
        ("Ask a steward.", "Pregunta a un mayordomo.", set(), False),
        ("Ask a Steward.", "Pregunta a una AZAFATA.", {"forbidden_term", "term"}, True),
        ("Ask a steward.", "Pregunta a alguien.", {"term"}, False),
        ("Ask stewardship.", "Pregunta a una azafata.", set(), False),
        ("Ask Wikimedia.", "Pregunta a Wikimedia.", set(), False),
        ("Ask Wikimedia.", "Pregunta a Uiquimedia.", {"term"}, False),
    ],
)
def test_glossary_is_kept(source, translation, expected, blocks):
    assert codes(source, translation, STEWARD, WIKIMEDIA, only_blocking=False) == expected
    assert bool(codes(source, translation, STEWARD, WIKIMEDIA)) is blocks


def test_forbidden_word_within_a_preferred_one_is_allowed():
    term = Term("admin", preferred=("administrador de sistema",), forbidden=("sistema",))
    assert codes("An admin", "Un administrador de sistema", term) == set()


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("edit war", "An EDIT\nWAR began", True),
        ("war", "warm", False),
        ("ويكي", "الويكي", True),
        ("编辑", "他编辑了", True),
        ("café", "cafe\u0301", True),
        ("", "anything", False),
    ],
)
def test_word_occurs_as_a_word(word, text, expected):
    assert occurs(word, text) is expected
    assert bool(found_in(text, [Term(word)])) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, set()),
        ({"1": "Sí", "2": "No", "3": "Quizás"}, set()),
        ({"1": "Sí", "2": "No"}, {"missing_option"}),
        ({"1": "Sí", "2": "No", "3": " "}, {"missing_option"}),
        ({"1": "Sí", "2": "No", "3": "no"}, {"same_options"}),
    ],
)
def test_answers_are_all_said_and_differ(said, expected):
    source = {"1": "Yes", "2": "No", "3": "Perhaps", "4": ""}
    assert {problem.code for problem in option_problems(["1", "2", "3", "4"], source, said)} == expected


WORDS = st.text("abc é文ع.*_`[]()<>{}%$#-\n\u202e\u2066\u2069", max_size=60)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_checks_answer_for_any_text(source, translation):
    for problem in problems(Said(source, "en", "markdown"), Said(translation, "ar", "markdown")):
        assert str(problem.message)


@settings(max_examples=150, deadline=None)
@given(WORDS.filter(lambda text: not set(text) & set("\u202e\u2066\u2069")))
def test_copy_of_the_source_loses_nothing(text):
    assert codes(text, text) <= {"tags"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["{a}", "{{b}}", "%s", "%(c)d", "$2"]), min_size=1, max_size=4), st.data())
def test_each_lost_placeholder_is_found(names, data):
    lost = data.draw(st.sampled_from(names))
    kept = [name for name in names if name != lost]
    assert codes(" x ".join(names), " y ".join(kept) or "y") == {"placeholder"}


def test_longest_text_is_checked_in_time():
    assert codes("Text", "word " * (LONGEST // 5)) == set()
