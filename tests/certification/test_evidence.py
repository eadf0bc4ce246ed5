"""Rules that recognise evidence, what organisations attest, and claims that two people decide."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certification.actions.deciding import confirm_proposal, propose_answer, reject_proposal
from certification.actions.evidence import (
    add_rule,
    apply_rule,
    attest_certification,
    end_rule,
    moment_on,
    submit_claim,
    withdraw_claim,
)
from certification.actions.recognising import recognise_work
from certification.enums import ClaimState, EvidenceKind, FactKind, Path, ProposalState
from certification.errors import ClaimRefused, DecisionRefused, NotYours, RuleRefused
from certification.evidence import effect_of
from certification.models import Claim, EvidenceRule, Fact, Period, Proposal
from certification.periods import FactRow
from certification.personal_data import erase
from certification.queries.evidence import preview_of
from courses.models import Facilitator
from courses.signals import course_attended, course_passed
from tests.days import as_of_now, in_days
from tests.factories.certification import certify
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import CompletionFactory, CourseRevisionFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


@pytest.fixture
def curator():
    return PersonFactory(role=Role.CURATOR)


@pytest.fixture
def course():
    return PublishedCourseFactory(topic=None)


def ruled(curator, topic, kind=EvidenceKind.PASSED, path=Path.FIRST, **more):
    return add_rule(actor=curator, kind=kind, topic=topic, path=path, in_force_from=today(), **more)


def granted(day, number=1, **more):
    return FactRow(number, "passed", "t", date.fromisoformat(day), **more)


@pytest.mark.parametrize(
    ("facts", "made", "at", "path", "until", "expected"),
    [
        ([], [], "2026-01-10", "first", None, (True, False, "2028-01-10")),
        ([], [], "2026-01-10", "refresher", None, (False, False, None)),
        ([granted("2024-03-01")], [], "2026-01-10", "refresher", None, (True, True, "2028-03-01")),
        ([granted("2024-03-01")], [], "2025-01-10", "refresher", None, (False, False, None)),
        ([granted("2024-03-01")], [], "2026-06-10", "refresher", None, (True, False, "2028-06-10")),
        ([granted("2024-03-01")], [], "2027-06-10", "refresher", None, (False, False, None)),
        ([granted("2024-03-01")], [1], "2026-01-10", "refresher", None, (True, True, "2028-03-01")),
        ([granted("2024-03-01")], [], "2025-01-10", "first", "2027-01-01", (True, True, "2027-01-01")),
        (
            [
                granted("2024-03-01"),
                granted("2025-01-10", 2, valid_from=date(2025, 1, 10), valid_until=date(2027, 1, 1)),
            ],
            [2],
            "2025-06-10",
            "first",
            "2027-06-01",
            (False, False, None),
        ),
    ],
)
def test_effect_of_evidence_follows_the_table(facts, made, at, path, until, expected):
    effect = effect_of(
        facts,
        made,
        rule_path=path,
        per_cycle=1,
        at=datetime.combine(date.fromisoformat(at), datetime.min.time(), tzinfo=UTC),
        until=date.fromisoformat(until) if until else None,
        months=24,
        window=90,
    )
    assert (effect.counts, effect.renews, effect.until and effect.until.isoformat()) == expected


@pytest.mark.parametrize(
    ("signal", "kind"), [(course_passed, EvidenceKind.PASSED), (course_attended, EvidenceKind.ATTENDED)]
)
def test_rules_about_courses_recognise_at_once_and_once(curator, topic, course, signal, kind):
    rule = ruled(curator, topic, kind, course=course)
    completion = CompletionFactory(course=course)
    for _twice in range(2):
        signal.send(sender=type(completion), completion=completion)
    fact = Fact.objects.get()
    assert (fact.person, fact.topic, fact.kind, fact.rule, fact.actor) == (
        completion.person,
        topic,
        FactKind.RECOGNISED,
        rule,
        rule.reference,
    )
    assert Period.objects.get().valid_until == add_months(today(), 24)


def test_rules_count_only_what_happened_while_they_were_in_force(curator, topic, course):
    rule = ruled(curator, topic, course=course)
    person = PersonFactory()
    earlier = moment_on(today() - timedelta(days=1))
    assert apply_rule(rule=rule, person=person, at=earlier, source="x") is None
    end_rule(actor=curator, rule=rule)
    rule.refresh_from_db()
    assert apply_rule(rule=rule, person=person, at=timezone.now(), source="x") is None
    with pytest.raises(RuleRefused):
        end_rule(actor=curator, rule=rule)


def test_the_sweep_recognises_authors_and_facilitators_once(curator, topic, course):
    author, teacher = PersonFactory(), PersonFactory()
    ruled(curator, topic, EvidenceKind.AUTHORED, course=course)
    ruled(curator, topic, EvidenceKind.TAUGHT, course=course)
    CourseRevisionFactory(course=course, number=7, submitted_by=author)
    CourseRevisionFactory(course=course, number=8, submitted_by=author)
    cohort = CohortFactory(course=course, state="closed", ended_at=timezone.now())
    Facilitator.objects.create(cohort=cohort, person=teacher)
    Facilitator.objects.create(cohort=CohortFactory(course=course), person=PersonFactory())
    assert (recognise_work(), recognise_work()) == (2, 0)
    assert set(Fact.objects.values_list("person", flat=True)) == {author.pk, teacher.pk}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": EvidenceKind.ORGANISATION}, "organisation"),
        ({"course": None}, "course"),
        ({"in_force_from": date(2026, 1, 1)}, "in_force_from"),
        ({"own": True}, "course"),
        ({"twice": True}, "topic"),
    ],
)
def test_add_rule_refuses(curator, topic, course, more, field):
    if more.pop("own", False):
        course.topic = topic
        course.save()
    if more.pop("twice", False):
        ruled(curator, topic, course=course)
    wanted = {"kind": EvidenceKind.PASSED, "course": course, "in_force_from": today()} | more
    with pytest.raises(RuleRefused) as refused:
        add_rule(actor=curator, topic=topic, path=Path.FIRST, **wanted)
    assert refused.value.field == field


def test_rules_are_for_curators_and_do_not_change(curator, topic, course):
    for roles in ([], [Role.STEWARD], [Role.TRUST_AND_SAFETY]):
        with pytest.raises(NotYours):
            ruled(PersonFactory(roles=roles), topic, course=course)
    rule = ruled(curator, topic, course=course)
    with pytest.raises(NotYours):
        end_rule(actor=PersonFactory(), rule=rule)
    for change in ({"per_cycle": 5}, {"path": Path.REFRESHER}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EvidenceRule.objects.filter(pk=rule.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceRule.objects.create(
            kind=EvidenceKind.PASSED, topic=topic, in_force_from=today(), created_by=curator, organisation=None
        )


def test_preview_tries_a_rule_on_the_last_year(topic, course):
    for number in range(3):
        completion = CompletionFactory(course=course)
        if number == 0:
            certify(completion.person, topic, timezone.now() - timedelta(days=100))
    preview = preview_of(kind=EvidenceKind.PASSED, topic=topic, path=Path.FIRST, course=course)
    assert (preview.people, preview.counted) == (3, 2)


@pytest.fixture
def trusted(curator, topic):
    organisation = OrganisationFactory(name="School of privacy")
    rule = ruled(curator, topic, EvidenceKind.ORGANISATION, organisation=organisation)
    speaker = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    return rule, speaker


def test_an_organisation_attests_and_the_person_is_certified(trusted, topic):
    rule, speaker = trusted
    person = PersonFactory()
    until = add_months(today(), 6)
    fact = attest_certification(actor=speaker, rule=rule, person=person, done_on=today(), until=until)
    assert (fact.kind, fact.valid_until, fact.evidence) == (FactKind.RECOGNISED, until, "School of privacy")
    assert attest_certification(actor=speaker, rule=rule, person=person, done_on=today(), until=until) == fact
    assert Event.objects.filter(action="certification.attested", actor=speaker.reference).count() == 2
    for actor in (PersonFactory(), MembershipFactory(organisation=rule.organisation, role=MemberRole.AUTHOR).person):
        with pytest.raises(NotYours):
            attest_certification(actor=actor, rule=rule, person=person, done_on=today())
    with pytest.raises(NotYours):
        attest_certification(actor=speaker, rule=rule, person=speaker, done_on=today())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"done_on": in_days(1)}, "done_on"),
        ({"until": in_days(-1)}, "until"),
        ({"until": in_days(4000)}, "until"),
        ({"done_on": in_days(-1)}, None),
    ],
)
def test_attest_certification_refuses(trusted, more, field):
    rule, speaker = trusted
    with pytest.raises(ClaimRefused) as refused:
        attest_certification(actor=speaker, rule=rule, person=PersonFactory(), **{"done_on": today()} | as_of_now(more))
    assert refused.value.field == field


def claimed(person, topic, **more):
    return submit_claim(actor=person, topic=topic, **{"done_on": today(), "text": "A workshop"} | more)


def test_a_claim_is_recognised_by_two_people(curator, topic):
    person, steward = PersonFactory(), PersonFactory(role=Role.STEWARD)
    claim = claimed(person, topic, done_on=today() - timedelta(days=40), link="https://example.org/x")
    proposal = propose_answer(actor=steward, claim=claim, accept=True, reason="Well documented")
    with pytest.raises(DecisionRefused):
        propose_answer(actor=curator, claim=claim, accept=False, reason="No")
    with pytest.raises(NotYours):
        confirm_proposal(actor=steward, proposal=proposal)
    confirm_proposal(actor=curator, proposal=proposal)
    claim.refresh_from_db()
    assert (claim.state, claim.answer, claim.fact.kind) == (ClaimState.GRANTED, "Well documented", FactKind.RECOGNISED)
    assert Period.objects.get().valid_from == today() - timedelta(days=40)
    assert Notice.objects.filter(person=person, kind="certification_answered").count() == 1


def test_a_claim_is_declined_by_two_people_or_goes_back_to_the_queue(curator, topic):
    person, steward = PersonFactory(), PersonFactory(role=Role.STEWARD)
    claim = claimed(person, topic)
    back = propose_answer(actor=steward, claim=claim, accept=False, reason="Too short")
    reject_proposal(actor=curator, proposal=back, answer="It is long enough")
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED
    confirm_proposal(
        actor=steward, proposal=propose_answer(actor=curator, claim=claim, accept=False, reason="Another topic")
    )
    claim.refresh_from_db()
    assert (claim.state, claim.fact, claim.answer) == (ClaimState.DECLINED, None, "Another topic")
    assert claimed(person, topic).pk != claim.pk


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"),
        ({"done_on": in_days(1)}, "done_on"),
        ({"done_on": date(2001, 1, 1)}, "done_on"),
        ({"file": BytesIO(b"MZ\x90"), "filename": "x.pdf"}, "file"),
        ({"file": BytesIO(b"<svg onload=alert(1)>"), "filename": "x.png"}, "file"),
        ({"file": BytesIO(b"%PDF-" + b"x" * (5 * 1024 * 1024)), "filename": "x.pdf"}, "file"),
    ],
)
def test_submit_claim_refuses(topic, more, field):
    with pytest.raises(ClaimRefused) as refused:
        claimed(PersonFactory(), topic, **as_of_now(more))
    assert refused.value.field == field
    assert not Claim.objects.exists()


def test_one_claim_at_a_time_about_a_topic_and_it_can_be_withdrawn(curator, topic):
    person = PersonFactory()
    claim = claimed(person, topic)
    with pytest.raises(ClaimRefused):
        claimed(person, topic)
    proposal = propose_answer(actor=curator, claim=claim, accept=True, reason="Good")
    with pytest.raises(DecisionRefused):
        withdraw_claim(actor=curator, claim=claim)
    withdraw_claim(actor=person, claim=claim)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    with pytest.raises(DecisionRefused):
        withdraw_claim(actor=person, claim=claim)


def test_erasure_forgets_words_and_files_of_claims(topic, django_capture_on_commit_callbacks):
    person = PersonFactory()
    claim = claimed(person, topic, file=BytesIO(b"%PDF-1.7 x"), filename="me.pdf")
    storage, name = claim.file.storage, claim.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        erase(person)
    claim.refresh_from_db()
    assert (claim.text, claim.filename, claim.file.name, claim.state) == ("", "", "", ClaimState.WITHDRAWN)
    assert not storage.exists(name)


def test_pages_of_claims(client, curator, topic):
    person, other = PersonFactory(username="Ada"), PersonFactory()
    client.force_login(person)
    address = reverse("certification:claims")
    assert client.post(address, {"topic": topic.pk, "done_on": today()}).status_code == 400
    file = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 x")
    assert client.post(address, {"topic": topic.pk, "done_on": today(), "file": file}).status_code == 302
    assert "Waiting for a decision" in client.get(address).text
    claim = Claim.objects.get()
    download = reverse("certification:claim_file", args=[claim.uid])
    answer = client.get(download)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="evidence.pdf"'
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    page = reverse("certification:claim", args=[claim.uid])
    assert client.get(page).status_code == 403
    client.force_login(other)
    assert client.get(download).status_code == 404
    assert client.post(reverse("certification:withdraw_claim", args=[claim.uid])).status_code == 404
    client.force_login(curator)
    assert client.get(download).status_code == 200
    assert "proof.pdf" in client.get(page).text
    assert client.get(reverse("certification:decisions"), {"show": "claims"}).status_code == 200
    assert client.post(page, {"accept": "yes", "path": "first", "reason": ""}).status_code == 400
    assert client.post(page, {"accept": "yes", "path": "first", "reason": "Good"}).status_code == 302
    assert "waits for a second person" in client.get(page).text
    proposal = reverse("certification:proposal", args=[Proposal.objects.get().uid])
    assert "proof.pdf" in client.get(proposal).text
    assert Event.objects.filter(action="person.looked_up", target=person.reference).count() == 4


def test_pages_of_rules(client, curator, topic, course, trusted, django_assert_num_queries):
    client.force_login(PersonFactory())
    address = reverse("certification:rules")
    assert "School of privacy" in client.get(address).text
    assert client.get(reverse("certification:add_rule")).status_code == 403
    assert client.get(reverse("certification:attest")).status_code == 404
    client.force_login(curator)
    form = reverse("certification:add_rule")
    wanted = {
        "kind": "passed",
        "course": course.pk,
        "topic": topic.pk,
        "path": "first",
        "per_cycle": 1,
        "in_force_from": today().isoformat(),
    }
    assert client.post(form, wanted | {"course": ""}).status_code == 400
    CompletionFactory(course=course)
    assert "1 person did this" in client.post(form, wanted).text
    assert EvidenceRule.objects.count() == 1
    assert client.post(form, wanted | {"confirm": "yes"}).status_code == 302
    rule = EvidenceRule.objects.get(kind="passed")
    for _twice in range(2):
        assert client.post(reverse("certification:end_rule", args=[rule.pk])).status_code == 302
    for _number in range(30):
        EvidenceRule.objects.create(
            kind="passed", course=PublishedCourseFactory(), topic=topic, in_force_from=today(), created_by=curator
        )
    with django_assert_num_queries(4):
        assert client.get(address).status_code == 200


def test_page_where_an_organisation_attests(client, trusted, topic):
    _rule, speaker = trusted
    person = PersonFactory(username="Ada", central_id=4)
    PersonFactory(username="Bob")
    client.force_login(speaker)
    address = reverse("certification:attest")
    wanted = {"rule": EvidenceRule.objects.get().pk, "done_on": today().isoformat()}
    assert client.post(address, wanted | {"username": "Bob"}).status_code == 400
    assert client.post(address, wanted | {"username": "ada"}).status_code == 302
    assert Fact.objects.get().person == person
