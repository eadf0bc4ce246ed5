"""What holds for any history of facts: days, pauses and extensions, order of arrival, and what was known when.

Two notions of "as it was then" are kept apart. `standing(at=past)` is the one answer to "was she certified in March?":
what was *recorded* later about March, a correction above all, changes it. `standing(at=past, known_at=past)` is what
the site said in March: nothing that was recorded later changes it, ever.
"""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from certification.enums import GRANTS, FactKind, State
from certification.periods import FactRow, as_of, fold
from certification.standing import HoldingRow, RequirementRow, standing
from wikilearn.core.dates import add_months

TOPIC = "digital-security"
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))
RULES = [RequirementRow("checkuser", TOPIC, date(2019, 1, 1), date(2019, 7, 1))]
HELD = [HoldingRow("checkuser", "dewiki", date(2020, 6, 1))]


def moment(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


@st.composite
def facts(draw, number, days=DAYS, kinds=tuple(FactKind)):
    kind, day = draw(st.sampled_from(kinds)), draw(days)
    dated = kind in (FactKind.EXTENDED, FactKind.EXEMPTED) or (kind in GRANTS and draw(st.integers(0, 4)) == 0)
    late = draw(st.integers(0, 400))
    return FactRow(
        number,
        kind,
        TOPIC,
        day,
        key=f"k{number:03}",
        valid_from=day if dated and kind in GRANTS else None,
        valid_until=day + timedelta(days=draw(st.integers(0, 900))) if dated else None,
        starts_now=kind in GRANTS and draw(st.booleans()),
        refresher=kind in GRANTS and draw(st.booleans()),
        corrects=draw(st.integers(1, number)) if kind == FactKind.CORRECTED else None,
        recorded_at=moment(day + timedelta(days=late)),
        moment=moment(day),
    )


@st.composite
def histories(draw, most=9, days=DAYS, kinds=tuple(FactKind)):
    return [draw(facts(number, days, kinds)) for number in range(1, draw(st.integers(0, most)) + 1)]


def covered(line):
    """Each day that is covered, as often as it is."""
    found = []
    for span in line.spans:
        found += range(span.valid_from.toordinal(), span.valid_until.toordinal() + 1)
    return found


@given(histories())
def test_no_day_is_counted_twice_and_spans_are_in_order(history):
    counted = covered(fold(history))
    assert counted == sorted(set(counted))


@given(histories(), DAYS)
def test_nobody_is_certified_on_a_day_on_which_they_are_revoked(history, day):
    line = fold(history)
    if any(gap.covers(day) for gap in line.revocations):
        assert line.span_on(day) is None
        assert standing(history, RULES, HELD, day)[0].state == State.REVOKED if HELD[0].live(day) else True


@given(histories(), st.randoms(use_true_random=False), DAYS)
def test_the_order_of_arrival_does_not_matter(history, random, day):
    shuffled = list(history)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(history)
    assert standing(shuffled, RULES, HELD, day) == standing(history, RULES, HELD, day)


@given(histories(), histories(most=4), DAYS)
@settings(max_examples=60)
def test_what_the_site_said_then_is_changed_by_nothing_recorded_later(history, later, day):
    then = moment(day)
    renumbered = [
        fact._replace(
            id=fact.id + 100,
            key=f"l{fact.id:03}",
            corrects=fact.corrects and fact.corrects % (len(history) or 1) + 1,
            recorded_at=then + timedelta(days=1 + fact.id),
        )
        for fact in later
    ]
    assert standing([*history, *renumbered], RULES, HELD, day, known_at=then) == standing(
        history, RULES, HELD, day, known_at=then
    )


@given(histories(), histories(most=4), DAYS)
@settings(max_examples=60)
def test_a_past_day_is_changed_by_nothing_that_happens_later_but_by_corrections(history, later, day):
    after = [
        fact._replace(id=fact.id + 100, key=f"l{fact.id:03}", valid_from=None, day=day + timedelta(days=fact.id))
        for fact in later
        if fact.kind != FactKind.CORRECTED
    ]
    assert standing([*history, *after], RULES, HELD, day) == standing(history, RULES, HELD, day)


@given(DAYS, st.integers(0, 700), st.integers(0, 400))
def test_a_correction_recorded_later_changes_the_answer_but_not_what_was_said(granted, gone, late):
    day = granted + timedelta(days=gone)
    fact = FactRow(1, "passed", TOPIC, granted, recorded_at=moment(granted), moment=moment(granted))
    recorded = moment(day + timedelta(days=late + 1))
    annulled = FactRow(2, "corrected", TOPIC, recorded.date(), corrects=1, recorded_at=recorded, moment=recorded)
    holding = [HoldingRow("checkuser")]
    (now,) = standing([fact, annulled], RULES, holding, day)
    (then,) = standing([fact, annulled], RULES, holding, day, known_at=moment(day))
    assert (now.state, then.state in (State.CERTIFIED, State.RENEWAL_DUE)) == (State.NEVER, True)


@given(histories(kinds=tuple(sorted(GRANTS))), DAYS)
def test_another_pass_never_takes_a_day_away(history, day):
    history = [fact for fact in history if fact.day <= day]
    again = FactRow(999, "passed", TOPIC, day, key="z", moment=moment(day) + timedelta(hours=1))
    assert set(covered(fold(history))) <= set(covered(fold([*history, again])))


@given(histories(kinds=tuple(sorted(GRANTS))), DAYS, st.integers(0, 900))
def test_an_extension_never_takes_a_day_away_and_reaches_its_last_day(history, day, more):
    history = [fact for fact in history if fact.day <= day]
    until = day + timedelta(days=more)
    extended = fold([*history, FactRow(999, "extended", TOPIC, day, key="z", valid_until=until, moment=moment(day))])
    assert set(covered(fold(history))) <= set(covered(extended))
    assert extended.spans[-1].valid_until >= until


PAUSED = st.tuples(st.integers(0, 300), st.integers(0, 120), st.integers(0, 300))


@given(DAYS, PAUSED)
def test_a_pause_and_an_extension_before_it_add_up(granted, when):
    """The extension moves the end to its day, then the pause gives back its days; each counts from where it stands."""
    begins, length, further = when
    until = add_months(granted, 24)
    day = granted + timedelta(days=begins)
    longer = until + timedelta(days=further)
    extended = FactRow(2, "extended", TOPIC, day, key="b", valid_until=longer, moment=moment(day))
    pause = FactRow(3, "paused", TOPIC, day, key="c", moment=moment(day) + timedelta(hours=1))
    back = day + timedelta(days=length)
    resumed = FactRow(4, "resumed", TOPIC, back, key="d", moment=moment(back) + timedelta(hours=2))
    grant = FactRow(1, "passed", TOPIC, granted, key="a", moment=moment(granted))
    assert fold([grant, extended, pause, resumed]).spans[-1].valid_until == longer + timedelta(days=length)
    # The other way round the extension names the day itself, and the pause is counted in it.
    after = extended._replace(day=back, key="e", moment=moment(back) + timedelta(hours=3))
    paused_end = until + timedelta(days=length)
    assert fold([grant, pause, resumed, after]).spans[-1].valid_until == max(paused_end, longer)


@given(DAYS, st.integers(0, 60), st.integers(0, 120), st.integers(0, 29))
def test_pauses_of_two_periods_add_up(granted, one, two, early):
    """The first one moves the window of the renewal, too; 60 and 29 days still leave it open."""
    first = add_months(granted, 24)
    renewed = first - timedelta(days=early)
    rows = [FactRow(1, "passed", TOPIC, granted), FactRow(2, "passed", TOPIC, renewed)]
    plain = fold(rows).spans[-1].valid_until
    for number, (begins, length) in enumerate(((granted + timedelta(days=60), one), (None, two)), 1):
        begins = begins or fold(rows).spans[-1].valid_from + timedelta(days=60)
        rows.append(FactRow(10 * number, "paused", TOPIC, begins))
        rows.append(FactRow(10 * number + 1, "resumed", TOPIC, begins + timedelta(days=length)))
    assert (fold(rows).spans[-1].valid_until - plain).days <= one + two + 1
    assert len(fold(rows).pauses) == 2


@given(histories(days=st.dates(date(2021, 3, 1), date(2024, 2, 28))), st.integers(0, 3))
@settings(max_examples=60)
def test_a_history_that_happens_years_later_has_the_same_shape(history, cycles):
    """Shifted by four hundred years, a whole cycle of the calendar, every span is shifted by just that."""
    by = timedelta(days=146_097 * cycles)
    moved = [
        fact._replace(
            day=fact.day + by,
            valid_from=fact.valid_from and fact.valid_from + by,
            valid_until=fact.valid_until and fact.valid_until + by,
            moment=fact.moment + by,
        )
        for fact in history
    ]
    expected = [(span.valid_from + by, span.valid_until + by, span.fact, span.piece) for span in fold(history).spans]
    assert [tuple(span) for span in fold(moved).spans] == expected


EDGES = st.one_of(
    st.dates(date.min, date(3, 1, 1)),
    st.dates(date(9995, 1, 1), date.max),
    st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date(2026, 3, 29), date(2026, 10, 25)]),
)


@given(histories(days=EDGES.filter(lambda day: day.year < 9996)), EDGES)
def test_the_edges_of_the_calendar_break_nothing(history, day):
    counted = covered_ends(fold(history))
    assert counted == sorted(counted)
    standing(history, RULES, [HoldingRow("checkuser")], day)
    as_of(history, day)


def covered_ends(line):
    return [day for span in line.spans for day in (span.valid_from, span.valid_until)]


@given(histories(), DAYS, st.integers(0, 900))
def test_an_exemption_moves_no_day_of_any_period(history, day, length):
    exempt = FactRow(999, "exempted", TOPIC, day, key="z", valid_until=day + timedelta(days=length), moment=moment(day))
    update = FactRow(998, "updated", TOPIC, day, key="y", moment=moment(day))
    line = fold([*history, exempt, update])
    assert line.spans == fold(history).spans
    assert line.exempt_until(day) is not None or any(fact.corrects == 999 for fact in history)
    (state,) = standing([*history, exempt], RULES, [HoldingRow("checkuser")], day)
    if line.span_on(day) is None and not any(gap.covers(day) for gap in line.revocations):
        assert standing_is_exempt(state, history, exempt, day)


def standing_is_exempt(state, history, exempt, day):
    """Exempt on the day, unless what was as of that day certifies or revokes."""
    then = fold(as_of([*history, exempt], day))
    if then.span_on(day) is not None or any(gap.covers(day) for gap in then.revocations):
        return True
    return state.state == State.NOT_REQUIRED
