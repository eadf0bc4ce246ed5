"""Every kind of question, without database: reading answers, judging them, and walking through scenarios."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.assessment.answers import moved, read
from courses.assessment.grading import grade
from courses.assessment.kinds import credit, fits, is_complete, is_right
from courses.assessment.numbers import readings
from courses.assessment.questions import Option, Question
from courses.assessment.scenarios import Scenario, problems
from courses.assessment.words import folded
from courses.enums import QuestionKind

steady = settings(max_examples=60, deadline=None, derandomize=True)
GRAPH = {
    "start": "n1",
    "nodes": [
        {"id": "n1", "choices": [{"id": "a", "to": "n2", "points": 2}, {"id": "b", "to": "n3", "points": -1}]},
        {"id": "n2", "choices": [{"id": "a", "to": None, "points": 1}, {"id": "b", "to": "n3"}]},
        {"id": "n3", "choices": [{"id": "a", "to": None}, {"id": "b", "to": None, "points": 1}]},
    ],
}


def question(kind, *, options="abcd", items="", answer=None, accepted=(), graph=None, right=""):
    return Question(
        key="q",
        kind=kind,
        html="<p>?</p>",
        options=tuple(Option(key, key, right=key in right) for key in options),
        items=tuple(Option(key, key) for key in items),
        answer=answer or {},
        accepted=tuple(accepted),
        scenario=Scenario.of(graph) if graph else None,
    )


ORDERING = question(QuestionKind.ORDERING, answer={"order": ["a", "b", "c", "d"]})
MATCHING = question(QuestionKind.MATCHING, options="abc", items="xy", answer={"pairs": {"x": "a", "y": "b"}})
NUMERIC = question(QuestionKind.NUMERIC, options="", answer={"value": "12.5", "tolerance": "0.1"})
SHORT = question(QuestionKind.SHORT_TEXT, options="", accepted=["Checkuser", "élève", "مدقّق مستخدم"])
SCENARIO = question(QuestionKind.SCENARIO, options="", graph=GRAPH)
ONE_WAY = question(QuestionKind.SCENARIO, options="", graph=GRAPH, answer={"paths": [["n1.b", "n3.b"]]})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12", {"12"}),
        ("12.5", {"12.5"}),
        ("12,5", {"12.5"}),
        (" -3 ", {"-3"}),
        ("−3", {"-3"}),
        ("+7", {"7"}),
        ("40 %", {"40"}),
        ("١٢٫٥", {"12.5"}),
        ("۱۲٫۵", {"12.5"}),
        ("१२.५", {"12.5"}),
        ("১২", {"12"}),
        ("١٬٢٥٠", {"1250"}),
        ("1 250,5", {"1250.5"}),
        ("1\u202f250", {"1250"}),
        ("1.250,5", {"1250.5"}),
        ("1,250.5", {"1250.5"}),
        ("1,250", {"1250", "1.25"}),
        ("12,34,567", {"1234567"}),
        (".5", {"0.5"}),
        ("-,5", {"-0.5"}),
        ("\u200f12\u200e", {"12"}),
        ("", set()),
        ("twelve", set()),
        ("اثنا عشر", set()),
        ("1e9", set()),
        ("1/2", set()),
        ("1.2.3", set()),
        ("1,2.3,4", set()),
        ("12 apples", set()),
        ("NaN", set()),
        ("Infinity", set()),
        ("--3", set()),
        ("9" * 61, set()),
    ],
)
def test_numbers_are_read_in_any_script_and_with_either_sign(text, numbers):
    assert readings(text) == {Decimal(number) for number in numbers}


@steady
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from("٠०۰0"), st.sampled_from(".,٫"))
def test_every_number_is_read_back_from_any_script(number, zero, sign):
    text = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in f"{number:f}".replace(".", sign))
    assert number in readings(text)


@steady
@given(st.text(max_size=80))
def test_no_text_breaks_the_reading(text):
    readings(text)
    folded(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("  Check   USER ", "check user", True),
        ("check-user!", "check user", True),
        ("élève", "ELEVE", True),
        ("Straße", "STRASSE", True),
        ("مدقّق", "مدقق", True),
        ("إدارة", "اداره", True),
        ("علی", "على", True),
        ("İstanbul", "istanbul", True),
        ("की", "का", False),
        ("admin", "admins", False),
        ("", "!", True),
    ],
)
def test_words_are_compared_as_a_kind_reader_would(one, other, same):
    assert (folded(one) == folded(other)) is same


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        (ORDERING, ["a", "b", "c", "d"], 1),
        (ORDERING, ["b", "a", "c", "d"], Fraction(2, 3)),
        (ORDERING, ["d", "c", "b", "a"], 0),
        (ORDERING, ["a", "b", "c"], 0),
        (ORDERING, [], 0),
        (MATCHING, ["a", "b"], 1),
        (MATCHING, ["a", "c"], Fraction(1, 2)),
        (MATCHING, ["b", "a"], 0),
        (MATCHING, ["a", ""], Fraction(1, 2)),
        (MATCHING, ["a", "b", "c"], 0),
        (NUMERIC, ["12.5"], 1),
        (NUMERIC, ["١٢٫٦"], 1),
        (NUMERIC, ["12,61"], 0),
        (NUMERIC, ["twelve"], 0),
        (SHORT, ["  CHECK-USER"], 0),
        (SHORT, ["  CHECKUSER."], 1),
        (SHORT, ["eleve"], 1),
        (SHORT, ["مدقق مستخدم"], 1),
        (SHORT, ["oversighter"], 0),
        (SHORT, ["?!"], 0),
        (SCENARIO, ["n1.a", "n2.a"], 1),
        (SCENARIO, ["n1.a", "n2.b", "n3.b"], 1),
        (SCENARIO, ["n1.a", "n2.b", "n3.a"], Fraction(2, 3)),
        (SCENARIO, ["n1.b", "n3.a"], 0),
        (SCENARIO, ["n1.a"], 0),
        (SCENARIO, ["n2.a"], 0),
        (ONE_WAY, ["n1.b", "n3.b"], 1),
        (ONE_WAY, ["n1.a", "n2.a"], 0),
    ],
)
def test_credit_of_each_kind(asked, answer, expected):
    assert credit(asked, answer) == expected
    assert is_right(asked, answer) is (expected == 1)


@pytest.mark.parametrize(
    ("asked", "values", "answer", "problem"),
    [
        (ORDERING, ["b=1", "a=2", "c=3", "d=4"], ["b", "a", "c", "d"], ""),
        (ORDERING, ["", "", "", ""], [], ""),
        (ORDERING, ["a=1", "b=1", "c=3", "d=4"], [], "order"),
        (ORDERING, ["a=1", "", "", ""], [], "order"),
        (ORDERING, ["a=1", "a=2", "c=3", "d=4"], [], "misfit"),
        (ORDERING, ["a=9"], [], "misfit"),
        (ORDERING, ["z=1"], [], "misfit"),
        (MATCHING, ["x=a", "y=c"], ["a", "c"], ""),
        (MATCHING, ["y=c", ""], ["", "c"], ""),
        (MATCHING, ["x=a", "x=b"], [], "misfit"),
        (MATCHING, ["x=z"], [], "misfit"),
        (MATCHING, ["a"], [], "misfit"),
        (NUMERIC, [" 3 "], ["3"], ""),
        (NUMERIC, ["three"], [], "number"),
        (NUMERIC, ["3", "4"], [], "misfit"),
        (NUMERIC, ["9" * 61], [], "long"),
        (SHORT, ["\x00"], [], "misfit"),
        (SHORT, ["x" * 1_000_000], [], "long"),
        (SHORT, ["   "], [], ""),
        (SCENARIO, ["n1.a"], ["n1.a"], ""),
        (SCENARIO, ["n1.a", "n2.a"], ["n1.a", "n2.a"], ""),
        (SCENARIO, ["n3.a", "n1.z", "nonsense", "."], [], ""),
    ],
)
def test_what_a_form_sends_becomes_an_answer_or_a_problem(asked, values, answer, problem):
    given_answer = read(asked, values)
    assert (given_answer.answer, given_answer.problem) == (answer, problem)
    assert fits(asked, given_answer.answer)


def test_steps_of_a_scenario_cannot_be_taken_back():
    assert read(SCENARIO, ["n1.b"], kept=["n1.a"]).answer == ["n1.a"]
    assert read(SCENARIO, ["n1.b", "n3.a"], kept=["n1.a"]).answer == ["n1.a"]
    assert read(SCENARIO, ["n2.b"], kept=["n1.a"]).answer == ["n1.a", "n2.b"]


@pytest.mark.parametrize(
    ("asked", "answer", "complete"),
    [
        (MATCHING, ["a", ""], False),
        (MATCHING, ["a", "b"], True),
        (SCENARIO, ["n1.a"], False),
        (SCENARIO, ["n1.a", "n2.a"], True),
        (SHORT, ["x"], True),
        (NUMERIC, [], False),
    ],
)
def test_only_a_complete_answer_can_be_handed_in(asked, answer, complete):
    assert is_complete(asked, answer) is complete


@pytest.mark.parametrize(
    ("option", "up", "expected"),
    [("b", True, "bacd"), ("b", False, "acbd"), ("a", True, "abcd"), ("d", False, "abcd"), ("z", True, "abcd")],
)
def test_moving_a_line_stops_at_the_ends(option, up, expected):
    assert "".join(moved("abcd", option, up=up)) == expected


def changed(**nodes):
    return {"start": "n1", "nodes": [{"id": key, "choices": choices} for key, choices in nodes.items()]}


END = [{"id": "a", "to": None, "points": 1}]


@pytest.mark.parametrize(
    ("graph", "answer", "codes"),
    [
        (GRAPH, {}, set()),
        (GRAPH, {"paths": [["n1.a", "n2.a"]]}, set()),
        (GRAPH, {"paths": [["n1.a"]]}, {"path"}),
        (GRAPH, {"paths": [["n2.a"]]}, {"path"}),
        (GRAPH, {"paths": "n1.a"}, {"path"}),
        ({}, {}, {"shape"}),
        ({"start": "n1", "nodes": []}, {}, {"shape"}),
        ({"start": "n1", "nodes": [{"id": "n1"}]}, {}, {"shape"}),
        ({"start": "n1", "nodes": ["n1"]}, {}, {"shape"}),
        ({"start": "n1", "nodes": [{"id": "n1", "choices": [{"id": "a", "to": 5}]}]}, {}, {"shape"}),
        ({"start": "x", "nodes": changed(n1=END)["nodes"]}, {}, {"start"}),
        (changed(n1=[]), {}, {"dead_end"}),
        (changed(n1=[{"id": "a", "to": "nowhere"}]), {}, {"unknown"}),
        (changed(n1=[{"id": "a", "to": "n1"}, *END]), {}, {"twice"}),
        (changed(n1=[{"id": "b", "to": "n1"}, *END]), {}, {"loop"}),
        (changed(n1=[{"id": "a", "to": "n2"}], n2=[{"id": "a", "to": "n1"}]), {}, {"loop"}),
        (changed(n1=END, n2=END), {}, {"unreachable"}),
        (changed(n1=[{"id": "a", "to": None}]), {}, {"points"}),
        (changed(n1=[{"id": "a", "to": None, "points": "many"}]), {}, {"points"}),
        (changed(n1=[{"id": "a b", "to": None, "points": 1}]), {}, {"id"}),
        (changed(n1=[{"id": f"c{n}", "to": None, "points": 1} for n in range(11)]), {}, {"large"}),
        (changed(**{f"n{n}": END for n in range(61)}), {}, {"large"}),
    ],
)
def test_scenarios_that_cannot_be_played_are_refused(graph, answer, codes):
    assert {code for code, _where in problems(graph, answer)} == codes


@st.composite
def graphs(draw):
    """Any graph of a few nodes: with loops, dead ends and unknown nodes, too."""
    names = [f"n{number}" for number in range(1, draw(st.integers(1, 5)) + 1)]
    to = st.sampled_from([*names, None, None, "unknown"] if draw(st.booleans()) else [*names, None, None])
    choices = st.lists(st.tuples(to, st.integers(-2, 3)), min_size=draw(st.integers(0, 1)), max_size=3)
    return {
        "start": "n1",
        "nodes": [
            {
                "id": name,
                "choices": [
                    {"id": f"c{place}", "to": where, "points": points}
                    for place, (where, points) in enumerate(draw(choices))
                ],
            }
            for name in names
        ],
    }


@settings(max_examples=200, deadline=None, derandomize=True)
@given(graphs(), st.lists(st.integers(0, 9), max_size=30))
def test_every_walk_through_an_accepted_scenario_ends(graph, turns):
    if problems(graph, {}):
        return
    scenario = Scenario.of(graph)
    path = []
    for turn in [*turns, *[0] * len(graph["nodes"])]:
        here = scenario.at(path)
        if here is None:
            break
        choices = list(scenario.nodes[here])
        path = scenario.walked(path, f"{here}.{choices[turn % len(choices)]}")
    assert scenario.at(path) is None
    assert len(path) <= len(graph["nodes"])
    assert scenario.earned(path) <= scenario.best()
    assert scenario.walked(path) == path
    assert 0 <= credit(question(QuestionKind.SCENARIO, graph=graph), path) <= 1


@steady
@given(st.permutations("abcd"), st.integers(0, 2))
def test_putting_two_neighbours_right_never_lowers_an_order(order, place):
    first, second = sorted(order[place : place + 2])
    better = [*order[:place], first, second, *order[place + 2 :]]
    assert credit(ORDERING, better) >= credit(ORDERING, order)


@steady
@given(st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=2, max_size=2), st.integers(0, 1))
def test_one_more_right_match_never_lowers_the_score(answer, place):
    better = list(answer)
    better[place] = MATCHING.answer["pairs"]["xy"[place]]
    assert credit(MATCHING, better) >= credit(MATCHING, answer)


def test_an_order_at_random_is_worth_little():
    from itertools import permutations

    worth = [credit(ORDERING, order) for order in permutations("abcd")]
    assert sum(worth) / len(worth) < Fraction(1, 4)


ASKED = [
    Question(key="one", kind=QuestionKind.SINGLE, html="", options=(Option("1", "", right=True), Option("2", ""))),
    Question(key="order", kind=ORDERING.kind, html="", options=ORDERING.options, answer=ORDERING.answer),
    replace(MATCHING, key="match"),
]
RIGHT = {"one": ["1"], "order": list("abcd"), "match": ["a", "b"]}


@steady
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "one": st.sampled_from([["1"], ["2"]]),
            "order": st.permutations("abcd"),
            "match": st.lists(st.sampled_from("abc"), min_size=2, max_size=2),
        },
    ),
    st.sampled_from(["one", "order", "match"]),
)
def test_grading_is_monotone(answers, key):
    before, after = grade(ASKED, answers), grade(ASKED, answers | {key: RIGHT[key]})
    assert after.score >= before.score
    assert after.right >= before.right
    assert 0 <= before.score <= 100
