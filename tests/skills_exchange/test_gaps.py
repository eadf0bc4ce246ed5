"""The map of skills and the indicators: counted once and rightly, published so that nobody is picked out."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skills_exchange.actions.counting_gaps import HOURS_WANTED, count_gaps
from skills_exchange.actions.indicators import freeze_quarters
from skills_exchange.enums import ClaimKind, MatchOrigin, MatchState, PartyKind, Visibility
from skills_exchange.enums_clinics import ClinicState
from skills_exchange.enums_gaps import Need
from skills_exchange.models import (
    Clinic,
    ClinicPlace,
    Exchange,
    ExchangeFeedback,
    GapCell,
    IndicatorQuarter,
    Match,
    Party,
    Skill,
    SkillClaim,
)
from skills_exchange.queries.gaps import gap_map, largest_gaps, only_one_person
from skills_exchange.queries.help import wait_for
from skills_exchange.queries.indicators import Quarter, figures_of, progress, running_figures
from skills_exchange.queries.people import hunt_for, reader_of
from skills_exchange.queries.people_counts import counts_of
from skills_exchange.queries.wishes import Wish
from skills_exchange.region_tiles import TILES, wrapped
from tests.days import as_of_now, in_days
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.regions import region_of_each
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Role, Scope

KINDS = ["offered", "wanted", "known"]
pytestmark = pytest.mark.django_db


def claims(skill, kind, number, *, territory=None, speaks=("en",), **fields):
    """So many parties that say the same of a skill."""
    for _each in range(number):
        party = PartyFactory(speaks=list(speaks), **fields)
        if territory is not None:
            party.territories.add(territory)
        ClaimFactory(skill=skill, party=party, kind=kind)


@pytest.fixture
def kenya():
    return TerritoryFactory(code="KE", region="014")


class TestCounting:
    def test_a_party_counts_in_each_place_and_language_once(self, kenya):
        area = SkillFactory(slug="technical")
        skill, other = SkillFactory(parent=area, slug="lua"), SkillFactory(parent=area, slug="python")
        party = PartyFactory(speaks=["en", "sw"], hours_a_week=3)
        party.territories.add(kenya)
        ClaimFactory(skill=skill, party=party, verified=True)
        ClaimFactory(skill=other, party=party)
        count_gaps()
        cells = {
            (cell.skill.slug, cell.language, cell.place): (cell.helpers, cell.verified, cell.free_hours)
            for cell in GapCell.objects.select_related("skill")
        }
        places, tongues = ["", "KE", "014"], ["", "en", "sw"]
        for slug, verified in (("technical", 1), ("lua", 1), ("python", 0)):
            for place in places:
                for tongue in tongues:
                    assert cells.pop((slug, tongue, place)) == (1, verified, 3)
        assert not cells

    @pytest.mark.parametrize(
        ("changes", "free"),
        [
            ({}, 2),
            ({"max_active": 0}, 0),
            ({"away_from": in_days(0)}, 0),
            ({"away_until": in_days(0)}, 0),
            ({"away_until": in_days(-1)}, 2),
            ({"away_from": in_days(1)}, 2),
        ],
    )
    def test_hours_of_those_who_have_time(self, changes, free):
        claims(SkillFactory(), ClaimKind.OFFERED, 1, **as_of_now(changes))
        count_gaps()
        assert GapCell.objects.get(place="", language="").free_hours == free

    @pytest.mark.parametrize("changes", [{"listed": False}, {"person__is_active": False}])
    def test_who_is_not_there_is_not_counted(self, changes):
        claims(SkillFactory(), ClaimKind.OFFERED, 1, **changes)
        assert count_gaps() == 0

    def test_old_days_are_thinned_out_and_a_day_can_be_counted_twice(self):
        claims(SkillFactory(), ClaimKind.WANTED, 1)
        for day in (date(2025, 1, 1), date(2025, 1, 2), today() - timedelta(days=30), today(), today()):
            count_gaps(day)
        days = set(GapCell.objects.values_list("day", flat=True))
        assert days == {date(2025, 1, 1), today() - timedelta(days=30), today()}
        assert GapCell.objects.get(day=today(), language="", place="").wanted_hours == HOURS_WANTED

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_cells_are_what_counting_by_hand_gives(self, data):
        SkillClaim.objects.all().delete()
        Party.objects.all().delete()
        Skill.objects.filter(parent__isnull=False).delete()
        Skill.objects.all().delete()
        territories = [TerritoryFactory(code=code, region=region_of_each()[code]) for code in ("KE", "UG", "FR")]
        root = SkillFactory()
        skills = [root, SkillFactory(parent=root), SkillFactory()]
        expected = defaultdict(lambda: [set(), set()])
        for _each in range(data.draw(st.integers(0, 6))):
            speaks = data.draw(st.sets(st.sampled_from(["en", "sw", "fr"])))
            party = PartyFactory(speaks=sorted(speaks))
            mine = data.draw(st.sets(st.integers(0, 2)))
            party.territories.set(territories[each] for each in mine)
            said = data.draw(st.sets(st.tuples(st.integers(0, 2), st.sampled_from(KINDS))))
            for number, kind in sorted(said):
                skill = skills[number]
                ClaimFactory(skill=skill, party=party, kind=kind)
                if kind == "known" or not speaks:
                    continue
                above = [skill] if skill.parent_id is None else [skill, root]
                places = {"", *(code for each in mine for code in (territories[each].code, territories[each].region))}
                for key in {(s.pk, t, p) for s in above for t in ("", *speaks) for p in places}:
                    expected[key][kind == "wanted"].add(party.pk)
        count_gaps()
        cells = {
            (cell.skill_id, cell.language, cell.place): (cell.helpers, cell.seekers) for cell in GapCell.objects.all()
        }
        assert cells == {key: (len(some), len(others)) for key, (some, others) in expected.items()}


class TestPublishing:
    def test_small_cells_and_what_gives_them_away_are_hidden(self, kenya):
        skill = SkillFactory()
        uganda = TerritoryFactory(code="UG", region="014")
        claims(skill, ClaimKind.WANTED, 20, territory=kenya)
        claims(skill, ClaimKind.WANTED, 2, territory=uganda)
        count_gaps()
        found = gap_map(skill)
        (region,) = found.regions
        assert (found.world.seekers, region.seekers) == (20, 20)
        assert {place.key: place.seekers for place in region.places} == {"KE": None, "UG": None}

    @pytest.mark.parametrize(
        ("helpers", "hours", "seekers", "need"),
        [
            (0, 2, 0, Need.NONE),
            (0, 2, 6, Need.NOBODY),
            (5, 1, 9, Need.TIGHT),
            (5, 1, 20, Need.SCARCE),
            (5, 4, 6, Need.ENOUGH),
            (2, 9, 6, Need.HIDDEN),
            (6, 1, 3, Need.HIDDEN),
        ],
    )
    def test_steps(self, helpers, hours, seekers, need):
        skill = SkillFactory()
        claims(skill, ClaimKind.OFFERED, helpers, hours_a_week=hours)
        claims(skill, ClaimKind.WANTED, seekers, hours_a_week=1 if need == Need.TIGHT else 2)
        count_gaps()
        assert gap_map(skill).world.need == need

    @pytest.mark.parametrize(("before", "after"), [(5, 9), (12, 13), (10, 14)])
    def test_the_maps_of_two_days_do_not_differ_by_a_few_who_want_it(self, client, kenya, before, after):
        skill = SkillFactory(parent=SkillFactory(), slug="lua")
        yesterday = today() - timedelta(days=1)
        claims(skill, ClaimKind.WANTED, before, territory=kenya)
        count_gaps(yesterday)
        told = []
        for number in (0, after - before):
            claims(skill, ClaimKind.WANTED, number, territory=kenya)
            count_gaps()
            found, page = gap_map(skill), client.get(skill.get_absolute_url()).context["about"]
            places = client.get("/api/v1/skill-gaps/lua").json()["places"]
            told.append([found.world, found.regions, found.languages, found.trend[-1], places, page.wanting])
            told[-1].append([(gap.skill.slug, gap.seekers) for gap in largest_gaps()])
        assert told[0] == told[1]
        assert {place["seekers"] for place in told[0][4]} == {before // 5 * 5}

    def test_the_largest_gap_first_and_none_of_a_few(self):
        parent = SkillFactory()
        small, large, few = (SkillFactory(parent=parent) for _ in range(3))
        claims(small, ClaimKind.WANTED, 5)
        claims(large, ClaimKind.WANTED, 9)
        claims(few, ClaimKind.WANTED, 4)
        count_gaps()
        assert [gap.skill for gap in largest_gaps()] == [large, small]
        assert largest_gaps("fr") == []

    def test_only_one_person_is_for_organisers(self, client):
        skill = SkillFactory(parent=SkillFactory(), labels={"en": "Rare skill"})
        claims(skill, ClaimKind.OFFERED, 1)
        claims(skill, ClaimKind.WANTED, 4)
        count_gaps()
        assert only_one_person() == []
        claims(skill, ClaimKind.WANTED, 1)
        count_gaps()
        assert {cell.skill for cell in only_one_person()} == {skill, skill.parent}
        member = PersonFactory()
        coordinator = MembershipFactory(role=MemberRole.COORDINATOR).person
        shown = []
        for person in (None, member, coordinator, PersonFactory(role=Role.SKILLS_CURATOR)):
            if person is not None:
                client.force_login(person)
            _before, _found, single = client.get(reverse("skills_exchange:map")).content.partition(b'id="single"')
            shown.append(b"Rare skill" in single)
        assert shown == [False, False, True, True]

    def test_what_only_matches_see_changes_no_count(self, client):
        skill = SkillFactory(parent=SkillFactory(), slug="lua")
        for kind, number in ((ClaimKind.OFFERED, 1), (ClaimKind.WANTED, 9)):
            claims(skill, kind, number)
        told, reader = [], PersonFactory()
        client.force_login(reader)
        for private in (0, 6):
            for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
                for _each in range(private):
                    ClaimFactory(skill=skill, kind=kind, visibility=Visibility.MATCHES)
            count_gaps()
            cells = sorted(GapCell.objects.values_list("skill__slug", "language", "helpers", "seekers", "free_hours"))
            about = client.get(skill.get_absolute_url()).context["about"]
            wishes = [Wish(kind=kind, q=q) for kind in ("offered", "wanted") for q in ("", "lua")]
            found = [counts_of(hunt_for(wish, reader_of(reader))) for wish in wishes]
            gaps = [(gap.seekers, gap.helpers, gap.need) for gap in largest_gaps()]
            single = sorted(cell.skill_id for cell in only_one_person())
            helped = wait_for(skill, "en", asker=reader).promise
            numbers = (about.sharing, about.wanting, about.verified, len(about.people))
            told.append((cells, numbers, found, gaps, single, helped))
        assert told[0] == told[1]
        assert (told[0][1][1], told[0][4], told[0][2][3].total) == (5, [skill.parent_id, skill.pk], 9)

    def test_every_region_has_a_tile_and_a_name_that_fits(self):
        assert set(TILES) == set(region_of_each().values()) - {"001"}
        assert len(set(TILES.values())) == len(TILES)
        assert wrapped("South-eastern Asia") == ["South-eastern", "Asia"]
        assert wrapped("a " * 60)[-1].endswith("…")

    def test_the_table_of_the_map_has_new_figures_at_once(self, client, kenya):
        skill = SkillFactory(parent=SkillFactory())
        for number in (6, 12):
            claims(skill, ClaimKind.OFFERED, 6, territory=kenya)
            count_gaps()
            page = client.get(reverse("skills_exchange:map"), {"skill": skill.slug}).content.decode()
            assert f'<td class="number">{number}</td>' in page

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries_of_the_pages(self, client, django_assert_num_queries, number, kenya):
        skill = SkillFactory(parent=SkillFactory())
        claims(skill, ClaimKind.WANTED, number, territory=kenya)
        count_gaps()
        for address, queries in ((f"?skill={skill.slug}", 6), ("", 3)):
            client.get(reverse("skills_exchange:map") + address)
            with django_assert_num_queries(queries):
                client.get(reverse("skills_exchange:map") + address)

    @pytest.mark.parametrize("asked", ["?skill=none", "?language=xx-nope", "?skill=&language=", "?format=csv"])
    def test_nonsense_in_the_address(self, client, asked):
        assert client.get(reverse("skills_exchange:map") + asked).status_code == 200

    def test_files(self, client, kenya):
        skill = SkillFactory()
        claims(skill, ClaimKind.WANTED, 6, territory=kenya)
        count_gaps()
        answer = client.get(reverse("skills_exchange:map"), {"skill": skill.slug, "format": "csv"})
        assert "KE,Kenya,0,5,hidden,nobody" in b"".join(answer.streaming_content).decode()


def learned(skill, at, *, learner=None, minutes=60, said="yes", language="en"):
    """A confirmed exchange from which somebody learned."""
    match = MatchFactory(
        skill=skill,
        learner=learner or PartyFactory(),
        language=language,
        state=MatchState.CONFIRMED,
        sharer_agreed_at=at,
        learner_confirmed_at=at,
        sharer_confirmed_at=at,
    )
    Exchange.objects.create(
        match=match, learner_minutes=minutes, sharer_minutes=minutes, minutes=minutes, done_at=at, confirmed_at=at
    )
    ExchangeFeedback.objects.create(match=match, by_learner=True, useful=5, learned=said)
    return match


class TestIndicators:
    def test_people_count_once_and_only_if_they_learned(self):
        skill, at = SkillFactory(), datetime(2026, 2, 1, tzinfo=UTC)
        again = PartyFactory()
        for _ in range(5):
            learned(skill, at)
        learned(skill, at, learner=again)
        learned(skill, at, learner=again, language="sw")
        learned(skill, at, said="no")
        Match.objects.update(origin=MatchOrigin.HELP_DESK)
        learned(skill, datetime(2026, 4, 1, tzinfo=UTC))  # the next quarter
        figures = figures_of(Quarter.of(at.date()))
        assert (figures["learners"], figures["exchanges"], figures["hours"]) == (6, 8, 8)
        assert figures["satisfaction"] == 5.0
        assert figures["origins"] == [["help_desk", 8]]
        assert figures["skills"] == [[skill.slug, 6]]
        assert all(cell is None for _tag, cell in figures["languages"])

    def test_who_learned_in_a_clinic_counts_and_once(self):
        skill, now = SkillFactory(), timezone.now()
        then = now + timedelta(hours=1)
        clinic = Clinic.objects.create(
            skill=skill,
            language="en",
            host=PartyFactory(),
            state=ClinicState.HELD,
            starts_at=now,
            ends_at=then,
            minutes=60,
        )
        parties = [PartyFactory() for _ in range(6)]
        for party in parties:
            ClinicPlace.objects.create(
                clinic=clinic, party=party, state="seated", attended=True, learned="yes", confirmed_at=now
            )
        learned(skill, now, learner=parties[0])
        figures = figures_of(Quarter.of(today()))
        assert (figures["learners"], figures["skills"]) == (6, [[skill.slug, 6]])
        assert progress()[0].learners == 5

    def test_of_a_few_nothing_is_told(self):
        at = datetime(2026, 2, 1, tzinfo=UTC)
        for _ in range(4):
            learned(SkillFactory(), at)
        figures = figures_of(Quarter.of(at.date()))
        assert [figures[name] for name in ("learners", "exchanges", "hours", "satisfaction")] == [None] * 4

    def test_the_running_quarter_in_whole_fives(self):
        for _ in range(8):
            learned(SkillFactory(), timezone.now())
        assert running_figures(Quarter.of(today())) == {"learners": 5, "exchanges": 5, "hours": 5, "learned": 5}

    def test_ended_quarters_are_written_once_and_stay(self):
        first = Quarter.of(today() - timedelta(days=200))
        match = learned(SkillFactory(), datetime.combine(first.first, datetime.min.time(), tzinfo=UTC))
        assert freeze_quarters() >= 1
        assert freeze_quarters() == 0
        before = IndicatorQuarter.objects.get(first=first.first).figures
        match.delete()
        freeze_quarters()
        assert IndicatorQuarter.objects.get(first=first.first).figures == before

    def test_ten_people_one_skill(self):
        nearly, reached, few = SkillFactory(), SkillFactory(), SkillFactory()
        for skill, number in ((nearly, 6), (reached, 10), (few, 4)):
            for _ in range(number):
                learned(skill, timezone.now())
        assert [(each.skill, each.learners, each.reached) for each in progress()] == [
            (reached, 10, True),
            (nearly, 5, False),
        ]

    def test_page_and_file(self, client):
        address = reverse("skills_exchange:indicators")
        assert b"No quarter has ended yet" in client.get(address).content
        for _ in range(6):
            learned(SkillFactory(), timezone.now() - timedelta(days=100))
        freeze_quarters()
        assert b"chart-learners" in client.get(address).content
        assert b"first_day" in b"".join(client.get(address, {"format": "csv"}).streaming_content)


class TestApi:
    def test_skills(self, client):
        parent = SkillFactory(slug="technical")
        SkillFactory(slug="lua", parent=parent, labels={"en": "Lua", "ar": "لوا"}, wikidata="Q42")
        SkillFactory(status="retired")
        answer = client.get("/api/v1/skills", {"lang": "ar"}).json()
        assert answer["count"] == 2
        assert answer["results"][1] == {"slug": "lua", "label": "لوا", "parent": "technical", "wikidata": "Q42"}
        assert client.get("/api/v1/skills/lua").json()["labels"] == {"en": "Lua", "ar": "لوا"}
        assert client.get("/api/v1/skills/none").status_code == 404
        assert client.get("/api/v1/skills", {"lang": "xx-none-such"}).status_code in (400, 422)

    def test_gaps_are_hidden_as_on_the_page(self, client, kenya):
        skill = SkillFactory(slug="lua", parent=SkillFactory())
        claims(skill, ClaimKind.WANTED, 4, territory=kenya)
        count_gaps()
        assert client.get("/api/v1/skill-gaps").json() == []
        places = client.get("/api/v1/skill-gaps/lua").json()["places"]
        assert {place["place"]: place["seekers"] for place in places} == {"001": None, "014": None, "KE": None}

    def test_my_matches_by_token(self, client):
        person = PersonFactory()
        party = PartyFactory(person=person)
        mine = MatchFactory(learner=party, sharer__person__username="Secret Name")
        MatchFactory()
        _row, token = create_token(
            actor=person, name="x", scopes=[Scope.ME], expires_at=timezone.now() + timedelta(days=1)
        )
        answer = client.get("/api/v1/me/matches", headers={"Authorization": f"Bearer {token}"})
        assert [each["id"] for each in answer.json()["results"]] == [str(mine.uid)]
        assert answer.json()["results"][0]["role"] == "learner"
        assert b"Secret" not in answer.content
        assert client.get("/api/v1/me/matches").status_code == 401


def test_organisations_count_too():
    organisation = OrganisationFactory()
    party = PartyFactory(kind=PartyKind.ORGANISATION, person=None, organisation=organisation)
    ClaimFactory(party=party)
    assert count_gaps() > 0
    organisation.active = False
    organisation.save()
    assert count_gaps() == 0
