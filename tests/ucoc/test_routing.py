"""The pure resolver: rules, fallbacks, places, and that every path ends where somebody can work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucoc.enums import LAST_RESORT, AccusedRole, BodyKind, Conduct, Place, Reach, Severity
from ucoc.jurisdiction import (
    CIRCLE,
    DEAD_END,
    ITSELF,
    TWICE,
    UNCOVERED,
    UNKNOWN,
    Cell,
    Circular,
    NobodyLeft,
    Question,
    Rule,
    Seat,
    cell_of,
    cells,
    changes,
    compile_table,
    flaws_of,
    paths_together,
    route,
    trace,
)


def seat(key: str, kind: str, wiki: str | None = None, organisation: str | None = None, *, able: bool = True) -> Seat:
    return Seat(key, kind, wiki, organisation, 72, 30, able, key)


ENDS = [seat("u4c", BodyKind.U4C), seat("ts", BodyKind.TRUST_AND_SAFETY)]
RULES = [
    Rule("danger", BodyKind.TRUST_AND_SAFETY, conducts=frozenset({Conduct.PHYSICAL_THREAT}), acknowledge_within=1),
    Rule(
        "wiki",
        BodyKind.LOCAL_ADMINISTRATORS,
        places=frozenset({Place.ONE_WIKI}),
        fallback="stewards",
        reference="Local enforcement",
    ),
    Rule("stewards", BodyKind.STEWARDS, places=frozenset({Place.SEVERAL_WIKIS}), fallback="rest"),
    Rule("rest", BodyKind.U4C),
]


def bodies_of(seats: list[Seat], **question: object) -> list[str]:
    return [step.body for step in route(compile_table(1, RULES, seats), Question(**question))]  # type: ignore[arg-type]


ADMINS, STEWARDS = seat("dewiki-admins", BodyKind.LOCAL_ADMINISTRATORS, "dewiki"), seat("stewards", BodyKind.STEWARDS)


@pytest.mark.parametrize(
    ("seats", "question", "expected"),
    [
        ([ADMINS, STEWARDS], {"place": Place.ONE_WIKI, "wiki": "dewiki"}, ["dewiki-admins", "stewards", "u4c", "ts"]),
        ([ADMINS, STEWARDS], {"place": Place.ONE_WIKI, "wiki": "frwiki"}, ["stewards", "u4c", "ts"]),
        ([ADMINS], {"place": Place.ONE_WIKI, "wiki": "dewiki"}, ["dewiki-admins", "u4c", "ts"]),
        (
            [ADMINS._replace(able=False), STEWARDS],
            {"place": Place.ONE_WIKI, "wiki": "dewiki"},
            ["stewards", "u4c", "ts"],
        ),
        ([STEWARDS], {"place": Place.SEVERAL_WIKIS, "wiki": "dewiki"}, ["stewards", "u4c", "ts"]),
        ([], {"place": Place.ELSEWHERE}, ["u4c", "ts"]),
        ([ADMINS], {"conduct": Conduct.PHYSICAL_THREAT, "place": Place.ONE_WIKI, "wiki": "dewiki"}, ["ts", "u4c"]),
    ],
)
def test_a_question_gets_its_path(seats, question, expected):
    assert bodies_of([*ENDS, *seats], **question) == expected


def test_a_step_carries_the_terms_of_the_rule_or_of_the_body():
    table = compile_table(1, RULES, ENDS)
    (first, second) = route(table, Question(Conduct.PHYSICAL_THREAT))
    assert (first.acknowledge_within, first.decide_within) == (1, 30)
    assert (second.acknowledge_within, second.reference) == (72, "")


def test_the_body_of_the_organisation_comes_before_the_one_for_all():
    rules = [Rule("event", BodyKind.EVENT_TEAM, places=frozenset({Place.EVENT}), fallback="rest"), Rule("rest", "u4c")]
    seats = [*ENDS, seat("gala", BodyKind.EVENT_TEAM, None, "wikimedia-x")]
    table = compile_table(1, rules, seats)
    assert route(table, Question(place=Place.EVENT, organisation="wikimedia-x"))[0].body == "gala"
    assert route(table, Question(place=Place.EVENT, organisation="other"))[0].body == "u4c"
    assert route(table, Question(place=Place.EVENT))[0].body == "u4c"


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (frozenset(), AccusedRole.NONE),
        (frozenset({"administrator"}), AccusedRole.ADMINISTRATOR),
        (frozenset({"administrator", "steward"}), AccusedRole.STEWARD),
        (frozenset({"none", "u4c_member", "administrator"}), AccusedRole.U4C_MEMBER),
    ],
)
def test_of_several_roles_the_one_that_asks_for_most_distance_counts(roles, expected):
    assert cell_of(Question(accused_roles=roles)).role == expected


@pytest.mark.parametrize(
    ("place", "several", "expected"),
    [
        (Place.ONE_WIKI, True, Reach.ONE),
        (Place.SEVERAL_WIKIS, False, Reach.SEVERAL),
        (Place.OFF_WIKI, True, Reach.SEVERAL),
        (Place.OFF_WIKI, False, Reach.ONE),
    ],
)
def test_the_place_says_how_many_wikis_where_it_can(place, several, expected):
    assert cell_of(Question(place=place, several_wikis=several)).reach == expected


def test_unknown_words_are_refused():
    with pytest.raises(KeyError):
        route(compile_table(1, RULES, ENDS), Question(conduct="nonsense"))


def test_without_a_last_resort_there_is_no_table():
    with pytest.raises(NobodyLeft):
        compile_table(1, RULES, [STEWARDS])


def test_a_last_resort_that_cannot_work_holds_what_comes_rather_than_nobody():
    table = compile_table(1, RULES, [each._replace(able=False) for each in ENDS])
    assert [step.body for step in route(table, Question())] == ["u4c", "ts"]


def test_fallbacks_that_turn_in_a_circle_are_named():
    with pytest.raises(Circular) as circular:
        trace({"a": "b", "b": "c", "c": "b"}, "a")
    assert circular.value.keys == ("b", "c", "b")


def kind_of(_body: object) -> None:
    return None


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (RULES, []),
        ([Rule("a", "u4c", fallback="a")], [ITSELF]),
        ([Rule("a", "stewards", fallback="b"), Rule("b", "u4c", fallback="a")], [CIRCLE]),
        ([Rule("a", "stewards", fallback="nowhere")], [UNKNOWN]),
        ([Rule("a", "stewards")], [DEAD_END]),
        ([Rule("a", "u4c", fallback="b"), Rule("b", "u4c")], [TWICE]),
        ([Rule("a", "u4c", conducts=frozenset({"hate"}))], [UNCOVERED]),
    ],
)
def test_what_is_wrong_with_rules_is_found(rules, expected):
    assert [flaw.what for flaw in flaws_of(rules, kind_of)] == expected


def test_a_gap_names_a_combination_and_counts_them():
    (flaw,) = flaws_of([Rule("a", "u4c", conducts=frozenset(set(Conduct.values) - {"hate"}))], kind_of)
    assert flaw.cell is not None
    assert flaw.cell.conduct == Conduct.HATE
    assert flaw.number == sum(cell.conduct == Conduct.HATE for cell in cells())


def test_a_preview_says_which_combinations_change():
    new = [RULES[0], RULES[1]._replace(fallback="rest"), *RULES[2:]]
    (change,) = changes(RULES, new)
    assert change.before == ("local_administrators", "stewards", "u4c")
    assert change.after == ("local_administrators", "u4c")
    assert change.number == sum(c.place == Place.ONE_WIKI and c.conduct != Conduct.PHYSICAL_THREAT for c in cells())
    assert changes(RULES, RULES) == []


def test_a_changed_deadline_is_a_change():
    (change,) = changes(RULES, [RULES[0]._replace(acknowledge_within=24), *RULES[1:]])
    assert change.example.conduct == Conduct.PHYSICAL_THREAT


def test_bodies_on_one_path_are_pairs():
    pairs = paths_together(compile_table(1, RULES, [*ENDS, ADMINS, STEWARDS]))
    assert frozenset({"dewiki-admins", "stewards"}) in pairs
    assert frozenset({"u4c", "ts"}) in pairs
    assert frozenset({"dewiki-admins", "frwiki-admins"}) not in pairs


def test_combinations_that_contradict_themselves_are_left_out():
    everything = list(cells())
    assert len(everything) == len(set(everything))
    assert Cell("hate", "low", Place.ONE_WIKI, "none", Reach.SEVERAL) not in everything
    one_reach = len(Conduct) * len(Severity) * len(AccusedRole)
    assert len(everything) == one_reach * (2 * len(Place) - 2)


some = st.frozensets
KEYS = [f"r{number}" for number in range(7)]


@st.composite
def tables(draw: st.DrawFn) -> list[Rule]:
    """Rules that pass the check: fallbacks only point down the list, which ends in a last resort for everything."""
    kinds = draw(st.permutations([kind for kind in BodyKind.values if kind not in LAST_RESORT]))
    size = draw(st.integers(0, 6))
    rules = [
        Rule(
            KEYS[number],
            kinds[number],
            conducts=draw(some(st.sampled_from(Conduct.values), max_size=3)),
            severities=draw(some(st.sampled_from(Severity.values), max_size=2)),
            places=draw(some(st.sampled_from(Place.values), max_size=3)),
            roles=draw(some(st.sampled_from(AccusedRole.values), max_size=3)),
            reach=draw(st.sampled_from(["", *Reach.values])),
            fallback=draw(st.sampled_from([*KEYS[number + 1 : size], "end"])),
        )
        for number in range(size)
    ]
    return [*rules, Rule("end", draw(st.sampled_from([kind.value for kind in LAST_RESORT])))]


questions = st.builds(
    Question,
    conduct=st.sampled_from(Conduct.values),
    severity=st.sampled_from(Severity.values),
    place=st.sampled_from(Place.values),
    wiki=st.sampled_from([None, "dewiki", "frwiki", "xxwiki"]),
    several_wikis=st.booleans(),
    accused_roles=st.frozensets(st.sampled_from(AccusedRole.values), max_size=3),
    organisation=st.sampled_from([None, "chapter"]),
)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sets(st.sampled_from(BodyKind.values)), st.lists(questions, min_size=1, max_size=20))
def test_routing_always_ends_with_bodies_that_can_work(rules, unable, asked):
    seats = [
        seat(f"{kind}-{wiki or organisation or 'all'}", kind, wiki, organisation, able=kind not in unable)
        for kind in BodyKind.values
        for wiki, organisation in ((None, None), ("dewiki", None), (None, "chapter"))
    ]
    assert flaws_of(rules, kind_of) == []
    table = compile_table(1, rules, seats)
    nobody_at_the_end = unable >= {kind.value for kind in LAST_RESORT}
    for question in asked:
        path = route(table, question)
        names = [step.body for step in path]
        assert names
        assert len(set(names)) == len(names)
        assert names[-1].rpartition("-")[0] in LAST_RESORT
        for name in names:
            kind = name.rpartition("-")[0]
            assert kind not in unable or (nobody_at_the_end and kind in LAST_RESORT)
        assert not any(name.endswith("-dewiki") for name in names) or question.wiki == "dewiki"
