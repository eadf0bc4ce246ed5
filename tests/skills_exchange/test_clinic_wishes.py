"""Where people wait and nobody is free, and what matching keeps about a person."""

import pytest
from django.test import Client

from skills_exchange import personal_data_matching
from skills_exchange.enums import ClaimKind, Format, Visibility
from skills_exchange.models import MatchRound, NotForMe, Party, RoundProposal, SuggestionDay
from skills_exchange.queries.clinic_wishes import clinic_wishes
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill():
    return SkillFactory()


def wait_for(skill, number, speaks=("ig",), **claim):
    for _ in range(number):
        ClaimFactory(party=PartyFactory(speaks=list(speaks)), skill=skill, kind=ClaimKind.WANTED, **claim)


def found():
    return [(wish.skill.pk, wish.language, wish.waiting) for wish in clinic_wishes()]


@pytest.mark.parametrize(("number", "counts"), [(4, False), (5, True), (9, True)])
def test_enough_people_are_shown(skill, number, counts):
    wait_for(skill, number)
    assert found() == ([(skill.pk, "ig", number)] if counts else [])


@pytest.mark.parametrize(
    ("offer", "waits"),
    [
        ({"speaks": ["ig"]}, False),
        ({"speaks": ["en"]}, True),
        ({"speaks": ["ig"], "max_active": 0}, True),
        ({"speaks": ["ig"], "away_from": today()}, True),
        ({"speaks": ["ig"], "listed": False}, True),
    ],
)
def test_who_could_be_asked_is_no_reason_for_a_clinic(skill, offer, waits):
    wait_for(skill, 5)
    ClaimFactory(party=PartyFactory(**offer), skill=skill)
    assert bool(found()) is waits


def test_an_offer_in_any_of_their_languages_counts(skill):
    wait_for(skill, 5, speaks=("ig", "en"))
    assert found() == [(skill.pk, "en", 5), (skill.pk, "ig", 5)]
    ClaimFactory(party=PartyFactory(speaks=["en"]), skill=skill)
    assert found() == []


def test_wishes_for_suggestions_only_are_not_counted(skill):
    wait_for(skill, 4)
    wait_for(skill, 3, visibility=Visibility.MATCHES)
    assert found() == []


def test_fewer_than_five_are_never_asked_for(skill):
    wait_for(skill, 4)
    assert clinic_wishes(enough=1) == []


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_whatever_its_length(rows, django_assert_num_queries):
    parties = [PartyFactory(speaks=["ig"]) for _ in range(5)]
    for _ in range(rows):
        wanted = SkillFactory()
        for party in parties:
            ClaimFactory(party=party, skill=wanted, kind=ClaimKind.WANTED)
    client = Client()
    client.force_login(PersonFactory(role=Role.SKILLS_CURATOR))
    client.get("/skills/where-people-wait/")
    with django_assert_num_queries(3):
        page = client.get("/skills/where-people-wait/").content.decode()
    assert page.count('<th scope="row">') == min(rows, 25)
    rows_of_file = client.get("/skills/where-people-wait/", {"format": "csv"}).getvalue().decode().splitlines()
    assert len(rows_of_file) == rows + 1


def test_the_page_is_for_organisers():
    client = Client()
    client.force_login(PersonFactory())
    assert client.get("/skills/where-people-wait/").status_code == 403


def test_what_matching_keeps_is_given_and_goes(skill):
    person, other = PersonFactory(), PartyFactory()
    party = PartyFactory(person=person)
    NotForMe.objects.create(learner=party, sharer=other, skill=skill, reason="time")
    NotForMe.objects.create(learner=other, sharer=party, skill=skill, reason="time")
    SuggestionDay.objects.create(learner=party, skill=skill, day=today(), sharers=[other.pk])
    kept = SuggestionDay.objects.create(learner=other, skill=skill, day=today(), sharers=[party.pk, 7])
    made = MatchRound.objects.create(slug="a", title="A", seed=1, organiser=person)
    for learner, sharer, ring in ((party, other, 1), (other, party, 1), (other, PartyFactory(), None)):
        RoundProposal.objects.create(
            round=made,
            learner=learner,
            sharer=sharer,
            skill=skill,
            language="en",
            format=Format.CALL,
            score=1,
            ring=ring,
        )
    given = personal_data_matching.export(person)
    assert given["rounds_organised"] == ["a"]
    assert given["days_with_suggestions"] == [{"day": today().isoformat(), "skill": skill.slug}]
    assert [row["participant"] for row in given["not_for_me"]] == [str(other.uid)]
    personal_data_matching.erase(person)
    assert not NotForMe.objects.exists()
    kept.refresh_from_db()
    assert (kept.sharers, SuggestionDay.objects.count()) == ([7], 1)
    assert MatchRound.objects.get().organiser is None
    assert list(RoundProposal.objects.values_list("learner", flat=True)) == [other.pk]
    assert Party.objects.filter(pk=party.pk).exists()


def test_nothing_is_kept_of_who_never_took_part():
    person = PersonFactory()
    personal_data_matching.erase(person)
    assert personal_data_matching.export(person)["not_for_me"] == []
