"""What stands behind claims: certifications, courses, endorsements; and that what is kept is what is so."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.actions.revoking import reinstate_certification, revoke_certification
from certification.enums import FactKind, ReasonCategory
from skills_exchange.actions.claims import end_claim, make_claim
from skills_exchange.actions.endorsing import endorse_claim, withdraw_endorsement
from skills_exchange.actions.evidence import gather_evidence, recompute_evidence, refresh_verified, show_evidence
from skills_exchange.actions.parties import block_party, party_of, party_of_organisation
from skills_exchange.enums import ClaimKind, EvidenceKind, MatchState, Visibility
from skills_exchange.errors import NotYours
from skills_exchange.models import Evidence, SkillClaim
from skills_exchange.queries.evidence import endorsable, may_endorse
from skills_exchange.tasks import gather_evidence_of
from tests.factories.certification import certify
from tests.factories.courses import CompletionFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import add_months, today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role


def skill_about(*topics):
    skill = SkillFactory()
    skill.topics.set(topics)
    return skill


def claim_of(person, skill, kind=ClaimKind.OFFERED):
    return make_claim(actor=person, party=party_of(person), skill=skill, kind=kind)


def verified(claim):
    return SkillClaim.objects.get(pk=claim.pk).verified


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mandatory", "deed", "kind", "counts"),
    [
        (True, "certified", ClaimKind.OFFERED, True),
        (True, "certified", ClaimKind.KNOWN, True),
        (True, "certified", ClaimKind.WANTED, False),
        (True, "certified long ago", ClaimKind.OFFERED, False),
        (True, "passed", ClaimKind.OFFERED, False),
        (False, "passed", ClaimKind.OFFERED, True),
        (False, "passed another", ClaimKind.OFFERED, False),
        (True, "nothing", ClaimKind.OFFERED, False),
    ],
)
def test_what_makes_a_claim_verified(mandatory, deed, kind, counts):
    topic, person = TopicFactory(mandatory=mandatory), PersonFactory()
    if deed.startswith("certified"):
        certify(person, topic, add_months(today(), -30) if deed.endswith("ago") else today())
    elif deed.startswith("passed"):
        CompletionFactory(
            person=person, course=PublishedCourseFactory(topic=TopicFactory() if "another" in deed else topic)
        )
    claim = claim_of(person, skill_about(topic), kind)
    assert claim.verified is counts
    assert recompute_evidence() == 0


@pytest.mark.django_db
def test_evidence_comes_with_a_certification_and_lasts_to_the_end_of_its_renewal():
    topic, person = TopicFactory(mandatory=True), PersonFactory()
    claim = claim_of(person, skill_about(topic))
    certify(person, topic, add_months(today(), -22))
    assert gather_evidence_of(person.pk) == 1
    certify(person, topic, today())
    assert gather_evidence_of(person.pk) == 1
    (evidence,) = claim.evidence.all()
    assert evidence.expires_on > add_months(today(), 25)
    assert verified(claim)
    assert gather_evidence_of(person.pk) == 0


@pytest.mark.django_db
def test_receivers_wake_the_worker(django_capture_on_commit_callbacks):
    from wikilearn.celery import app

    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    topic, person, curator = TopicFactory(mandatory=True), PersonFactory(), PersonFactory(role=Role.CURATOR)
    claim = claim_of(person, skill_about(topic))
    said = {"actor": curator, "person": person, "topic": topic, "reason": "By mistake"}
    try:
        with django_capture_on_commit_callbacks(execute=True):
            certify(person, topic, today())
        assert verified(claim)
        with django_capture_on_commit_callbacks(execute=True):
            revoke_certification(**said, category=ReasonCategory.OTHER)
        assert not verified(claim)
    finally:
        app.conf.task_always_eager = before


@pytest.mark.django_db
def test_verified_ends_with_the_day_even_if_nothing_else_happens():
    topic, person = TopicFactory(mandatory=True), PersonFactory()
    certify(person, topic, add_months(today(), -24) + timedelta(days=1))
    claim = claim_of(person, skill_about(topic))
    assert claim.verified
    last = claim.evidence.get().expires_on
    assert refresh_verified(on=last) == 0
    assert refresh_verified(on=last + timedelta(days=1)) == 1
    assert not verified(claim)
    assert recompute_evidence(on=last + timedelta(days=1)) == 1  # the row itself goes, too


@pytest.mark.django_db
def test_hidden_evidence_does_not_count():
    topic, person = TopicFactory(mandatory=True), PersonFactory()
    certify(person, topic, today())
    claim = claim_of(person, skill_about(topic))
    show_evidence(actor=person, evidence=claim.evidence.get(), hidden=True)
    assert not verified(claim)
    assert recompute_evidence() == 0
    assert not verified(claim)
    show_evidence(actor=person, evidence=claim.evidence.get(), hidden=False)
    assert verified(claim)
    with pytest.raises(NotYours):
        show_evidence(actor=PersonFactory(), evidence=claim.evidence.get(), hidden=True)


@pytest.mark.django_db
def test_an_organisation_is_not_certified_by_its_coordinator():
    topic, organisation = TopicFactory(mandatory=True), OrganisationFactory()
    person = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    certify(person, topic, today())
    party = party_of_organisation(organisation)
    claim = make_claim(actor=person, party=party, skill=skill_about(topic), kind=ClaimKind.OFFERED)
    assert not claim.verified


STEPS = st.lists(
    st.sampled_from(
        [
            "certify",
            "revoke",
            "reinstate",
            "pass",
            "claim",
            "end",
            "hide",
            "show",
            "endorse",
            "withdraw",
            "unlink",
            "link",
        ]
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_what_is_kept_is_what_a_recomputation_finds(steps):
    """Whatever happens in whatever order: after the worker's task, recomputing changes nothing."""
    one, other = TopicFactory(mandatory=True), TopicFactory(mandatory=False)
    skill, person, curator = skill_about(one, other), PersonFactory(), PersonFactory(role=Role.CURATOR)
    colleague = ClaimFactory(skill=skill, verified=True).party.person
    Evidence.objects.create(
        claim=SkillClaim.objects.get(party__person=colleague),
        kind=EvidenceKind.BADGE,
        source="b",
        title="b",
        counts=False,
    )
    for step in steps:
        take(step, person=person, curator=curator, colleague=colleague, topics=(one, other), skill=skill)
        gather_evidence(people=[person.pk])
        claim = SkillClaim.objects.filter(party__person=person).first()
        live = Evidence.objects.verifying(today()).filter(claim=claim) if claim else Evidence.objects.none()
        assert claim is None or claim.verified is live.exists()
        assert gather_evidence(people=[person.pk]) == 0


def take(step, *, person, curator, colleague, topics, skill):
    """One step; those that make no sense at this point are refused and change nothing."""
    from wikilearn.core.errors import DomainError

    mandatory, free = topics
    claim = SkillClaim.objects.filter(party__person=person).first()
    evidence = claim.evidence.first() if claim else None
    said = {"actor": curator, "person": person, "topic": mandatory, "reason": "Because"}
    try:
        if step == "certify":
            certify(person, mandatory, today(), FactKind.PASSED)
        elif step == "revoke":
            revoke_certification(**said, category=ReasonCategory.OTHER)
        elif step == "reinstate":
            reinstate_certification(**said)
        elif step == "pass":
            CompletionFactory(person=person, course=PublishedCourseFactory(topic=free))
        elif step == "claim":
            claim_of(person, skill)
        elif step == "end" and claim:
            end_claim(actor=person, claim=claim)
        elif step in {"hide", "show"} and evidence:
            show_evidence(actor=person, evidence=evidence, hidden=step == "hide")
        elif step == "endorse" and claim:
            SkillClaim.objects.filter(party__person=colleague).update(verified=True)
            endorse_claim(actor=colleague, claim=claim)
        elif step == "withdraw" and claim:
            withdraw_endorsement(actor=colleague, claim=claim)
        elif step in {"link", "unlink"}:
            skill.topics.set(topics if step == "link" else [])
    except DomainError:
        pass


@pytest.fixture
def shared(db):
    """A claim, and somebody who learned it from them."""
    claim = ClaimFactory()
    match = MatchFactory(sharer=claim.party, skill=claim.skill)
    finish(match)
    return claim, match.learner.person


def finish(match):
    from django.utils import timezone

    now = timezone.now()
    type(match).objects.filter(pk=match.pk).update(
        state=MatchState.CONFIRMED, learner_confirmed_at=now, sharer_confirmed_at=now
    )


def test_whoever_learned_it_endorses_it_once(shared):
    claim, learner = shared
    endorse_claim(actor=learner, claim=claim)
    endorse_claim(actor=learner, claim=claim, note="Patient and clear")
    (evidence,) = claim.evidence.all()
    assert (evidence.kind, evidence.endorser, evidence.note) == (EvidenceKind.ENDORSEMENT, learner, "Patient and clear")
    assert not verified(claim)
    assert Notice.objects.filter(person=claim.party.person, kind="skill_endorsed").count() == 1
    withdraw_endorsement(actor=learner, claim=claim)
    withdraw_endorsement(actor=learner, claim=claim)
    assert not claim.evidence.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("stranger", False),
        ("verified colleague", True),
        ("colleague", False),
        ("themself", False),
        ("of another skill", False),
        ("match not finished", False),
        ("blocked by them", False),
        ("who blocks them", False),
        ("of a claim for matches", False),
    ],
)
def test_who_may_endorse(who, may):
    hidden = who == "of a claim for matches"
    claim = ClaimFactory(visibility=Visibility.MATCHES if hidden else Visibility.MEMBERS)
    own = claim.party if who == "themself" else PartyFactory()
    if "colleague" in who or "block" in who or hidden:
        ClaimFactory(party=own, skill=claim.skill, verified=who != "colleague")
    if who == "of another skill":
        finish(MatchFactory(sharer=claim.party, learner=own))
    if who == "match not finished":
        MatchFactory(sharer=claim.party, learner=own, skill=claim.skill)
    if who == "blocked by them":
        block_party(actor=claim.party.person, party=own)
    if who == "who blocks them":
        block_party(actor=own.person, party=claim.party)
    assert may_endorse(own.person, claim) is may
    if not (hidden or "block" in who):  # on a page the reader would not see the claim at all
        assert endorsable(own.person, claim.party, [claim]) == ({claim.pk} if may else set())
    if not may:
        with pytest.raises(NotYours):
            endorse_claim(actor=own.person, claim=claim)


def test_a_wish_is_not_endorsed(shared):
    claim, learner = shared
    SkillClaim.objects.update(kind=ClaimKind.WANTED)
    claim.refresh_from_db()
    assert not may_endorse(learner, claim)


@pytest.mark.parametrize("blocker", ["endorsed", "endorser"])
def test_a_block_ends_endorsements(shared, blocker):
    claim, learner = shared
    endorse_claim(actor=learner, claim=claim)
    if blocker == "endorsed":
        block_party(actor=claim.party.person, party=party_of(learner))
    else:
        block_party(actor=learner, party=claim.party)
    assert not claim.evidence.exists()
