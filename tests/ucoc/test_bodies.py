"""Setting up bodies, members and facts; the table changed by two people; figures and files."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.days import as_of_now, in_days
from tests.factories.enforcing import BodyFactory, BodyMemberFactory, LocalBodyFactory, MeasureFactory, member_of
from tests.factories.people import PersonFactory
from ucoc.actions.bodies import (
    add_body_member,
    confirm_member_fact,
    create_body,
    edit_body,
    end_body_membership,
    resume_body,
    suspend_body,
)
from ucoc.actions.figures import (
    approve_thresholds,
    close_failure,
    propose_thresholds,
    record_case_step,
    send_failure_to_u4c,
    watch_bodies,
)
from ucoc.actions.jurisdiction import (
    approve_table,
    draft_table,
    move_rule,
    propose_table,
    remove_rule,
    return_table,
    save_rule,
    withdraw_table,
)
from ucoc.enums import BodyKind, Closing, Criterion, MeasureKind, MemberCapacity, Place, Severity, TableState
from ucoc.errors import BodyRefused, NotYours, TableRefused
from ucoc.jurisdiction import NobodyLeft, Question, cells, flaws_of, route
from ucoc.ladder import RUNGS, Earlier, propose
from ucoc.models import CaseStep, EnforcementBody, JurisdictionRule, JurisdictionTable, Measure, MemberFact, Thresholds
from ucoc.personal_data_bodies import erase, export
from ucoc.queries.bodies import eligible_members, with_local_body
from ucoc.queries.figures import criteria_met
from ucoc.queries.jurisdiction import load_table, responsible, rules_of, table_in_force
from ucoc.queries.tables import preview, problems_of
from ucoc.reference_data_bodies import load_bodies, load_jurisdiction, load_thresholds
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.movement.models import Wiki
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return PersonFactory(role=Role.CURATOR)


@pytest.fixture
def staff():
    return PersonFactory(role=Role.STAFF)


@pytest.fixture
def site():
    """A fresh site; the U4C and trust and safety have a member each."""
    load_bodies()
    load_jurisdiction()
    load_thresholds()
    u4c, trust = BodyFactory(slug="u4c"), BodyFactory(slug="trust-and-safety")
    EnforcementBody.objects.filter(pk=u4c.pk).update(quorum=1)
    trust.topics.clear()
    member_of(u4c)
    member_of(trust)
    return EnforcementBody.objects.get(pk=u4c.pk)


def tomorrow(days=1):
    return today() + timedelta(days=days)


# Bodies and members


def test_only_curators_set_up_bodies(curator):
    fields = {"slug": "x", "kind": BodyKind.STEWARDS, "name": "Stewards"}
    with pytest.raises(NotYours):
        create_body(actor=PersonFactory(), **fields)
    body = create_body(actor=curator, **fields)
    assert Event.objects.get(action="body.created").target == body.reference
    with pytest.raises(BodyRefused):
        create_body(actor=curator, **(fields | {"slug": "y"}))
    with pytest.raises(ValidationError):
        create_body(actor=curator, slug="z", kind="nonsense", name="Z")
    with pytest.raises(BodyRefused):
        edit_body(actor=curator, body=body, kind=BodyKind.LEGAL)


def test_a_suspended_body_gets_no_new_cases(site, curator):
    local = LocalBodyFactory()
    member_of(local)
    question = Question(place=Place.ONE_WIKI, wiki=local.wiki.dbname)
    assert responsible(question)[0].body == local
    suspend_body(actor=curator, body=local, reason="Election")
    assert responsible(question)[0].body != local
    with pytest.raises(BodyRefused):
        suspend_body(actor=curator, body=local, reason="Again")
    resume_body(actor=curator, body=local)
    assert responsible(question)[0].body == local


def test_a_member_is_added_told_and_logged(site, curator):
    local, person = LocalBodyFactory(), PersonFactory()
    member = add_body_member(actor=curator, body=local, person=person)
    assert eligible_members(local) == []
    assert Notice.objects.get(person=person).kind == "ucoc_body_member"
    assert Event.objects.filter(action="body.member_added", target=local.reference).exists()
    with pytest.raises(BodyRefused):
        add_body_member(actor=curator, body=local, person=person)
    end_body_membership(actor=person, member=member)
    with pytest.raises(BodyRefused):
        end_body_membership(actor=person, member=member)


def test_nobody_sits_in_two_bodies_of_one_path(site, curator):
    local = LocalBodyFactory()
    person = PersonFactory()
    add_body_member(actor=curator, body=local, person=person)
    with pytest.raises(BodyRefused, match="A case can pass"):
        add_body_member(actor=curator, body=site, person=person)
    elsewhere = LocalBodyFactory()
    add_body_member(actor=curator, body=elsewhere, person=person)
    add_body_member(actor=curator, body=site, person=person, capacity=MemberCapacity.OBSERVER)


@pytest.mark.parametrize("account", [{"is_active": False}, {"erased_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_closed_account_works_nowhere(curator, account):
    with pytest.raises(BodyRefused):
        add_body_member(actor=curator, body=BodyFactory(), person=PersonFactory(**account))


def test_terms_are_in_order_and_nobody_adds_themself(curator):
    body = BodyFactory()
    with pytest.raises(BodyRefused):
        add_body_member(actor=curator, body=body, person=PersonFactory(), until=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(NotYours):
        add_body_member(actor=curator, body=body, person=curator)


def test_a_body_whose_members_all_left_is_passed_by_and_curators_are_told(site, curator):
    local = LocalBodyFactory()
    person = member_of(local)
    question = Question(place=Place.ONE_WIKI, wiki=local.wiki.dbname)
    assert responsible(question)[0].body == local
    end_body_membership(actor=curator, member=local.members.get())
    assert responsible(question)[0].body == site
    assert Notice.objects.filter(person=curator, kind="ucoc_body_short").exists()
    assert eligible_members(local) == []
    assert person


def test_facts_are_confirmed_by_others_and_never_change(staff):
    person = PersonFactory()
    with pytest.raises(NotYours):
        confirm_member_fact(actor=PersonFactory(role=Role.CURATOR), person=person, kind="agreement")
    with pytest.raises(NotYours):
        confirm_member_fact(actor=staff, person=staff, kind="agreement")
    for wrong in ({"kind": "of_age"}, {"kind": "agreement", "age": 18}, {"kind": "of_age", "age": 5}):
        with pytest.raises(BodyRefused):
            confirm_member_fact(actor=staff, person=person, **wrong)
    with pytest.raises(BodyRefused):
        confirm_member_fact(actor=staff, person=person, kind="agreement", on=tomorrow())
    fact = confirm_member_fact(actor=staff, person=person, kind="of_age", age=18)
    with pytest.raises(DatabaseError), transaction.atomic():
        MemberFact.objects.filter(pk=fact.pk).update(age=13)
    with pytest.raises(DatabaseError), transaction.atomic():
        fact.delete()


def test_wikis_without_a_body_of_their_own():
    bare, covered = LocalBodyFactory(suspended=True, suspended_reason="x").wiki, LocalBodyFactory().wiki
    assert {wiki.pk: wiki.has_local_body for wiki in with_local_body(Wiki.objects.all())} == {
        bare.pk: False,
        covered.pk: True,
    }


# The table


def test_the_shipped_table_has_no_flaws_and_every_combination_ends_with_people(site):
    """Generated over all combinations, on a wiki with bodies of its own and on one without."""
    local = LocalBodyFactory()
    member_of(local)
    table = table_in_force()
    rules = rules_of(JurisdictionTable.objects.get())
    assert flaws_of(rules, lambda key: None) == []
    able = {body.pk for body in EnforcementBody.objects.all() if len(eligible_members(body)) >= body.quorum}
    for cell in cells():
        for wiki in (None, local.wiki.dbname, "nowherewiki"):
            question = Question(
                cell.conduct, cell.severity, cell.place, wiki, cell.reach == "several", frozenset({cell.role})
            )
            path = [step.body for step in route(table, question)]
            assert {body.pk for body in path} <= able
            assert path[-1].kind in (BodyKind.U4C, BodyKind.TRUST_AND_SAFETY)
            assert len({body.pk for body in path}) == len(path)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (Question("physical_threat", place="one_wiki"), BodyKind.TRUST_AND_SAFETY),
        (Question("hate", "emergency", "one_wiki"), BodyKind.TRUST_AND_SAFETY),
        (Question("legal_threat"), BodyKind.LEGAL),
        (Question("personal_data", place="several_wikis"), BodyKind.STEWARDS),
        (Question("harassment", place="one_wiki"), BodyKind.STEWARDS),
        (Question("harassment", place="several_wikis"), BodyKind.STEWARDS),
        (Question("harassment", place="technical"), BodyKind.TECHNICAL_COMMITTEE),
        (Question("governance", place="affiliate"), BodyKind.AFFILIATIONS_COMMITTEE),
        (Question("systemic", place="one_wiki"), BodyKind.U4C),
        (Question("harassment", place="elsewhere", accused_roles=frozenset({"u4c_member"})), BodyKind.TRUST_AND_SAFETY),
        (Question("abuse_of_power", accused_roles=frozenset({"functionary"})), BodyKind.OMBUDS),
        (Question("harassment", place="one_wiki", accused_roles=frozenset({"administrator"})), BodyKind.U4C),
    ],
)
def test_typical_rows_of_the_shipped_table(site, question, kind):
    table = load_table(today(), whoever=True)
    assert route(table, question)[0].body.kind == kind


def test_a_site_without_a_table_says_so():
    with pytest.raises(NobodyLeft):
        responsible(Question())


def test_the_table_in_memory_follows_every_change(site, django_assert_num_queries):
    table_in_force()
    with django_assert_num_queries(1):
        responsible(Question())
    local = LocalBodyFactory()
    person = member_of(local)
    question = Question(place=Place.ONE_WIKI, wiki=local.wiki.dbname)
    assert responsible(question)[0].body == local
    MemberFact.objects.create(person=person, kind="agreement_ended", on=today())
    assert responsible(question)[0].body != local


@pytest.fixture
def draft(site, staff):
    return draft_table(actor=staff, summary="Try")


def rule(table, key):
    return table.rules.get(key=key)


def test_a_draft_is_a_copy_and_one_at_a_time(draft, staff, curator):
    first = JurisdictionTable.objects.get(number=1)
    assert rules_of(draft) == rules_of(first)
    assert preview(draft) == []
    with pytest.raises(TableRefused):
        draft_table(actor=staff, summary="Another")
    with pytest.raises(NotYours):
        draft_table(actor=curator, summary="Mine")


def test_a_rule_that_falls_back_to_itself_is_refused_by_action_and_database(draft, staff):
    own = rule(draft, "one-wiki")
    with pytest.raises(TableRefused):
        save_rule(actor=staff, table=draft, rule=own, fallback=own)
    with pytest.raises(IntegrityError), transaction.atomic():
        JurisdictionRule.objects.filter(pk=own.pk).update(fallback=own)


def test_rules_that_turn_in_a_circle_are_refused(draft, staff):
    with pytest.raises(TableRefused, match="circle"):
        save_rule(actor=staff, table=draft, rule=rule(draft, "u4c"), fallback=rule(draft, "one-wiki"))


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "u4c"},
        {"kind": "", "body": None},
        {"conducts": ["nonsense"]},
        {"acknowledge_within": 0},
        {"reference": ""},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(draft, staff, fields):
    good = {"key": "new", "kind": BodyKind.U4C, "reference": "x"}
    with pytest.raises((TableRefused, ValidationError)):
        save_rule(actor=staff, table=draft, **(good | fields))


def test_a_dead_end_or_a_gap_cannot_be_proposed(draft, staff):
    save_rule(actor=staff, table=draft, rule=rule(draft, "one-wiki"), fallback=None)
    assert "neither at the U4C" in problems_of(draft)[0].sentence
    with pytest.raises(TableRefused):
        propose_table(actor=staff, table=draft, in_force_from=tomorrow())
    save_rule(actor=staff, table=draft, rule=rule(draft, "one-wiki"), fallback=rule(draft, "stewards"))
    save_rule(actor=staff, table=draft, rule=rule(draft, "u4c-last"), severities=[Severity.LOW])
    save_rule(actor=staff, table=draft, rule=rule(draft, "u4c"), places=[Place.OFF_WIKI])
    assert "no rule" in problems_of(draft)[0].sentence


def test_a_member_in_two_bodies_of_a_new_path_stops_the_proposal(draft, staff, site):
    member_of(LocalBodyFactory(), site.members.get().person)
    assert "a case could pass both" in problems_of(draft)[0].sentence


def test_nobody_at_the_end_stops_the_proposal(draft, site):
    for slug in ("u4c", "trust-and-safety"):
        EnforcementBody.objects.get(slug=slug).members.update(until=datetime(2026, 2, 1, tzinfo=UTC))
    assert "Neither the U4C" in problems_of(draft)[0].sentence


def test_two_people_put_a_version_in_force(draft, staff, site):
    save_rule(
        actor=staff, table=draft, rule=rule(draft, "technical"), kind=BodyKind.STEWARDS, fallback=rule(draft, "u4c")
    )
    (change,) = preview(draft)
    assert (change.before[0], change.after[0]) == ("technical_committee", "stewards")
    with pytest.raises(TableRefused):
        propose_table(actor=staff, table=draft, in_force_from=today())
    proposed = propose_table(actor=staff, table=draft, in_force_from=tomorrow())
    with pytest.raises(TableRefused):
        approve_table(actor=staff, table=proposed)
    with pytest.raises(TableRefused):
        save_rule(actor=staff, table=proposed, key="late", kind=BodyKind.U4C, reference="x")
    approved = approve_table(actor=PersonFactory(role=Role.STAFF), table=proposed)
    assert JurisdictionTable.objects.in_force(today()).first().number == 1
    assert JurisdictionTable.objects.in_force(tomorrow()).first() == approved
    with pytest.raises(DatabaseError), transaction.atomic():
        JurisdictionTable.objects.filter(pk=approved.pk).update(summary="Rewritten")
    with pytest.raises(DatabaseError), transaction.atomic():
        JurisdictionRule.objects.filter(table=approved).update(reference="Rewritten")


def test_the_database_wants_two_people(draft, staff):
    with pytest.raises(IntegrityError, match="table_takes_two_people"), transaction.atomic():
        JurisdictionTable.objects.filter(pk=draft.pk).update(proposed_by=staff, approved_by=staff)


def test_a_proposal_goes_back_or_is_withdrawn(draft, staff):
    proposed = propose_table(actor=staff, table=draft, in_force_from=tomorrow())
    returned = return_table(actor=staff, table=proposed, answer="Not yet")
    assert (returned.state, returned.answer, returned.in_force_from) == (TableState.DRAFT, "Not yet", None)
    assert withdraw_table(actor=staff, table=returned).state == TableState.WITHDRAWN
    with pytest.raises(TableRefused):
        propose_table(actor=staff, table=returned, in_force_from=tomorrow())


def test_rules_move_and_go(draft, staff):
    keys = list(draft.rules.order_by("position").values_list("key", flat=True))
    move_rule(actor=staff, rule=rule(draft, keys[1]), up=True)
    move_rule(actor=staff, rule=rule(draft, keys[1]), up=True)
    moved = list(draft.rules.order_by("position").values_list("key", flat=True))
    assert moved[:2] == [keys[1], keys[0]]
    with pytest.raises(TableRefused):
        remove_rule(actor=staff, rule=rule(draft, "u4c"))
    remove_rule(actor=staff, rule=rule(draft, "systemic"))
    assert not draft.rules.filter(key="systemic").exists()


# The ladder


@pytest.mark.parametrize(
    ("earlier", "severity", "holds", "expected"),
    [
        ([], Severity.LOW, True, MeasureKind.ADVICE),
        ([], Severity.NORMAL, True, MeasureKind.WARNING),
        ([], Severity.EMERGENCY, True, MeasureKind.PARTIAL_BLOCK),
        ([Earlier("warning")], Severity.NORMAL, True, MeasureKind.COURSE),
        ([Earlier("warning"), Earlier("warning")], Severity.NORMAL, True, MeasureKind.PARTIAL_BLOCK),
        ([Earlier("course", Closing.PASSED)], Severity.NORMAL, True, MeasureKind.PARTIAL_BLOCK),
        ([Earlier("course", Closing.NOT_PASSED)], Severity.NORMAL, True, MeasureKind.RIGHT_REMOVAL),
        ([Earlier("course", Closing.NOT_PASSED)], Severity.NORMAL, False, MeasureKind.BAN),
        ([Earlier("ban")], Severity.LOW, True, MeasureKind.BAN),
    ],
)
def test_the_ladder(earlier, severity, holds, expected):
    assert propose(earlier, severity, holds_rights=holds)[0] == expected


_earlier = st.builds(Earlier, st.sampled_from(MeasureKind.values), st.sampled_from(["", *Closing.values]))


@given(st.lists(_earlier, max_size=6), _earlier, st.sampled_from(Severity.values), st.booleans())
def test_more_earlier_measures_never_propose_less(earlier, another, severity, holds):
    before = propose(earlier, severity, holds_rights=holds)
    after = propose([*earlier, another], severity, holds_rights=holds)
    assert RUNGS.index(after) >= RUNGS.index(before)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"until": in_days(-30)}, True),
        ({"until": lambda: add_months(today(), -24)}, True),
        ({"until": lambda: add_months(today(), -24) - timedelta(days=1)}, False),
        ({"closed_on": in_days(-30), "closed_as": Closing.LIFTED}, True),
        ({"closed_on": in_days(-800), "closed_as": Closing.LIFTED}, False),
        ({"closed_on": in_days(-30), "closed_as": Closing.OVERTURNED}, False),
        ({"closed_on": in_days(-30), "closed_as": Closing.CHANGED}, False),
    ],
)
def test_what_the_ladder_looks_at(fields, counts):
    measure = MeasureFactory(since=date(2022, 1, 1), **as_of_now(fields))
    assert Measure.objects.about(measure.person).counting().exists() is counts


# Figures


def steps(body, *names, number=1, on=None):
    for _ in range(number):
        case = uuid.uuid4()
        for name in names:
            record_case_step(case=case, body=body, step=name, on=on, conduct="hate", severity="normal", wiki=body.wiki)


def test_a_step_counts_once_a_day_and_never_changes():
    body, case = LocalBodyFactory(), uuid.uuid4()
    fields = {"case": case, "body": body, "conduct": "hate", "severity": "low"}
    first = record_case_step(step="received", **fields)
    assert record_case_step(step="received", **fields) == first
    record_case_step(step="received", on=date(2026, 1, 1), **fields)
    assert CaseStep.objects.count() == 2
    with pytest.raises(ValueError, match="nonsense"):
        record_case_step(step="nonsense", **fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseStep.objects.update(step="closed")


NONE = {"received": 10, "unacknowledged": 0, "overdue": 0, "all_recused": 0, "decided": 10, "overturned": 0}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, []),
        ({"all_recused": 5}, [Criterion.NO_CAPACITY]),
        ({"overturned": 5}, [Criterion.CONFLICTING]),
        ({"unacknowledged": 5}, [Criterion.REFUSAL]),
        ({"overdue": 5}, [Criterion.LACK_OF_WILL]),
        ({"all_recused": 5, "overturned": 5, "unacknowledged": 5, "overdue": 5}, list(Criterion)),
        ({"overdue": 4}, []),  # fewer cases than the minimum
        ({"received": 1, "overdue": 1, "unacknowledged": 1, "all_recused": 1, "decided": 1, "overturned": 1}, []),
        ({"received": 100, "overdue": 5}, []),  # enough cases, too small a share
        ({"received": 100, "overdue": 30}, [Criterion.LACK_OF_WILL]),
        ({"received": 100, "overdue": 29}, []),
    ],
)
def test_which_criteria_figures_meet(figures, expected):
    assert criteria_met(Thresholds(), **(NONE | figures)) == expected


@pytest.mark.parametrize(
    ("names", "on", "expected"),
    [
        (["received", "climbed_unacknowledged"], None, ["refusal"]),
        (["received"], tomorrow(-100), ["refusal", "lack_of_will"]),
        (["received", "acknowledged"], tomorrow(-100), ["lack_of_will"]),
        (["received", "acknowledged", "decided"], tomorrow(-100), []),
        (["received", "acknowledged", "decided", "overturned"], None, ["conflicting"]),
        (["received", "all_recused"], None, ["no_capacity"]),
        (["received"], None, []),
        (["received"], tomorrow(-700), []),
    ],
)
def test_files_are_opened_by_figures(site, names, on, expected):
    body = LocalBodyFactory()
    steps(body, *names, number=6, on=on)
    opened = watch_bodies()
    assert [sorted(each.criteria) for each in opened] == ([sorted(expected)] if expected else [])
    assert watch_bodies() == []


def test_one_case_however_bad_opens_no_file(site):
    body = LocalBodyFactory()
    steps(body, "received", "climbed_unacknowledged", "all_recused", "decided", "overturned")
    assert watch_bodies() == []


def test_past_a_threshold_new_cases_go_up_until_the_file_is_closed(site, staff):
    body = LocalBodyFactory()
    member = member_of(body, PersonFactory(role=Role.STAFF))
    question = Question(place=Place.ONE_WIKI, wiki=body.wiki.dbname)
    assert responsible(question)[0].body == body
    steps(body, "received", "all_recused", number=6)
    (failure,) = watch_bodies()
    assert responsible(question)[0].body == site
    assert Notice.objects.filter(kind="ucoc_body_failure", person=site.members.get().person).exists()
    send_failure_to_u4c(actor=staff, failure=failure)
    assert responsible(question)[0].body == site
    with pytest.raises(BodyRefused):
        close_failure(actor=member, failure=failure, reason="We are fine.")
    with pytest.raises(BodyRefused):
        close_failure(actor=staff, failure=failure, reason=" ")
    close_failure(actor=staff, failure=failure, reason="New members.")
    assert responsible(question)[0].body == body


def test_thresholds_take_two_people_and_a_minimum(site, staff):
    values = {
        "window_days": 90,
        "minimum_cases": 4,
        "unacknowledged": 20,
        "overdue": 20,
        "all_recused": 20,
        "overturned": 20,
    }
    with pytest.raises(ValidationError):
        propose_thresholds(actor=staff, in_force_from=tomorrow(), **(values | {"minimum_cases": 1}))
    proposed = propose_thresholds(actor=staff, in_force_from=tomorrow(), **values)
    with pytest.raises(TableRefused):
        approve_thresholds(actor=staff, thresholds=proposed)
    approved = approve_thresholds(actor=PersonFactory(role=Role.TRUST_AND_SAFETY), thresholds=proposed)
    assert approved.approved_at
    with pytest.raises(DatabaseError), transaction.atomic():
        Thresholds.objects.filter(pk=approved.pk).update(overdue=99)


# Personal data


def test_a_person_takes_their_data_along_and_is_forgotten():
    person = PersonFactory()
    body = LocalBodyFactory()
    member_of(body, person)
    measure = MeasureFactory(person=person, scope="No messages to Ana", public=True)
    told = export(person)
    assert told["bodies"][0]["body"] == body.slug
    assert told["confirmed"][0]["kind"] == "agreement"
    assert told["measures"][0]["what_exactly"] == "No messages to Ana"
    erase(person)
    measure.refresh_from_db()
    assert (measure.scope, measure.public) == ("", False)
    assert eligible_members(body) == []
    BodyMemberFactory(body=body)
