"""Clinics: who hosts, who gets a place, who is told, what counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certification.models import Fact
from skills_exchange.actions import clinic_places as places
from skills_exchange.actions import clinics as acts
from skills_exchange.actions.parties import block_party
from skills_exchange.actions.recognition import be_counted
from skills_exchange.actions.telling_clinics import remind_of_clinics
from skills_exchange.enums import ClaimKind, Visibility
from skills_exchange.enums_clinics import ClinicPlaceState, ClinicState
from skills_exchange.errors import ClinicRefused, NotYours
from skills_exchange.models import Clinic, ClinicPlace, HoursAward, PartyBlock, SkillClaim
from skills_exchange.personal_data_clinics import erase, export
from skills_exchange.queries import indicators
from skills_exchange.queries.clinics import common_hours
from skills_exchange.queries.hours import hours_by_quarter, minutes_shared, minutes_taught
from skills_exchange.queries.indicators import Quarter, ended_quarters, figures_of, running_figures
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from tests.skills_exchange.clock import travel
from tests.skills_exchange.test_recognition import rule_of
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def skill():
    return SkillFactory(parent=SkillFactory())


@pytest.fixture
def host(skill):
    return ClaimFactory(skill=skill).party


def plan(host, skill, **fields):
    said = {"starts": timezone.now() + timedelta(days=3), "length": HOUR, "capacity": 2, "language": "en"} | fields
    return acts.plan_clinic(actor=host.person, host=host, skill=skill, **said)


def told(person):
    return [notice.context["what"] for notice in Notice.objects.filter(person=person, kind="clinic").order_by("pk")]


def states(clinic):
    return [seat.state for seat in clinic.seats.all()]


def held(clinic):
    """As if it had begun an hour ago."""
    Clinic.objects.filter(pk=clinic.pk).update(starts_at=timezone.now() - HOUR, ends_at=timezone.now())
    clinic.refresh_from_db()
    return clinic


class TestHosts:
    def test_a_clinic_is_planned_and_logged(self, host, skill):
        clinic = plan(host, skill)
        assert clinic.state == ClinicState.PLANNED
        assert Event.objects.filter(action="clinic.plan", target=clinic.reference).exists()

    @pytest.mark.parametrize(
        ("kind", "speaks"), [(ClaimKind.KNOWN, ["en"]), (ClaimKind.WANTED, ["en"]), (ClaimKind.OFFERED, ["ar"])]
    )
    def test_a_host_shares_the_skill_and_speaks_the_language(self, skill, kind, speaks):
        party = ClaimFactory(skill=skill, kind=kind, party=PartyFactory(speaks=speaks)).party
        with pytest.raises(ClinicRefused):
            plan(party, skill)

    @pytest.mark.parametrize(
        "fields",
        [
            {"starts": timezone.now() - HOUR},
            {"starts": timezone.now() + timedelta(days=400)},
            {"length": timedelta(minutes=5)},
            {"length": timedelta(hours=9)},
        ],
    )
    def test_times_have_limits(self, host, skill, fields):
        with pytest.raises(ClinicRefused):
            plan(host, skill, **fields)

    def test_nobody_hosts_for_somebody_else(self, host, skill):
        with pytest.raises(NotYours):
            acts.plan_clinic(
                actor=PersonFactory(), host=host, skill=skill, language="en",
                starts=timezone.now() + HOUR, length=HOUR,
            )  # fmt: skip

    def test_organisations_host_through_coordinators(self, skill):
        organisation = OrganisationFactory()
        party = PartyFactory(kind="organisation", person=None, organisation=organisation)
        ClaimFactory(skill=skill, party=party)
        coordinator = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
        said = {"skill": skill, "language": "en", "starts": timezone.now() + HOUR, "length": HOUR}
        assert acts.plan_clinic(actor=coordinator, host=party, **said).host == party
        with pytest.raises(NotYours):
            acts.plan_clinic(actor=PersonFactory(), host=party, **said)

    def test_a_proposal_finds_a_host(self, host, skill):
        proposer, learner = PersonFactory(), PersonFactory()
        clinic = acts.propose_clinic(actor=proposer, skill=skill, language="en")
        with pytest.raises(ClinicRefused):
            acts.propose_clinic(actor=learner, skill=skill, language="en")
        places.join_clinic(actor=learner, clinic=clinic)
        assert states(clinic) == [ClinicPlaceState.WAITING]
        starts = timezone.now() + HOUR
        clinic = acts.host_clinic(actor=host.person, clinic=clinic, host=host, starts=starts, length=HOUR, capacity=2)
        assert states(clinic) == [ClinicPlaceState.SEATED]
        assert told(learner) == ["planned"]
        with pytest.raises(ClinicRefused):
            acts.host_clinic(actor=host.person, clinic=clinic, host=host, starts=starts, length=HOUR, capacity=2)

    def test_proposals_have_a_limit(self):
        person = PersonFactory()
        for _each in range(acts.MOST_PROPOSALS):
            acts.propose_clinic(actor=person, skill=SkillFactory(), language="en")
        with pytest.raises(ClinicRefused):
            acts.propose_clinic(actor=person, skill=SkillFactory(), language="en")

    def test_a_host_keeps_whoever_they_block_away_and_nothing_tells_them(self, host, skill, client):
        learner = PartyFactory()
        clinic = acts.propose_clinic(actor=PersonFactory(), skill=skill, language="en")
        places.join_clinic(actor=learner.person, clinic=clinic)
        PartyBlock.objects.create(by=host, blocked=learner)
        acts.host_clinic(
            actor=host.person, clinic=clinic, host=host, starts=timezone.now() + HOUR, length=HOUR, capacity=2
        )
        assert states(clinic) == [ClinicPlaceState.LEFT]
        assert told(learner.person) == []
        client.force_login(learner.person)
        assert client.get(clinic.get_absolute_url()).status_code == 404
        assert clinic.get_absolute_url() not in client.get(reverse("skills_exchange:clinics")).text
        with pytest.raises(NotYours):
            places.join_clinic(actor=learner.person, clinic=clinic)

    @pytest.mark.parametrize("by_host", [True, False])
    def test_a_block_gives_up_the_place_that_somebody_has_and_nothing_tells_them(self, host, skill, by_host):
        learner, other, waiting = PartyFactory(), PartyFactory(), PartyFactory()
        clinic = plan(host, skill)
        for party in (learner, other, waiting):
            places.join_clinic(actor=party.person, clinic=clinic)
        elsewhere = plan(ClaimFactory(skill=skill).party, skill)
        places.join_clinic(actor=learner.person, clinic=elsewhere)
        by, blocked = (host, learner) if by_host else (learner, host)
        block_party(actor=by.person, party=blocked)
        assert clinic.seats.get(party=learner).state == ClinicPlaceState.LEFT
        assert set(clinic.seats.seated().values_list("party", flat=True)) == {other.pk, waiting.pk}
        assert (told(learner.person), told(host.person), told(waiting.person)) == ([], [], ["seated"])
        assert states(elsewhere) == [ClinicPlaceState.SEATED]

    @pytest.mark.parametrize("by_coordinator", [True, False])
    def test_a_block_with_a_coordinator_holds_for_clinics_of_the_organisation(self, skill, client, by_coordinator):
        organisation = OrganisationFactory()
        party = PartyFactory(kind="organisation", person=None, organisation=organisation)
        ClaimFactory(skill=skill, party=party)
        coordinator, learner, waits = PartyFactory(), PartyFactory(), PartyFactory()
        for each in (coordinator.person, PersonFactory()):
            MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR, person=each)
        colleague = each
        said = {"starts": timezone.now() + timedelta(days=3), "length": HOUR}
        clinic = acts.plan_clinic(actor=colleague, host=party, skill=skill, language="en", capacity=2, **said)
        for each in (PartyFactory(), learner, waits):
            places.join_clinic(actor=each.person, clinic=clinic)
        by, blocked = (coordinator, learner) if by_coordinator else (learner, coordinator)
        block_party(actor=by.person, party=blocked)
        assert states(clinic) == [ClinicPlaceState.SEATED, ClinicPlaceState.LEFT, ClinicPlaceState.SEATED]
        assert (told(learner.person), told(waits.person)) == ([], ["seated"])
        with pytest.raises(NotYours):
            places.join_clinic(actor=learner.person, clinic=clinic)
        proposed = acts.propose_clinic(actor=learner.person, skill=skill, language="en")
        places.join_clinic(actor=learner.person, clinic=proposed)
        acts.host_clinic(actor=colleague, clinic=proposed, host=party, capacity=9, **said)
        assert states(proposed) == [ClinicPlaceState.LEFT]
        # somebody became coordinator after that: the place is still there to be given up, and they do not see it
        clinic.seats.filter(party=learner).update(state=ClinicPlaceState.WAITING)
        for reader, status, sees in ((learner, 200, False), (coordinator, 200, False), (colleague, 200, True)):
            client.force_login(getattr(reader, "person", reader))
            page = client.get(clinic.get_absolute_url())
            assert (page.status_code, learner.name in page.text.partition("<main")[2]) == (status, sees)
        places.leave_clinic(actor=learner.person, clinic=clinic)
        client.force_login(learner.person)
        assert client.get(clinic.get_absolute_url()).status_code == 404

    def test_a_block_leaves_what_has_been_as_it_was(self, host, skill):
        learner = PartyFactory()
        clinic = plan(host, skill)
        places.join_clinic(actor=learner.person, clinic=clinic)
        held(clinic)
        block_party(actor=learner.person, party=host)
        assert states(clinic) == [ClinicPlaceState.SEATED]


class TestPlaces:
    def test_who_comes_late_waits_and_moves_up_in_order(self, host, skill):
        clinic, people = plan(host, skill), PersonFactory.create_batch(4)
        for person in people:
            places.join_clinic(actor=person, clinic=clinic)
        seated, waiting = ClinicPlaceState.SEATED, ClinicPlaceState.WAITING
        assert states(clinic) == [seated, seated, waiting, waiting]
        places.leave_clinic(actor=people[0], clinic=clinic)
        assert states(clinic) == [ClinicPlaceState.LEFT, seated, seated, waiting]
        assert [told(person) for person in people] == [[], [], ["seated"], []]

    def test_joining_twice_is_the_same_as_once(self, host, skill):
        clinic, person = plan(host, skill), PersonFactory()
        assert places.join_clinic(actor=person, clinic=clinic) == places.join_clinic(actor=person, clinic=clinic)
        assert clinic.seats.count() == 1

    def test_hosts_take_no_place(self, host, skill):
        with pytest.raises(ClinicRefused):
            places.join_clinic(actor=host.person, clinic=plan(host, skill))

    def test_the_database_seats_nobody_over_capacity(self, host, skill):
        clinic = plan(host, skill)
        for _each in range(2):
            ClinicPlace.objects.create(clinic=clinic, party=PartyFactory(), state=ClinicPlaceState.SEATED)
        with pytest.raises(IntegrityError), transaction.atomic():
            ClinicPlace.objects.create(clinic=clinic, party=PartyFactory(), state=ClinicPlaceState.SEATED)

    @pytest.mark.parametrize("change", ["begun", "cancelled"])
    def test_nobody_joins_what_has_begun_or_is_off(self, host, skill, change):
        clinic = plan(host, skill)
        held(clinic) if change == "begun" else acts.cancel_clinic(actor=host.person, clinic=clinic)
        with pytest.raises(ClinicRefused):
            places.join_clinic(actor=PersonFactory(), clinic=clinic)


class TestChanges:
    def change(self, host, clinic, **fields):
        said = {"starts": clinic.starts_at, "length": HOUR, "capacity": 2} | fields
        return acts.change_clinic(actor=host.person, clinic=clinic, **said)

    def test_who_comes_is_told_of_another_time_and_reminded_again(self, host, skill):
        clinic, person = plan(host, skill, starts=timezone.now() + timedelta(hours=5)), PersonFactory()
        places.join_clinic(actor=person, clinic=clinic)
        assert (remind_of_clinics(), remind_of_clinics()) == (1, 0)
        clinic = self.change(host, clinic, starts=timezone.now() + timedelta(hours=8))
        assert (remind_of_clinics(), remind_of_clinics()) == (1, 0)
        assert told(person) == ["day", "moved", "day"]
        assert clinic.sequence == 1

    def test_more_places_let_people_in_and_fewer_throw_nobody_out(self, host, skill):
        clinic, people = plan(host, skill), PersonFactory.create_batch(3)
        for person in people:
            places.join_clinic(actor=person, clinic=clinic)
        clinic = self.change(host, clinic, capacity=3)
        assert told(people[2]) == ["seated"]
        with pytest.raises(ClinicRefused):
            self.change(host, clinic, capacity=2)

    def test_strangers_change_nothing(self, host, skill):
        clinic, stranger = plan(host, skill), PartyFactory()
        for action in (self.change,):
            with pytest.raises(NotYours):
                action(stranger, clinic)
        with pytest.raises(NotYours):
            acts.cancel_clinic(actor=stranger.person, clinic=clinic)
        with pytest.raises(NotYours):
            acts.mark_attendance(actor=stranger.person, clinic=clinic, present=[], minutes=60)

    def test_cancelling_tells_everybody_once(self, host, skill):
        clinic, people = plan(host, skill), PersonFactory.create_batch(3)
        for person in people:
            places.join_clinic(actor=person, clinic=clinic)
        acts.cancel_clinic(actor=host.person, clinic=clinic)
        acts.cancel_clinic(actor=host.person, clinic=clinic)
        assert [told(person) for person in people] == [["cancelled"]] * 3
        assert remind_of_clinics() == 0

    def test_reminders_come_a_day_and_an_hour_before_once_each(self, host, skill):
        clinic, person = plan(host, skill, starts=timezone.now() + timedelta(hours=30)), PersonFactory()
        places.join_clinic(actor=person, clinic=clinic)
        assert remind_of_clinics() == 0
        for hours in (10, 10, 29.5, 29.5):
            with travel(timezone.now() + timedelta(hours=hours)):
                remind_of_clinics()
        assert told(person) == told(host.person) == ["day", "hour"]


class TestWhatCounts:
    def test_hours_count_once_an_attendee_confirms(self, host, skill):
        clinic, person = plan(host, skill, length=timedelta(hours=6)), PersonFactory()
        seat = places.join_clinic(actor=person, clinic=clinic)
        with pytest.raises(ClinicRefused):
            acts.mark_attendance(actor=host.person, clinic=clinic, present=[seat.pk], minutes=60)
        held(clinic)
        acts.mark_attendance(actor=host.person, clinic=clinic, present=[seat.pk], minutes=360)
        assert told(person) == ["was_there"]
        assert minutes_shared(host, skill) == 0
        for _twice in range(2):
            places.confirm_learning(actor=person, clinic=clinic, learned="yes")
        assert minutes_shared(host, skill) == 360
        assert list(HoursAward.objects.filter(party=host).values_list("hours", flat=True)) == [5]
        assert told(host.person) == ["award"]

    def test_confirmed_hours_count_once_wherever_hours_count(self, skill):
        """In the report of an organisation, in the indicators, and where a rule recognises teaching."""
        topic = TopicFactory(mandatory=True)
        skill.topics.add(topic)
        rule_of(topic, hours=3)
        organisation, quarter = OrganisationFactory(), Quarter.of(today())
        hosts = [ClaimFactory(skill=skill).party for _number in range(5)]
        SkillClaim.objects.update(verified=True)
        people = PersonFactory.create_batch(2)
        for host in hosts:
            MembershipFactory(organisation=organisation, person=host.person, role="author")
            be_counted(actor=host.person, party=host, organisation=organisation, counted=True)
            clinic = plan(host, skill)
            seats = [places.join_clinic(actor=person, clinic=clinic) for person in people]
            present = [seat.pk for seat in seats]
            acts.mark_attendance(actor=host.person, clinic=held(clinic), present=present, minutes=120)
            assert minutes_taught(host, topic, timezone.now() - HOUR) == 0, "only the host has said so"
            for person in people:
                places.confirm_learning(actor=person, clinic=clinic, learned="yes")
        assert minutes_taught(hosts[0], topic, timezone.now() - HOUR) == 120
        assert [(row.people, row.hours) for row in hours_by_quarter(organisation)] == [(5, 10)]
        told = {"learners": None, "exchanges": 0, "hours": 10, "learned": 20}
        assert told.items() <= figures_of(quarter).items()
        assert running_figures(quarter) == {"learners": 0, "exchanges": 0, "hours": 10, "learned": 20}
        assert list(ended_quarters()) == []
        Clinic.objects.filter(pk=clinic.pk).update(confirmed_at=timezone.now() - timedelta(days=200))
        assert next(ended_quarters()) == Quarter.of(today() - timedelta(days=200))
        assert Fact.objects.count() == 0, "two hours are not three"
        self.another(hosts[0], skill, people[0])
        assert Fact.objects.get().person == hosts[0].person

    def another(self, host, skill, person):
        clinic = plan(host, skill)
        seat = places.join_clinic(actor=person, clinic=clinic)
        acts.mark_attendance(actor=host.person, clinic=held(clinic), present=[seat.pk], minutes=60)
        places.confirm_learning(actor=person, clinic=clinic, learned="partly")

    @pytest.mark.parametrize(
        ("exchanges", "clinics", "places", "shared", "learned"),
        [(4, 9, 9, False, False), (5, 1, 4, True, False), (5, 0, 0, True, True), (0, 4, 9, False, False),
         (0, 5, 4, True, False), (0, 5, 5, True, True), (0, 0, 0, True, True)],
    )  # fmt: skip
    def test_hours_of_a_few_are_not_told(self, monkeypatch, exchanges, clinics, places, shared, learned):
        spent = indicators._Spent(exchanges, clinics, places, 60, 60)
        monkeypatch.setattr(indicators, "_spent", lambda _quarter: spent)
        figures = figures_of(Quarter.of(today()))
        assert (figures["hours"], figures["learned"]) == (1 if shared else None, 1 if learned else None)

    def test_what_is_confirmed_stays(self, host, skill):
        clinic, person = plan(host, skill), PersonFactory()
        seat = places.join_clinic(actor=person, clinic=clinic)
        acts.mark_attendance(actor=host.person, clinic=held(clinic), present=[seat.pk], minutes=60)
        places.confirm_learning(actor=person, clinic=clinic, learned="partly")
        acts.mark_attendance(actor=host.person, clinic=clinic, present=[], minutes=60)
        seat.refresh_from_db()
        assert seat.attended

    @pytest.mark.parametrize("who", ["absent", "stranger"])
    def test_only_who_was_there_confirms(self, host, skill, who):
        clinic, person = plan(host, skill), PersonFactory()
        places.join_clinic(actor=person, clinic=clinic)
        acts.mark_attendance(actor=host.person, clinic=held(clinic), present=[], minutes=60)
        with pytest.raises(NotYours):
            places.confirm_learning(actor=person if who == "absent" else PersonFactory(), clinic=clinic, learned="yes")


class TestFreeHours:
    def want(self, skill, number, visibility=Visibility.MEMBERS):
        for _each in range(number):
            party = PartyFactory(week_utc=0b1111 << 4 * 26)
            ClaimFactory(skill=skill, party=party, kind=ClaimKind.WANTED, visibility=visibility)

    @pytest.mark.parametrize(("seen", "private", "counts"), [(5, 0, [5]), (4, 0, []), (4, 3, []), (6, 9, [6])])
    def test_few_people_and_private_wishes_count_nowhere(self, skill, seen, private, counts):
        self.want(skill, seen)
        self.want(skill, private, Visibility.MATCHES)
        assert [hour.people for hour in common_hours(skill, "en", "UTC")] == counts

    def test_hours_are_on_the_clock_of_the_reader(self, skill):
        self.want(skill, 5)
        (hour,) = common_hours(skill, "en", "Asia/Tokyo")
        assert (hour.weekday, hour.starts.hour) == (1, 11)


class TestPages:
    def test_from_the_form_to_the_confirmation(self, client, host, skill):
        client.force_login(host.person)
        starts = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        said = {"skill": skill.slug, "language": "en", "host": host.uid, "starts": starts, "length": "60"}
        answer = client.post(
            reverse("skills_exchange:clinic_new"), said | {"capacity": 5, "link": "https://meet.example.org/x"}
        )
        clinic = Clinic.objects.get()
        assert answer.url == clinic.get_absolute_url()
        visitor = client.__class__()
        assert "meet.example.org" not in visitor.get(answer.url).text
        learner = PersonFactory()
        client.force_login(learner)
        assert b"meet.example.org" not in client.get(f"{answer.url}clinic.ics").content
        client.post(f"{answer.url}join/")
        assert "meet.example.org" in client.get(answer.url).text
        assert b"meet.example.org" in client.get(f"{answer.url}clinic.ics").content
        assert learner.username not in client.get(answer.url).text.partition("<main")[2]
        client.force_login(host.person)
        assert learner.username in client.get(answer.url).text.partition("<main")[2]
        held(clinic)
        seat = clinic.seats.get()
        assert client.post(f"{answer.url}attendance/", {"present": [seat.pk], "minutes": ""}).status_code == 400
        client.post(f"{answer.url}attendance/", {"present": [seat.pk], "minutes": 50})
        client.force_login(learner)
        assert client.post(f"{answer.url}confirm/", {"learned": "maybe"}).status_code == 400
        client.post(f"{answer.url}confirm/", {"learned": "yes"})
        clinic.refresh_from_db()
        assert clinic.confirmed_at is not None

    def test_without_a_host_it_is_a_proposal(self, client, skill):
        client.force_login(PersonFactory())
        address = reverse("skills_exchange:clinic_new")
        assert skill.label in client.get(f"{address}?skill={skill.slug}&language=nonsense-x").text
        client.post(address, {"skill": skill.slug, "language": "fr", "length": "60", "capacity": 8})
        assert Clinic.objects.get().state == ClinicState.PROPOSED

    @pytest.mark.parametrize(
        "bad",
        [
            {"skill": "nothing"},
            {"language": "x"},
            {"capacity": 1},
            {"starts": ""},
            {"host": ""},
            {"link": "javascript:x"},
        ],
    )
    def test_bad_input_is_refused(self, client, host, skill, bad):
        client.force_login(host.person)
        good = {"skill": skill.slug, "language": "en", "host": host.uid, "length": "60", "capacity": 4}
        said = good | {"starts": "2099-01-01T10:00"} | bad
        assert client.post(reverse("skills_exchange:clinic_new"), said).status_code == 400
        assert not Clinic.objects.exists()

    @pytest.mark.parametrize(
        ("page", "stranger", "own"), [("change", 403, 200), ("cancel", 403, 200), ("host", 200, 200)]
    )
    def test_who_opens_what(self, client, host, skill, page, stranger, own):
        address = f"{plan(host, skill).get_absolute_url()}{page}/"
        assert client.get(address).status_code == 302
        for person, status in ((PersonFactory(), stranger), (host.person, own)):
            client.force_login(person)
            assert client.get(address).status_code == status

    def test_hosts_move_and_cancel(self, client, host, skill):
        clinic = plan(host, skill)
        client.force_login(host.person)
        starts = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
        said = {"starts": starts, "length": "90", "capacity": 3}
        assert client.post(f"{clinic.get_absolute_url()}change/", said).status_code == 302
        clinic.refresh_from_db()
        assert clinic.ends_at - clinic.starts_at == timedelta(minutes=90)
        client.post(f"{clinic.get_absolute_url()}cancel/")
        clinic.refresh_from_db()
        assert clinic.state == ClinicState.CANCELLED

    @pytest.mark.parametrize("asked", ["", "?format=csv", "?language=en", "?mine=on"])
    def test_lists_show_what_was_asked_for(self, client, host, skill, asked):
        plan(host, skill)
        client.force_login(host.person)
        answer = client.get(reverse("skills_exchange:clinics") + asked)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert (skill.slug if "csv" in asked else skill.label) in text

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries(self, client, host, django_assert_num_queries, number):
        for _each in range(number):
            other = SkillFactory()
            ClaimFactory(skill=other, party=host)
            plan(host, other)
        client.force_login(PersonFactory())
        client.get(reverse("skills_exchange:clinics"))
        with django_assert_num_queries(4):
            client.get(reverse("skills_exchange:clinics"))


class TestPersonalData:
    def test_what_somebody_hosts_ends_and_their_places_go_to_others(self, host, skill):
        clinic, person, waiting = plan(host, skill), PersonFactory(), PersonFactory()
        for each in (person, PersonFactory(), waiting):
            places.join_clinic(actor=each, clinic=clinic)
        assert export(person)["places"][0]["skill"] == skill.slug
        assert export(host.person)["clinics"]
        erase(person)
        assert told(waiting) == ["seated"]
        erase(host.person)
        clinic.refresh_from_db()
        assert clinic.state == ClinicState.CANCELLED
        assert told(waiting) == ["seated", "cancelled"]


def test_curators_call_proposals_off(skill):
    clinic = acts.propose_clinic(actor=PersonFactory(), skill=skill, language="en")
    with pytest.raises(NotYours):
        acts.cancel_clinic(actor=PersonFactory(), clinic=clinic)
    curator = PersonFactory(role=Role.SKILLS_CURATOR)
    assert acts.cancel_clinic(actor=curator, clinic=clinic).state == ClinicState.CANCELLED


def test_languages_of_clinics_are_tags(host, skill):
    with pytest.raises((ValueError, ValidationError)):
        plan(host, skill, language="no language")


def test_the_one_search_finds_clinics_to_come(client, host, skill):
    clinic = plan(host, skill)
    address = f"{reverse('skills_exchange:help_desk')}?q={skill.label}"
    assert clinic.get_absolute_url() in client.get(address).text
    acts.cancel_clinic(actor=host.person, clinic=clinic)
    assert clinic.get_absolute_url() not in client.get(address).text


def test_who_shares_the_skill_is_the_host_unless_they_say_otherwise(client, host, skill):
    client.force_login(host.person)
    address = f"{reverse('skills_exchange:clinic_new')}?skill={skill.slug}&language=en"
    assert f'<option value="{host.uid}" selected' in client.get(address).text
    client.force_login(PersonFactory())
    assert '<option value="" selected>Somebody else' in client.get(address).text
