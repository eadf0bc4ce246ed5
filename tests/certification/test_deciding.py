"""What two people decide: proposals, revocations, reinstatements, corrections, appeals, pauses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certification.actions.appealing import decide_appeal, file_appeal, withdraw_appeal
from certification.actions.deciding import (
    confirm_proposal,
    expire_proposals,
    propose_change,
    reject_proposal,
    withdraw_proposal,
)
from certification.actions.pausing import pause_certifications, resume_certifications
from certification.actions.revoking import correct_fact, reinstate_certification, revoke_certification
from certification.enums import AppealState, FactKind, ProposalKind, ProposalState, ReasonCategory, State
from certification.errors import DecisionRefused, FactRefused, NotYours
from certification.models import Appeal, Fact, Period, Proposal
from certification.queries.asking import standing_of
from tests.days import as_of_now, in_days
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
REASON = ReasonCategory.EMERGENCY


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", mandatory=True)


@pytest.fixture
def person():
    return PersonFactory(username="Ada")


@pytest.fixture
def steward():
    return PersonFactory(role=Role.STEWARD)


@pytest.fixture
def curator():
    return PersonFactory(role=Role.CURATOR)


@pytest.fixture
def certified(person, topic):
    """Ada is certified, until in 100 days."""
    certify(person, topic, timezone.now() - timedelta(days=630), source_key="granted")
    return Period.objects.get()


def proposed(steward, person, topic, **more):
    wanted = {
        "kind": ProposalKind.EXTENSION,
        "until": today() + timedelta(days=200),
        "category": REASON,
        "reason": "No way to get online",
    }
    return propose_change(actor=steward, person=person, topic=topic, **wanted | more)


def actions():
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def kinds_told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_confirm_proposal_of_an_extension_writes_a_fact_logs_and_tells(steward, curator, person, topic, certified):
    proposal = proposed(steward, person, topic)
    certified.refresh_from_db()
    assert certified.valid_until < today() + timedelta(days=200)
    confirm_proposal(actor=curator, proposal=proposal, answer="Agreed")
    certified.refresh_from_db()
    proposal.refresh_from_db()
    assert certified.valid_until == today() + timedelta(days=200)
    assert (proposal.state, proposal.decided_by, proposal.fact.kind) == ("confirmed", curator, FactKind.EXTENDED)
    assert (proposal.fact.category, proposal.fact.actor) == (REASON, curator.reference)
    assert [action for action in actions() if "proposal" in action] == [
        "certification.proposal_proposed",
        "certification.proposal_confirmed",
    ]
    assert "certification_changed" in kinds_told(person)
    assert "No way" not in str(list(Event.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("who", ["proposer", "person", "nobody", "staff"])
def test_confirm_proposal_takes_another_authorised_person(steward, person, topic, certified, who):
    proposal = proposed(steward, person, topic)
    actor = {
        "proposer": lambda: steward,
        "person": lambda: person,
        "nobody": PersonFactory,
        "staff": lambda: PersonFactory(role=Role.STAFF),
    }[who]()
    for action in (confirm_proposal, reject_proposal):
        with pytest.raises(NotYours):
            action(actor=actor, proposal=proposal, answer="x")
    assert Fact.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"decided_by": "proposer", "state": "confirmed", "decided_at": timezone.now()},
        {"decided_by": "person", "state": "confirmed", "decided_at": timezone.now()},
        {"proposed_by": "person"},
        {"state": "confirmed"},
        {"until": None},
        {"state": "unheard of"},
    ],
)
def test_database_keeps_proposals_apart_from_those_they_concern(steward, person, topic, certified, change):
    proposal = proposed(steward, person, topic)
    people = {"proposer": steward, "person": person}
    values = {key: people.get(value, value) for key, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**values)


def months(number):
    return add_months(today(), number)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"until": in_days(0)}, "until"),
        ({"until": in_days(99)}, "until"),
        ({"until": lambda: months(24)}, "until"),
        ({"kind": ProposalKind.EXEMPTION, "until": lambda: months(13)}, "until"),
        ({"category": "wikibreak"}, "category"),
        ({"category": "nonsense"}, "category"),
        ({"reason": "  "}, "reason"),
        ({"kind": ProposalKind.RECOGNITION}, "kind"),
    ],
)
def test_propose_change_refuses_what_makes_no_sense(steward, person, topic, certified, wanted, field):
    with pytest.raises(DecisionRefused) as refused:
        proposed(steward, person, topic, **as_of_now(wanted))
    assert refused.value.field == field
    assert not Proposal.objects.exists()


def test_propose_change_refuses_an_extension_of_nothing_and_a_second_proposal(steward, person, topic):
    with pytest.raises(DecisionRefused) as refused:
        proposed(steward, person, topic)
    assert refused.value.field == "topic"
    proposed(steward, person, topic, kind=ProposalKind.EXEMPTION)
    with pytest.raises(DecisionRefused):
        proposed(steward, person, topic, kind=ProposalKind.EXEMPTION)


def test_propose_change_is_for_those_who_may_and_never_about_oneself(person, topic, certified, steward):
    with pytest.raises(NotYours):
        proposed(PersonFactory(), person, topic)
    with pytest.raises(NotYours):
        proposed(PersonFactory(roles=[Role.STEWARD], two_factor=False), person, topic)
    with pytest.raises(NotYours):
        proposed(steward, steward, topic)


def test_exemption_asks_for_nothing_until_its_end_and_certifies_nothing(steward, curator, person, topic):
    RequirementFactory(topic=topic, right=HoldingFactory(username="Ada", person=person).right)
    assert standing_of(person, today())[0].state == State.NEVER
    end = today() + timedelta(days=60)
    confirm_proposal(actor=curator, proposal=proposed(steward, person, topic, kind=ProposalKind.EXEMPTION, until=end))
    for day, state in (
        (today() - timedelta(days=1), State.NEVER),
        (today(), State.NOT_REQUIRED),
        (end, State.NOT_REQUIRED),
        (end + timedelta(days=1), State.NEVER),
    ):
        assert standing_of(person, day)[0].state == state, day
    assert standing_of(person, today())[0].due == end
    assert not Period.objects.exists()


def test_proposals_expire_and_can_be_made_again(steward, curator, person, topic, certified):
    proposal = proposed(steward, person, topic)
    Proposal.objects.update(expires_at=timezone.now())
    with pytest.raises(DecisionRefused):
        confirm_proposal(actor=curator, proposal=proposal)
    assert (expire_proposals(), expire_proposals()) == (1, 0)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.EXPIRED, None)
    again = proposed(steward, person, topic)
    Proposal.objects.filter(pk=again.pk).update(expires_at=timezone.now())
    assert proposed(steward, person, topic).pk


def test_proposals_are_rejected_with_a_reason_or_withdrawn_by_who_made_them(steward, curator, person, topic, certified):
    proposal = proposed(steward, person, topic)
    with pytest.raises(DecisionRefused) as refused:
        reject_proposal(actor=curator, proposal=proposal, answer=" ")
    assert refused.value.field == "answer"
    with pytest.raises(DecisionRefused):
        withdraw_proposal(actor=curator, proposal=proposal)
    assert reject_proposal(actor=curator, proposal=proposal, answer="No").state == ProposalState.REJECTED
    for again in (confirm_proposal, withdraw_proposal):
        with pytest.raises(DecisionRefused):
            again(actor=steward if again is withdraw_proposal else curator, proposal=proposal)
    assert withdraw_proposal(actor=steward, proposal=proposed(steward, person, topic)).state == ProposalState.WITHDRAWN
    assert Fact.objects.count() == 1


def revoked(steward, person, topic):
    return revoke_certification(
        actor=steward, person=person, topic=topic, category=ReasonCategory.MISCONDUCT, reason="Shared the answers"
    )


def test_revoke_and_reinstate_certification(steward, person, topic, certified):
    fact = revoked(steward, person, topic)
    assert (fact.kind, fact.category, fact.reason) == (FactKind.REVOKED, "misconduct", "Shared the answers")
    certified.refresh_from_db()
    assert certified.valid_until == today() - timedelta(days=1)
    with pytest.raises(DecisionRefused):
        revoked(steward, person, topic)
    reinstate_certification(actor=steward, person=person, topic=topic, reason="Cleared")
    assert Period.objects.standing().covering(today()).exists()
    with pytest.raises(DecisionRefused):
        reinstate_certification(actor=steward, person=person, topic=topic, reason="Cleared")
    assert kinds_told(person).count("certification_changed") == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [({"reason": " "}, "reason"), ({"category": "wikibreak"}, "category"), ({"topic": None}, "topic")],
)
def test_revoke_certification_refuses(steward, person, topic, certified, more, field):
    wanted = {"topic": topic, "category": ReasonCategory.ERROR, "reason": "x"} | more
    wanted["topic"] = wanted["topic"] or TopicFactory()
    with pytest.raises(DecisionRefused) as refused:
        revoke_certification(actor=steward, person=person, **wanted)
    assert refused.value.field == field


def test_those_who_decide_never_decide_about_themselves(steward, topic):
    certify(steward, topic, timezone.now())
    fact = Fact.objects.get()
    for refused in (
        lambda: revoked(steward, steward, topic),
        lambda: reinstate_certification(actor=steward, person=steward, topic=topic, reason="x"),
        lambda: correct_fact(actor=steward, fact=fact, reason="x"),
    ):
        with pytest.raises(NotYours):
            refused()


def test_correct_fact_gives_it_other_days_or_annuls_it(steward, person, topic, certified):
    granted = Fact.objects.get(source_key="granted")
    correct_fact(actor=steward, fact=granted, valid_from=months(-12), reason="It was a year later")
    certified.refresh_from_db()
    assert (certified.valid_from, certified.valid_until) == (months(-12), add_months(months(-12), 24))
    with pytest.raises(FactRefused):
        correct_fact(actor=steward, fact=granted, valid_from=today(), valid_until=months(-1), reason="x")
    with pytest.raises(DecisionRefused):
        correct_fact(actor=steward, fact=granted, reason=" ")
    correct_fact(actor=steward, fact=granted, reason="Another person of the same name")
    certified.refresh_from_db()
    assert not certified.stands
    with pytest.raises(DecisionRefused):
        correct_fact(actor=steward, fact=Fact.objects.filter(kind=FactKind.CORRECTED).first(), reason="x")


def test_granting_an_appeal_makes_it_as_if_it_was_never_revoked(steward, curator, person, topic, certified):
    before = (certified.valid_from, certified.valid_until)
    appeal = file_appeal(actor=person, fact=revoked(steward, person, topic), text="It was my brother")
    assert (appeal.against, appeal.due_on) == (steward, today() + timedelta(days=30))
    with pytest.raises(NotYours):
        decide_appeal(actor=steward, appeal=appeal, grant=False, answer="No")
    with pytest.raises(DecisionRefused):
        decide_appeal(actor=curator, appeal=appeal, grant=True, answer=" ")
    decide_appeal(actor=curator, appeal=appeal, grant=True, answer="You are right")
    certified.refresh_from_db()
    appeal.refresh_from_db()
    assert (certified.valid_from, certified.valid_until, certified.stands) == (*before, True)
    assert (appeal.state, appeal.outcome.kind) == (AppealState.GRANTED, FactKind.CORRECTED)
    assert kinds_told(person)[-1] == "certification_answered"
    assert actions()[-1] == "certification.appeal_granted"


def test_granting_an_appeal_against_a_correction_gives_the_entry_its_days_back(
    steward, curator, person, topic, certified
):
    before = (certified.valid_from, certified.valid_until)
    corrected = correct_fact(actor=steward, fact=Fact.objects.get(), reason="Not hers")
    appeal = file_appeal(actor=person, fact=corrected, text="It is mine")
    decide_appeal(actor=curator, appeal=appeal, grant=True, answer="It is")
    certified.refresh_from_db()
    assert (certified.valid_from, certified.valid_until, certified.stands) == (*before, True)


def test_dismissed_and_withdrawn_appeals_change_nothing(steward, curator, person, topic, certified):
    fact = revoked(steward, person, topic)
    appeal = file_appeal(actor=person, fact=fact, text="Please")
    decide_appeal(actor=curator, appeal=appeal, grant=False, answer="The log is clear")
    with pytest.raises(DecisionRefused):
        withdraw_appeal(actor=person, appeal=appeal)
    with pytest.raises(DecisionRefused):
        file_appeal(actor=person, fact=fact, text="Again")
    assert Fact.objects.filter(kind=FactKind.CORRECTED).count() == 0


@pytest.mark.parametrize("what", ["somebody else's", "a grant", "too late", "without words", "one's own correction"])
def test_file_appeal_refuses(steward, person, topic, certified, what):
    fact, actor, text = revoked(steward, person, topic), person, "Please"
    if what == "somebody else's":
        actor = PersonFactory()
    elif what == "a grant":
        fact = Fact.objects.get(source_key="granted")
    elif what == "too late":
        with pytest.MonkeyPatch.context() as patch:
            late = timezone.now() + timedelta(days=91)
            patch.setattr(timezone, "now", lambda: late)
            with pytest.raises(DecisionRefused):
                file_appeal(actor=person, fact=fact, text=text)
        return
    elif what == "without words":
        text = " "
    else:
        fact = certify(person, topic, timezone.now(), kind=FactKind.RESUMED)
    with pytest.raises(DecisionRefused):
        file_appeal(actor=actor, fact=fact, text=text)
    assert not Appeal.objects.exists()


def test_database_sends_an_appeal_to_another(steward, person, topic, certified):
    appeal = file_appeal(actor=person, fact=revoked(steward, person, topic), text="Please")
    for decided_by in (steward, person):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(
                state=AppealState.DISMISSED, decided_by=decided_by, decided_at=timezone.now()
            )


def test_a_break_stops_the_clock_once_until_it_is_ended(person, topic, certified):
    until = certified.valid_until
    pause_certifications(actor=person, topics=[topic], category=ReasonCategory.WIKIBREAK)
    certified.refresh_from_db()
    assert certified.valid_until == until + (months(6) - today())
    fact = Fact.objects.get(kind=FactKind.PAUSED)
    assert (fact.category, fact.reason, fact.evidence) == ("wikibreak", "", "")
    for again in range(2):
        with pytest.raises(DecisionRefused):
            pause_certifications(actor=person, topics=[topic], category=ReasonCategory.WIKIBREAK)
        if not again:
            resume_certifications(actor=person)
    certified.refresh_from_db()
    assert certified.valid_until == until
    with pytest.raises(DecisionRefused):
        resume_certifications(actor=person)


@pytest.mark.parametrize(("category", "field"), [("misconduct", "category"), ("", "category")])
def test_a_break_takes_a_reason_of_a_few_kinds(person, topic, certified, category, field):
    with pytest.raises(DecisionRefused) as refused:
        pause_certifications(actor=person, topics=[topic], category=category)
    assert refused.value.field == field


def test_a_break_needs_something_that_runs(person, topic):
    for topics in ([], [topic]):
        with pytest.raises(DecisionRefused) as refused:
            pause_certifications(actor=person, topics=topics, category=ReasonCategory.ILLNESS)
        assert refused.value.field == "topics"


def test_database_keeps_no_details_of_a_break(person, topic):
    with pytest.raises(FactRefused):
        certify(person, topic, timezone.now(), kind=FactKind.PAUSED, reason="Surgery")
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(
            person=person, topic=topic, kind=FactKind.PAUSED, at=timezone.now(), actor="x", reason="x", source_key="x"
        )
