"""Badges of courses and packs, who issues them, and what they say of how they were earned."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certification.actions.recording import Achieved
from certification.badges import actions
from certification.badges.enums import CredentialState, Framework, RevokedReason, SubjectIdentity
from certification.badges.errors import HasItAlready, NotANaming, NotIssuable
from certification.badges.models import Achievement, Alignment, Credential, Naming
from certification.badges.open_badges import proofs
from certification.enums import FactKind
from certification.errors import NotYours
from certification.models import Period
from courses.actions.completing import complete_by_attendance
from courses.models import Completion
from courses.signals import course_passed
from tests.badges import samples
from tests.badges.test_issuing import key_of
from tests.factories.certification import certify
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import CompletionFactory, TopicFactory
from tests.factories.learning import serve_course
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(slug="wikimedia-ar", name="Wikimedia Argentina")


@pytest.fixture
def issuer(organisation):
    return actions.make_organisation_issuer(
        actor=PersonFactory(role=Role.CURATOR), organisation=organisation, name="WM AR", url="https://ar.example/"
    )


def passed(course, person=None, **said):
    """A completion, announced as the courses announce it."""
    completion = CompletionFactory(person=person or PersonFactory(), course=course, **said)
    course_passed.send(sender=Completion, completion=completion)
    return completion


def document_of(credential):
    return json.loads(actions.sign_credential(credential=credential).document)


def test_course_of_an_issuing_organisation_has_a_badge_of_its_own(issuer, organisation):
    course = serve_course(organisation=organisation, title="Editing & more")
    completion = passed(course, level="proficient")
    credential = Credential.objects.get()
    assert (credential.issuer, credential.completion) == (issuer, completion)
    document = document_of(credential)
    assert document["issuer"]["id"] == issuer.did == "did:web:localhost%3A8000:issuers:wikimedia-ar"
    assert document["credentialSubject"]["achievement"]["achievementType"] == "Course"
    assert document["credentialSubject"]["result"][0]["value"] == "Proficient"
    assert "validUntil" not in document
    (evidence,) = document["evidence"]
    assert evidence["id"] == f"http://localhost:8000/courses/{course.slug}/#revision-{completion.revision.number}"
    assert evidence["narrative"].startswith("Passed the course.")
    assert "90" not in evidence["narrative"]
    assert proofs.verify(document, key_of).startswith(issuer.did)


def test_course_of_anybody_else_and_of_a_stopped_issuer_has_none(issuer, organisation):
    passed(serve_course())
    curator = PersonFactory(role=Role.CURATOR)
    actions.describe_issuer(actor=curator, issuer=issuer, name=issuer.name, url=issuer.url, active=False)
    passed(serve_course(organisation=organisation))
    assert not Credential.objects.exists()


def test_mandatory_course_certifies_and_has_no_second_badge(issuer, organisation):
    passed(serve_course(organisation=organisation, mandatory=True))
    (credential,) = Credential.objects.all()
    assert credential.period is not None
    assert credential.issuer.primary
    (evidence,) = credential.evidence
    assert evidence["narrative"].startswith("Passed the course. Revision")


def test_passing_again_gives_no_second_badge(issuer, organisation):
    course, person = serve_course(organisation=organisation), PersonFactory()
    passed(course, person)
    passed(course, person)
    assert Credential.objects.count() == 1


def test_attendance_is_said_without_naming_the_cohort(issuer, organisation):
    course = serve_course(organisation=organisation)
    cohort = CohortFactory(course=course, title="Secret meeting in Lima", languages=["en"])
    complete_by_attendance(person=PersonFactory(), cohort=cohort)
    document = actions.sign_credential(credential=Credential.objects.get()).document
    assert "Attended all sessions of a training event." in document
    assert "Lima" not in document


def test_certification_names_course_revision_and_the_badge_before(signed):
    course = serve_course()
    first = signed(day=add_months(today(), -22))
    with transaction.atomic():
        certify(
            first.person,
            first.period.topic,
            timezone.now(),
            achieved=Achieved(course=course, revision=3, score=97),
        )
    second = Credential.objects.latest("pk")
    document = document_of(second)
    revision, before = document["evidence"]
    assert revision["id"].endswith(f"{course.slug}/#revision-3")
    assert (before["id"], before["genre"]) == (first.address, "renewal")
    words = [{key: said for key, said in each.items() if key != "id"} for each in (revision, before)]
    assert "97" not in json.dumps(words)  # the addresses are judged above, and one of them is random
    assert document["awardedDate"] == json.loads(first.document)["awardedDate"]


@pytest.mark.parametrize(
    ("kind", "words"), [(FactKind.RECOGNISED, "equivalent"), (FactKind.IMPORTED, "earlier record")]
)
def test_recognised_and_imported_records_say_so_and_nothing_private(db, kind, words):
    certify(PersonFactory(), TopicFactory(mandatory=True), timezone.now(), kind, evidence="Letter of Dr. Who")
    document = document_of(Credential.objects.get())
    (evidence,) = document["evidence"]
    assert evidence["id"].startswith("urn:uuid:")
    assert words in evidence["narrative"]
    assert "Who" not in json.dumps(document)


def test_wikidata_item_of_a_topic_stands_in_coming_badges(signed):
    topic = TopicFactory(mandatory=True)
    first = signed(topic=topic)
    Alignment.objects.create(topic=topic, code="Q3510521", name="computer security")
    Alignment.objects.create(topic=topic, framework=Framework.ESCO, code=samples.UID, name="security")
    second = signed(topic=topic)
    (item, skill) = reversed(json.loads(second.document)["credentialSubject"]["achievement"]["alignment"])
    assert (item["targetUrl"], item["targetCode"]) == ("https://www.wikidata.org/wiki/Q3510521", "Q3510521")
    assert skill["targetFramework"] == "ESCO"
    assert "alignment" not in json.loads(first.document)["credentialSubject"]["achievement"]
    assert [achievement.version for achievement in Achievement.objects.order_by("pk")] == [1, 2]
    assert signed(topic=topic).achievement == second.achievement


@pytest.mark.parametrize("code", ["", "Q0", "P31", "q42", "Q42\n", "http://x"])
def test_nonsense_is_no_wikidata_item(db, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        Alignment.objects.create(topic=TopicFactory(), code=code, name="x")


def test_person_who_asks_for_it_has_their_own_name_in_badge_and_certificate(signed):
    person = PersonFactory(username="Ana")
    actions.choose_naming(actor=person, identity=SubjectIdentity.NAME, real_name="  Ana   María\u00a0Ñandú ")
    credential = signed(person=person)
    assert credential.holder_name == "Ana María Ñandú"
    (said,) = json.loads(credential.document)["credentialSubject"]["identifier"]
    assert (said["identityType"], said["identityHash"]) == ("name", "Ana María Ñandú")
    actions.choose_naming(actor=person, identity=SubjectIdentity.PSEUDONYM, real_name="Ana María Ñandú")
    assert Naming.objects.get().real_name == ""


@pytest.mark.parametrize("name", ["", "  ", "a\x07b", "\ue000", "Ana 🦩", "ᏣᎳᎩ"])
def test_name_that_cannot_be_shown_is_refused(db, name):
    with pytest.raises(NotANaming):
        actions.choose_naming(actor=PersonFactory(), identity=SubjectIdentity.NAME, real_name=name)


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.TRUST_AND_SAFETY])
def test_only_curators_and_staff_make_issuers(organisation, role):
    with pytest.raises(NotYours):
        actions.make_organisation_issuer(
            actor=PersonFactory(role=role) if role else PersonFactory(),
            organisation=organisation,
            name="x",
            url="https://x.example/",
        )


# --- by hand -----------------------------------------------------------------------------------------------------


@pytest.fixture
def staff():
    return PersonFactory(role=Role.STAFF)


def test_staff_issue_the_badge_of_a_passed_course_once(staff):
    course = serve_course()
    completion = CompletionFactory(course=course)
    credential = actions.issue_badge(actor=staff, person=completion.person, course=course)
    assert (credential.completion, credential.issuer.primary) == (completion, True)
    event = Event.objects.get(action="badges.credential_issued", target=credential.reference)
    assert (event.actor, event.details["course"]) == (staff.reference, course.slug)
    with pytest.raises(HasItAlready):
        actions.issue_badge(actor=staff, person=completion.person, course=course)


def test_staff_issue_again_what_was_revoked(staff):
    course = serve_course()
    completion = CompletionFactory(course=course)
    first = actions.issue_badge(actor=staff, person=completion.person, course=course)
    actions.withdraw_credential(actor="system", credential=first, reason=RevokedReason.ERROR)
    second = actions.issue_badge(actor=staff, person=completion.person, course=course)
    assert (second.edition, second.state) == (2, CredentialState.PENDING)


def test_staff_issue_the_certification_where_the_course_certifies(staff):
    course = serve_course(mandatory=True)
    completion = passed(course)
    first = Credential.objects.get()
    with pytest.raises(HasItAlready):
        actions.issue_badge(actor=staff, person=completion.person, course=course)
    actions.withdraw_credential(actor="system", credential=first, reason=RevokedReason.ERROR)
    second = actions.issue_badge(actor=staff, person=completion.person, course=course)
    assert (second.period, second.edition) == (Period.objects.get(), 2)


def refusals():
    return ["not passed", "closed account", "themselves", "not staff", "withdrawn certification"]


@pytest.mark.parametrize("case", refusals())
def test_nothing_is_issued_that_was_not_earned(staff, case):
    course = serve_course(mandatory=case == "withdrawn certification")
    person = staff if case == "themselves" else PersonFactory(is_active=case != "closed account")
    if case != "not passed":
        CompletionFactory(person=person, course=course)
    actor = PersonFactory(role=Role.CURATOR) if case == "not staff" else staff
    with pytest.raises((NotIssuable, NotYours)):
        actions.issue_badge(actor=actor, person=person, course=course)
    assert not Credential.objects.exists()
