"""The census: who answers, what is kept, what is told; and calls for helpers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from skills_exchange.actions import census as acts
from skills_exchange.actions.calling import MOST_CALLED, call_for_helpers
from skills_exchange.actions.census import Line
from skills_exchange.enums import ClaimKind, ClaimSource, Visibility
from skills_exchange.errors import CallRefused, CensusRefused, NotYours
from skills_exchange.models import CensusAnswer, CensusLine, CensusRound, HelperCall, PartyBlock, SkillClaim
from skills_exchange.personal_data_census import erase, export
from skills_exchange.queries.census import census_results
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def census():
    return CensusRound.objects.create(year=2026, opens_on=today() - DAY, closes_on=today() + 10 * DAY)


@pytest.fixture
def skill():
    return SkillFactory(parent=SkillFactory())


@pytest.fixture
def affiliate():
    return OrganisationFactory(kind=OrganisationKind.USER_GROUP)


@pytest.fixture
def coordinator(affiliate):
    return MembershipFactory(organisation=affiliate, role=MemberRole.COORDINATOR).person


def answer(coordinator, census, affiliate, lines=(), **fields):
    said = {"submit": True, "staff": 2, "volunteers": 10} | fields
    return acts.answer_census(actor=coordinator, census=census, organisation=affiliate, lines=lines, **said)


def told(person, kind="census"):
    return Notice.objects.filter(person=person, kind=kind).count()


class TestRounds:
    def test_curators_open_a_census_and_move_its_end(self):
        curator = PersonFactory(role=Role.SKILLS_CURATOR)
        for days in (5, 9):
            acts.open_census(actor=curator, year=2026, opens_on=today(), closes_on=today() + days * DAY)
        assert CensusRound.objects.get().closes_on == today() + 9 * DAY

    @pytest.mark.parametrize(("opens", "closes"), [(5, 3), (-5, -3)])
    def test_days_make_sense(self, opens, closes):
        with pytest.raises(CensusRefused):
            acts.open_census(
                actor=PersonFactory(role=Role.SKILLS_CURATOR),
                year=2026,
                opens_on=today() + opens * DAY,
                closes_on=today() + closes * DAY,
            )

    def test_others_open_none(self, coordinator):
        with pytest.raises(NotYours):
            acts.open_census(actor=coordinator, year=2026, opens_on=today(), closes_on=today())


class TestAnswers:
    def test_a_draft_is_kept_and_submitted_once_and_corrected(self, census, affiliate, coordinator, skill):
        draft = answer(coordinator, census, affiliate, submit=False, staff=None, volunteers=None)
        assert not draft.is_submitted
        first = answer(coordinator, census, affiliate, [Line(skill, 3, 0)])
        again = answer(coordinator, census, affiliate, [Line(skill, 0, 7)], submit=False)
        assert again.is_submitted
        assert (again.pk, again.submitted_at) == (first.pk, first.submitted_at)
        assert list(CensusLine.objects.values_list("has", "needs")) == [(0, 7)]

    @pytest.mark.parametrize("bad", [{"staff": None}, {"volunteers": None}, {"lines": "twice"}, {"lines": "nobody"}])
    def test_what_is_submitted_is_complete(self, census, affiliate, coordinator, skill, bad):
        lines = {"twice": [Line(skill, 1, 1)] * 2, "nobody": [Line(skill, 0, 0)]}.get(bad.pop("lines", ""), [])
        with pytest.raises(CensusRefused):
            answer(coordinator, census, affiliate, lines, **bad)

    @pytest.mark.parametrize(("opens", "closes"), [(1, 5), (-5, -1)])
    def test_only_while_it_runs(self, census, affiliate, coordinator, opens, closes):
        CensusRound.objects.update(opens_on=today() + opens * DAY, closes_on=today() + closes * DAY)
        with pytest.raises(CensusRefused):
            answer(coordinator, census, affiliate)

    @pytest.mark.parametrize("who", ["stranger", "member", "partner"])
    def test_only_coordinators_of_affiliates_answer(self, census, affiliate, coordinator, who):
        person = coordinator
        if who == "partner":
            affiliate.kind = OrganisationKind.PARTNER
            affiliate.save()
        elif who == "member":
            person = MembershipFactory(organisation=affiliate, role=MemberRole.AUTHOR).person
        else:
            person = PersonFactory()
        with pytest.raises(NotYours):
            answer(person, census, affiliate)

    def test_the_database_keeps_submitted_answers_complete(self, census, affiliate, coordinator):
        answer(coordinator, census, affiliate)
        with pytest.raises(IntegrityError), transaction.atomic():
            CensusAnswer.objects.update(staff=None)


class TestClaims:
    def test_answers_become_claims_if_they_choose(self, census, affiliate, coordinator, skill):
        known = SkillFactory()
        said = answer(coordinator, census, affiliate, [Line(skill, 3, 7), Line(known, 2, 0)])
        assert not SkillClaim.objects.exists()
        assert acts.bring_census(actor=coordinator, answer=said) == 3
        assert acts.bring_census(actor=coordinator, answer=said) == 0
        assert set(SkillClaim.objects.values_list("kind", "source")) == {
            (ClaimKind.KNOWN, ClaimSource.CENSUS),
            (ClaimKind.WANTED, ClaimSource.CENSUS),
        }

    def test_drafts_and_strangers_bring_nothing(self, census, affiliate, coordinator):
        draft = answer(coordinator, census, affiliate, submit=False)
        with pytest.raises(CensusRefused):
            acts.bring_census(actor=coordinator, answer=draft)
        with pytest.raises(NotYours):
            acts.bring_census(actor=PersonFactory(), answer=draft)


class TestReminders:
    def test_once_and_only_who_has_not_submitted(self, census, affiliate, coordinator):
        done = MembershipFactory(
            organisation=OrganisationFactory(kind=OrganisationKind.CHAPTER), role=MemberRole.COORDINATOR
        )
        partner = MembershipFactory(
            organisation=OrganisationFactory(kind=OrganisationKind.PARTNER), role=MemberRole.COORDINATOR
        )
        answer(done.person, census, done.organisation)
        answer(coordinator, census, affiliate, submit=False)
        assert (acts.remind_of_census(), acts.remind_of_census()) == (1, 0)
        assert [told(person) for person in (coordinator, done.person, partner.person)] == [1, 0, 0]

    def test_not_too_early(self, census, coordinator):
        CensusRound.objects.update(closes_on=today() + 30 * DAY)
        assert acts.remind_of_census() == 0


class TestResults:
    def fill(self, census, skill, numbers):
        for number in numbers:
            CensusLine.objects.create(
                answer=CensusAnswer.objects.create(
                    round=census,
                    organisation=OrganisationFactory(kind=OrganisationKind.CHAPTER),
                    state="submitted",
                    submitted_at=timezone.now(),
                    staff=number,
                    volunteers=number,
                    hinders=["time"],
                ),
                skill=skill,
                has=number,
            )

    @pytest.mark.parametrize(
        ("numbers", "affiliates", "has"),
        [([1, 1, 1, 1, 1], 5, 5), ([100, 100, 100, 100], None, None), ([50], None, None), ([2] * 6, 6, 12)],
    )
    def test_few_affiliates_and_few_people_are_hidden(self, census, skill, numbers, affiliates, has):
        self.fill(census, skill, numbers)
        found = census_results(census)
        (row,) = found.skills
        assert (row.affiliates, row.has, row.needs) == (affiliates, has, 0)
        assert (found.answered, found.staff, dict(found.hinders)["Too little time"]) == (affiliates, has, affiliates)

    def test_drafts_count_nowhere(self, census, skill):
        self.fill(census, skill, [9] * 5)
        CensusAnswer.objects.update(state="draft", submitted_at=None)
        assert (census_results(census).answered, census_results(census).skills) == (0, [])

    def test_they_are_told_when_it_is_over(self, client, census, skill, django_assert_num_queries):
        self.fill(census, skill, [2] * 5)
        address = census.get_absolute_url()
        assert skill.label not in client.get(address).text
        assert skill.slug not in client.get(f"{address}?format=csv").text
        CensusRound.objects.update(closes_on=today() - DAY)
        assert skill.label in client.get(address).text
        assert f"{skill.slug},5,10,0" in b"".join(client.get(f"{address}?format=csv").streaming_content).decode()


class TestPages:
    def address(self, census, affiliate):
        return reverse("skills_exchange:census_answer", args=[census.year, affiliate.slug])

    def said(self, skill, do, **fields):
        lines = {"lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0, "lines-0-skill": skill.slug, "lines-0-has": 3}
        return {"staff": 1, "volunteers": 4, "languages": "fr, br", "hinders": ["time"], "do": do} | lines | fields

    def test_from_a_draft_to_the_profile(self, client, census, affiliate, coordinator, skill):
        client.force_login(coordinator)
        assert affiliate.name in client.get(reverse("skills_exchange:census")).text
        address = self.address(census, affiliate)
        assert client.get(address).status_code == 200
        client.post(address, self.said(skill, "keep"))
        assert not CensusAnswer.objects.get().is_submitted
        assert 'value="3"' in client.get(address).text
        client.post(address, self.said(skill, "submit"))
        assert CensusAnswer.objects.get().is_submitted
        client.post(f"{address}bring/")
        assert SkillClaim.objects.get().source == ClaimSource.CENSUS

    @pytest.mark.parametrize(
        "bad",
        [
            {"staff": -1},
            {"languages": "no tag"},
            {"lines-0-has": ""},
            {"lines-0-skill": "nothing"},
            {"lines-1-needs": 3},
            {"hinders": ["weather"]},
            {"volunteers": "", "do": "submit"},
        ],
    )
    def test_bad_input_is_refused_and_the_rest_kept(self, client, census, affiliate, coordinator, skill, bad):
        client.force_login(coordinator)
        address = self.address(census, affiliate)
        assert client.post(address, self.said(skill, "keep") | bad).status_code == 400
        kept = CensusAnswer.objects.get()
        assert (kept.is_submitted, kept.staff) == (False, None if "staff" in bad else 1)
        assert kept.lines.count() == (0 if {"lines-0-has", "lines-0-skill"} & set(bad) else 1)
        client.post(address, self.said(skill, "submit"))
        assert CensusAnswer.objects.get().is_submitted
        assert kept.lines.get().has == 3

    def test_an_error_changes_nothing_that_was_submitted(self, client, census, affiliate, coordinator, skill):
        answer(coordinator, census, affiliate, [Line(skill, 3, 0)])
        client.force_login(coordinator)
        said = self.said(skill, "submit") | {"staff": 9, "lines-0-has": ""}
        assert client.post(self.address(census, affiliate), said).status_code == 400
        assert (CensusAnswer.objects.get().staff, CensusLine.objects.get().has) == (2, 3)

    @pytest.mark.parametrize(
        "bad",
        [
            {"lines-0-skill": "nothing"},
            {"lines-0-skill": ""},
            {"lines-0-skill": "other", "lines-0-has": "", "lines-0-needs": ""},
            {"lines-TOTAL_FORMS": "x"},
        ],
    )
    def test_a_line_of_a_draft_outlives_an_error_in_its_place(self, client, census, affiliate, coordinator, skill, bad):
        other = SkillFactory(slug="other", parent=SkillFactory())
        answer(coordinator, census, affiliate, [Line(skill, 3, 0)], submit=False)
        client.force_login(coordinator)
        said = self.said(skill, "keep") | {"lines-INITIAL_FORMS": 1}
        assert client.post(self.address(census, affiliate), said | bad).status_code == 400
        assert CensusLine.objects.get().skill == skill
        said |= {"lines-0-skill": other.slug}
        client.post(self.address(census, affiliate), said)
        assert CensusLine.objects.get().skill == other

    def test_who_opens_what(self, client, census, affiliate, coordinator):
        pages = [self.address(census, affiliate), reverse("skills_exchange:census_new")]
        for person, expected in (
            (PersonFactory(), [403, 403]),
            (coordinator, [200, 403]),
            (PersonFactory(role=Role.SKILLS_CURATOR), [403, 200]),
        ):
            client.force_login(person)
            assert [client.get(page).status_code for page in pages] == expected

    def test_a_curator_sets_one_up(self, client):
        client.force_login(PersonFactory(role=Role.SKILLS_CURATOR))
        said = {"year": 2027, "opens_on": today(), "closes_on": today() + DAY}
        client.post(reverse("skills_exchange:census_new"), said)
        assert CensusRound.objects.get().year == 2027

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries(self, client, django_assert_num_queries, number):
        for each in range(number):
            CensusRound.objects.create(year=2030 + each, opens_on=today(), closes_on=today())
        client.get(reverse("skills_exchange:census"))
        with django_assert_num_queries(1):
            client.get(reverse("skills_exchange:census"))


class TestCalls:
    def knows(self, skill, kind=ClaimKind.KNOWN, visibility=Visibility.MEMBERS, **party):
        return ClaimFactory(skill=skill, kind=kind, visibility=visibility, party=PartyFactory(**party)).party

    def test_who_knows_it_is_asked_once_in_thirty_days(self, skill, coordinator):
        asked = [self.knows(skill), self.knows(skill, ClaimKind.OFFERED, max_active=0)]
        others = [
            self.knows(skill, visibility=Visibility.MATCHES),
            self.knows(skill, ClaimKind.OFFERED),
            self.knows(skill, ClaimKind.WANTED),
            self.knows(skill, speaks=["fr"]),
            self.knows(skill, listed=False),
            self.knows(skill, away_until=today() + DAY),
            self.knows(SkillFactory()),
            self.knows(skill),
        ]
        PartyBlock.objects.create(by=others[-1], blocked=PartyFactory(person=coordinator))
        assert call_for_helpers(actor=coordinator, skill=skill, language="en").told == 2
        assert [told(party.person, "helper_call") for party in asked + others] == [1, 1] + [0] * 8
        with pytest.raises(CallRefused):
            call_for_helpers(actor=PersonFactory(role=Role.SKILLS_CURATOR), skill=skill, language="en")
        HelperCall.objects.update(called_at=timezone.now() - 31 * DAY)
        call_for_helpers(actor=coordinator, skill=skill, language="en")
        assert told(asked[0].person, "helper_call") == 2

    def test_never_more_than_fifty(self, skill, coordinator):
        for _each in range(MOST_CALLED + 2):
            self.knows(skill)
        assert call_for_helpers(actor=coordinator, skill=skill, language="en").told == MOST_CALLED

    def test_nobody_to_ask_is_said_and_does_not_count(self, skill, coordinator):
        with pytest.raises(CallRefused):
            call_for_helpers(actor=coordinator, skill=skill, language="en")
        assert not HelperCall.objects.exists()

    def test_the_page(self, client, skill, coordinator):
        self.knows(skill)
        address = reverse("skills_exchange:call_for_helpers", args=[skill.slug])
        client.force_login(PersonFactory())
        assert client.get(address).status_code == 403
        assert client.post(address, {"language": "en"}).status_code == 403
        client.force_login(coordinator)
        assert '<option value="en" selected' in client.get(f"{address}?language=en").text
        assert client.post(address, {"language": "xx-nothing"}).status_code == 400
        client.post(address, {"language": "en"})
        assert HelperCall.objects.get().by == coordinator


def test_names_go_when_somebody_leaves(census, affiliate, coordinator):
    answer(coordinator, census, affiliate)
    assert export(coordinator)["census_answers"][0]["organisation"] == affiliate.slug
    erase(coordinator)
    assert CensusAnswer.objects.get().changed_by is None
