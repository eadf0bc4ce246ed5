"""Mentoring programmes: setting up, applying, deciding, the waiting list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skills_exchange.actions import programme_applications as applications
from skills_exchange.actions import programmes as acts
from skills_exchange.enums import ClaimKind, Visibility
from skills_exchange.enums_programmes import ApplicationState, ProgrammeRole, ProgrammeState, QuestionKind
from skills_exchange.errors import NotYours, ProgrammeRefused
from skills_exchange.models import Programme, ProgrammeApplication, SkillClaim
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import ApplicationFactory, ProgrammeFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from tests.skills_exchange.clock import travel
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
LIST = "/skills/programmes/"


def client_of(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="mentors", title="Mentors 2027")


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(organisation=programme.organisation, role=MemberRole.COORDINATOR).person


def fields(**changes):
    first = today()
    return {
        "title": "Mentors",
        "about": "Together",
        "languages": ["en"],
        "zone": "UTC",
        "opens_on": first,
        "closes_on": first + timedelta(days=5),
        "begins_on": first + timedelta(days=9),
        "ends_on": first + timedelta(days=99),
        "places": 5,
        "check_in_weeks": 4,
    } | changes


def apply(programme, person=None, role=ProgrammeRole.MENTEE, **said):
    said = {"skills": list(programme.skills.all())} | said
    return applications.apply_to_programme(actor=person or PersonFactory(), programme=programme, role=role, **said)


# ---- setting up ----


def test_a_programme_from_draft_to_end(coordinator, programme):
    made = acts.create_programme(
        actor=coordinator, organisation=programme.organisation, slug="spring", skills=[SkillFactory()], **fields()
    )
    assert (made.state, made.skills.count()) == (ProgrammeState.DRAFT, 1)
    assert acts.announce_programme(actor=coordinator, programme=made).state == ProgrammeState.OPEN
    assert acts.announce_programme(actor=coordinator, programme=made).state == ProgrammeState.OPEN
    with pytest.raises(ProgrammeRefused):
        acts.delete_programme(actor=coordinator, programme=made)
    assert acts.end_programme(actor=coordinator, programme=made).ended_at is not None
    with pytest.raises(ProgrammeRefused):
        acts.announce_programme(actor=coordinator, programme=made)
    done = list(Event.objects.filter(target="programme:spring").order_by("id").values_list("action", flat=True))
    assert done == ["programme.created", "programme.announced", "programme.ended"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_on": date(2000, 1, 1)}, "closes_on"),
        ({"begins_on": date(2000, 1, 1)}, "begins_on"),
        ({"ends_on": date(2000, 1, 1)}, "ends_on"),
        ({"ends_on": date(2999, 1, 1)}, "ends_on"),
        ({"skills": []}, "skill"),
    ],
)
def test_bad_programmes_are_refused(coordinator, programme, changes, field):
    said = {"skills": [SkillFactory()]} | fields() | changes
    with pytest.raises(ProgrammeRefused) as refused:
        acts.create_programme(actor=coordinator, organisation=programme.organisation, slug="x", **said)
    assert refused.value.field == field


def test_a_name_is_given_once(coordinator, programme):
    with pytest.raises(ProgrammeRefused) as refused:
        acts.create_programme(
            actor=coordinator, organisation=programme.organisation, slug="mentors", skills=[SkillFactory()], **fields()
        )
    assert refused.value.field == "slug"


def test_what_people_applied_with_stays(coordinator, programme):
    ApplicationFactory.create_batch(2, programme=programme)
    with pytest.raises(ProgrammeRefused) as refused:
        acts.change_programme(actor=coordinator, programme=programme, skills=[SkillFactory()], **fields())
    assert refused.value.field == "skill"
    with pytest.raises(ProgrammeRefused) as refused:
        acts.change_programme(actor=coordinator, programme=programme, skills=programme.skills.all(), **fields(places=1))
    assert refused.value.field == "places"
    with pytest.raises(ProgrammeRefused):
        acts.add_question(actor=coordinator, programme=programme, label="Why?")


@pytest.mark.parametrize(
    ("kind", "options"),
    [("choice", []), ("choice", ["one"]), ("choice", ["same", "same"]), ("text", ["a", "b"]),
     ("choice", [str(n) for n in range(13)])],
)  # fmt: skip
def test_bad_questions_are_refused(coordinator, programme, kind, options):
    with pytest.raises(ProgrammeRefused):
        acts.add_question(actor=coordinator, programme=programme, label="Why?", kind=kind, options=options)


def stranger(_programme):
    return PersonFactory()


def other_coordinator(_programme):
    return MembershipFactory(role=MemberRole.COORDINATOR).person


def author(programme):
    return MembershipFactory(organisation=programme.organisation, role=MemberRole.AUTHOR).person


def curator(_programme):
    return PersonFactory(role=Role.SKILLS_CURATOR)


@pytest.mark.parametrize("who", [stranger, other_coordinator, author, curator])
def test_only_coordinators_organise(programme, who):
    person = who(programme)
    row = ApplicationFactory(programme=programme, state=ApplicationState.APPLIED)
    with pytest.raises(NotYours):
        acts.create_programme(
            actor=person, organisation=programme.organisation, slug="x", skills=[SkillFactory()], **fields()
        )
    with pytest.raises(NotYours):
        acts.end_programme(actor=person, programme=programme)
    with pytest.raises(NotYours):
        acts.add_question(actor=person, programme=programme, label="Why?")
    with pytest.raises(NotYours):
        applications.decide_application(actor=person, application=row, state=ApplicationState.ACCEPTED)
    client = client_of(person)
    for path in (
        "edit/",
        "questions/",
        "applications/",
        f"applications/{row.uid}/",
        "pairs/",
        "check-ins/",
        "end/",
        "report/",
    ):
        assert client.get(f"{LIST}mentors/{path}").status_code == 403, path
    Programme.objects.update(state=ProgrammeState.DRAFT)
    assert client.get(f"{LIST}mentors/").status_code == 404


# ---- applying ----


def test_applying_enters_missing_skills_in_the_profile(programme):
    party = PartyFactory()
    made = apply(programme, party.person)
    claim = SkillClaim.objects.get(party=party)
    assert (claim.kind, claim.visibility, claim.skill) == (ClaimKind.WANTED, Visibility.MATCHES, made.skills.get())
    mentor = PartyFactory()
    apply(programme, mentor.person, ProgrammeRole.MENTOR, places=3)
    assert SkillClaim.objects.get(party=mentor).kind == ClaimKind.OFFERED
    assert mentor.applications.get().places == 3


def test_applying_lets_a_claim_that_has_ended_hold_again_as_it_was(programme):
    party, skill = PartyFactory(), programme.skills.get()
    said = {"level": 4, "formats": ["call"], "languages": ["ar"], "note": "For maps", "visibility": Visibility.EVERYONE}
    ended = ClaimFactory(party=party, skill=skill, kind=ClaimKind.WANTED, valid_until=today() - timedelta(1), **said)
    other = ClaimFactory(party=party, kind=ClaimKind.WANTED, valid_until=today() - timedelta(1))
    apply(programme, party.person)
    claim = SkillClaim.objects.get(pk=ended.pk)
    assert {name: getattr(claim, name) for name in said} == said
    assert claim.valid_until > today()
    assert SkillClaim.objects.get(pk=other.pk).valid_until < today()


def test_one_application_each(programme):
    person = PersonFactory()
    row = apply(programme, person)
    for role in ProgrammeRole:
        with pytest.raises(ProgrammeRefused):
            apply(programme, person, role)
    applications.withdraw_application(actor=person, application=row)
    assert apply(programme, person, ProgrammeRole.MENTOR).pk == row.pk
    assert ProgrammeApplication.objects.get().role == ProgrammeRole.MENTOR


@pytest.mark.parametrize(
    ("zone", "at", "open_"),
    [
        ("Pacific/Kiritimati", datetime(2027, 3, 1, 9, 59, 59, tzinfo=UTC), False),
        ("Pacific/Kiritimati", datetime(2027, 3, 1, 10, 0, tzinfo=UTC), True),
        ("Pacific/Kiritimati", datetime(2027, 3, 28, 9, 59, 59, tzinfo=UTC), True),
        ("Pacific/Kiritimati", datetime(2027, 3, 28, 10, 0, tzinfo=UTC), False),
        ("Pacific/Pago_Pago", datetime(2027, 3, 29, 10, 59, 59, tzinfo=UTC), True),
        ("Pacific/Pago_Pago", datetime(2027, 3, 29, 11, 0, tzinfo=UTC), False),
        ("Europe/Paris", datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), True),
        ("Europe/Paris", datetime(2027, 3, 28, 22, 0, tzinfo=UTC), False),
    ],
)
def test_days_count_in_the_zone_of_the_programme(zone, at, open_):
    """2 March – 28 March; on the last of these days clocks change in Paris."""
    found = ProgrammeFactory(
        zone=zone,
        opens_on=date(2027, 3, 2),
        closes_on=date(2027, 3, 28),
        begins_on=date(2027, 4, 1),
        ends_on=date(2027, 9, 1),
    )
    person = PersonFactory()
    with travel(at):
        assert found.takes_applications is open_
        if open_:
            assert apply(found, person).state == ApplicationState.APPLIED
        else:
            with pytest.raises(ProgrammeRefused):
                apply(found, person)


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.ENDED])
def test_nobody_applies_before_or_after(programme, state):
    Programme.objects.update(state=state)
    with pytest.raises(ProgrammeRefused):
        apply(programme)


def test_who_cannot_be_found_and_other_skills_are_refused(programme):
    with pytest.raises(ProgrammeRefused):
        apply(programme, PartyFactory(listed=False).person)
    for skills in ([], [SkillFactory()], [*programme.skills.all(), SkillFactory()]):
        with pytest.raises(ProgrammeRefused) as refused:
            apply(programme, skills=skills)
        assert refused.value.field == "skills"
    for places in (0, 6):
        with pytest.raises(ProgrammeRefused):
            apply(programme, role=ProgrammeRole.MENTOR, places=places)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (QuestionKind.TEXT, "  A reason ", "A reason"),
        (QuestionKind.TEXT, "x" * 501, None),
        (QuestionKind.TEXT, "  ", None),
        (QuestionKind.TEXT, None, None),
        (QuestionKind.NUMBER, "12", 12),
        (QuestionKind.NUMBER, 0, 0),
        (QuestionKind.NUMBER, "a dozen", None),
        (QuestionKind.NUMBER, 1_000_001, None),
        (QuestionKind.CHOICE, "Yes", "Yes"),
        (QuestionKind.CHOICE, "Perhaps", None),
    ],
)
def test_answers_are_checked(coordinator, programme, kind, value, kept):
    options = ["Yes", "No"] if kind == QuestionKind.CHOICE else []
    question = acts.add_question(actor=coordinator, programme=programme, label="?", kind=kind, options=options)
    key = str(question.pk)
    if kept is None:
        with pytest.raises(ProgrammeRefused) as refused:
            apply(programme, answers={key: value})
        assert refused.value.field == f"question_{key}"
    else:
        assert apply(programme, answers={key: value, "999": "not asked"}).answers == {key: kept}


def test_each_role_is_asked_its_questions(coordinator, programme):
    asked = acts.add_question(actor=coordinator, programme=programme, label="Hours?", audience="mentor")
    assert apply(programme).answers == {}
    with pytest.raises(ProgrammeRefused):
        apply(programme, role=ProgrammeRole.MENTOR)
    page = client_of(PersonFactory()).get(f"{LIST}mentors/apply/mentor/")
    assert f"question_{asked.pk}" in page.content.decode()
    assert client_of(PersonFactory()).get(f"{LIST}mentors/apply/friend/").status_code == 404


# ---- deciding ----


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("applied", "accepted", True), ("applied", "waiting", True), ("applied", "declined", True),
        ("waiting", "accepted", True), ("waiting", "declined", True), ("declined", "accepted", True),
        ("declined", "waiting", True), ("accepted", "declined", False), ("accepted", "waiting", False),
        ("withdrawn", "accepted", False), ("applied", "withdrawn", False), ("waiting", "applied", False),
    ],
)  # fmt: skip
def test_decisions(coordinator, programme, before, after, allowed):
    since = timezone.now() if before == "waiting" else None
    row = ApplicationFactory(programme=programme, state=before, waiting_since=since)
    if not allowed:
        with pytest.raises(ProgrammeRefused):
            applications.decide_application(actor=coordinator, application=row, state=after)
        return
    done = applications.decide_application(actor=coordinator, application=row, state=after, answer="Welcome")
    assert (done.state, done.decided_by) == (after, coordinator)
    notice = Notice.objects.get(kind="programme_answer", person=row.party.person)
    assert notice.context["state"] == after
    applications.decide_application(actor=coordinator, application=row, state=after)
    assert Notice.objects.count() == 1


def test_an_organiser_who_applies_does_not_decide_about_it(coordinator, programme):
    row = apply(programme, coordinator)
    with pytest.raises(NotYours):
        applications.decide_application(actor=coordinator, application=row, state=ApplicationState.ACCEPTED)
    page = client_of(coordinator).get(f"{LIST}mentors/applications/{row.uid}/").content.decode()
    assert "Somebody else has to decide" in page


def test_others_do_not_withdraw_it(programme, coordinator):
    row = apply(programme)
    with pytest.raises(NotYours):
        applications.withdraw_application(actor=coordinator, application=row)


def test_the_database_keeps_the_places(programme):
    from django.db import IntegrityError, transaction

    Programme.objects.update(places=1)
    ApplicationFactory(programme=programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(programme=programme)
    ApplicationFactory(programme=programme, role=ProgrammeRole.MENTOR)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.integers(1, 3),
    steps=st.lists(
        st.tuples(st.sampled_from(["accepted", "waiting", "declined", "withdraw"]), st.integers(0, 5)), max_size=14
    ),
)
def test_places_and_waiting_list(places, steps):
    """Never more than the places; who waits longest moves up as soon as an accepted mentee leaves."""
    found = ProgrammeFactory(places=places)
    boss = MembershipFactory(organisation=found.organisation, role=MemberRole.COORDINATOR).person
    rows = [ApplicationFactory(programme=found, state="applied", claims=False) for _ in range(6)]
    for what, number in steps:
        row = rows[number]
        row.refresh_from_db()
        list_ = [each.pk for each in found.applications.waiting()]
        before = row.state
        try:
            if what == "withdraw":
                applications.withdraw_application(actor=row.party.person, application=row)
            else:
                applications.decide_application(actor=boss, application=row, state=what)
        except ProgrammeRefused:
            continue
        accepted = set(found.applications.accepted().values_list("pk", flat=True))
        assert len(accepted) <= places
        if what == "withdraw" and before == "accepted" and list_:
            assert list_[0] in accepted
            assert [each.pk for each in found.applications.waiting()] == list_[1:]


# ---- pages ----


def test_the_way_through_the_pages(coordinator, programme):
    boss, client = client_of(coordinator), client_of(PersonFactory())
    skill = SkillFactory()
    data = {name: str(value) for name, value in fields().items()} | {
        "organisation": programme.organisation.slug, "slug": "spring", "skill": skill.slug, "languages": ["en"],
    }  # fmt: skip
    assert boss.post("/skills/new-programme/", data | {"ends_on": "2000-01-01"}).status_code == 400
    assert boss.post("/skills/new-programme/", data).status_code == 302
    question = {"label": "Why?", "kind": "choice", "options": "One\nTwo", "audience": "all", "required": "on"}
    assert boss.post(f"{LIST}spring/questions/", question).status_code == 302
    assert boss.post(f"{LIST}spring/questions/", question | {"options": ""}).status_code == 400
    assert client.get(f"{LIST}spring/").status_code == 404
    assert boss.post(f"{LIST}spring/announce/").status_code == 302
    asked = Programme.objects.get(slug="spring").questions.get()
    said = {"skills": skill.slug, f"question_{asked.pk}": "One"}
    assert client.post(f"{LIST}spring/apply/mentee/", said | {f"question_{asked.pk}": "Three"}).status_code == 400
    assert client.post(f"{LIST}spring/apply/mentee/", said).status_code == 302
    assert client.post(f"{LIST}spring/apply/mentee/", said).status_code == 400
    assert "To be decided" in client.get(f"{LIST}spring/").content.decode()
    row = ProgrammeApplication.objects.get()
    page = f"{LIST}spring/applications/{row.uid}/"
    assert "One" in boss.get(page).content.decode()
    assert boss.post(page, {"state": "withdrawn"}).status_code == 400
    assert boss.post(page, {"state": "accepted", "answer": "Welcome"}).status_code == 302
    assert "Welcome" in client.get(f"{LIST}spring/").content.decode()
    assert client.post(f"{LIST}spring/withdraw/").status_code == 302
    assert boss.post(f"{LIST}spring/end/").status_code == 302
    assert client_of().get(f"{LIST}spring/report/").status_code == 200
    assert client_of().get(f"{LIST}spring/report/languages.csv").status_code == 200
    assert client_of().get(f"{LIST}spring/report/people.csv").status_code == 404


def test_a_list_costs_the_same_however_long(coordinator, programme, django_assert_num_queries):
    boss = client_of(coordinator)
    boss.get(LIST)
    with django_assert_num_queries(4):
        boss.get(LIST)
    ApplicationFactory(programme=programme, claims=False)
    boss.get(f"{LIST}mentors/applications/")
    with django_assert_num_queries(8):
        boss.get(f"{LIST}mentors/applications/")
    ProgrammeFactory.create_batch(29)
    ApplicationFactory.create_batch(29, programme=programme, claims=False)
    with django_assert_num_queries(4):
        boss.get(LIST)
    with django_assert_num_queries(8):
        boss.get(f"{LIST}mentors/applications/?state=accepted")


def test_files(coordinator, programme):
    ApplicationFactory(programme=programme)
    assert b"Mentors 2027" in b"".join(client_of().get(f"{LIST}?format=csv").streaming_content)
    body = b"".join(client_of(coordinator).get(f"{LIST}mentors/applications/?format=csv").streaming_content)
    assert ProgrammeApplication.objects.get().party.name.encode() in body


def test_an_organisation_that_has_ended_begins_nothing():
    organisation = OrganisationFactory(active=False)
    boss = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    with pytest.raises(ProgrammeRefused):
        acts.create_programme(actor=boss, organisation=organisation, slug="x", skills=[SkillFactory()], **fields())
    assert client_of(boss).get("/skills/new-programme/").status_code == 403
