"""Who is found by what, who is not, and what is counted."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from skills_exchange.enums import ClaimKind, Format, LanguageLevel, PartyKind, SkillStatus, Visibility
from skills_exchange.models import PartyBlock, PartyLanguage, SkillClaim
from skills_exchange.queries import people_counts
from skills_exchange.queries.everything import search_everything
from skills_exchange.queries.people import found, hunt_for, ordered, reader_of
from skills_exchange.queries.people_counts import counts_of, nearest_to
from skills_exchange.queries.skill_pages import about_skill
from skills_exchange.queries.wishes import Wish, query_of, read_wish
from skills_exchange.weeks import from_hours, universal
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today

pytestmark = pytest.mark.django_db
PEOPLE = "/skills/people/"


@pytest.fixture
def reader():
    return PersonFactory()


def names(person, **wish):
    return [party.name for party in ordered(hunt_for(Wish(**wish), reader_of(person))).with_names()]


def counted(person, **wish):
    counts = counts_of(hunt_for(Wish(**wish), reader_of(person)))
    facets = {facet.name: {option.value: option.count for option in facet.options} for facet in counts.facets}
    return counts.total, counts.verified, facets


@pytest.fixture
def ada():
    """Shares photography at night (verified, by call, in French) and mediation; from France."""
    photo = SkillFactory(slug="photography", labels={"en": "Photography"})
    night = SkillFactory(slug="night", labels={"en": "Night pictures"}, parent=photo)
    party = PartyFactory(person__username="Ada", speaks=["en", "ar"])
    party.territories.add(TerritoryFactory(code="FR"))
    ClaimFactory(party=party, skill=night, verified=True, languages=["fr"], formats=[Format.CALL], level=3)
    ClaimFactory(party=party, skill=SkillFactory(slug="mediation", labels={"en": "Mediation"}), formats=[])
    return party


@pytest.mark.parametrize(
    ("wish", "finds"),
    [
        ({}, True),
        ({"skill": "photography"}, True),
        ({"skill": "night"}, True),
        ({"skill": "mediation"}, True),
        ({"skill": "nothing-of-it"}, True),  # no such skill: as if none were chosen
        ({"language": "fr"}, True),
        ({"language": "ar"}, True),
        ({"language": "ru"}, False),
        ({"language": "ar", "skill": "night"}, False),
        ({"language": "fr", "skill": "mediation"}, False),
        ({"format": "written"}, True),
        ({"format": "written", "skill": "night"}, False),
        ({"verified": True}, True),
        ({"verified": True, "skill": "mediation"}, False),
        ({"territory": "FR"}, True),
        ({"territory": "DE"}, False),
        ({"party": "person"}, True),
        ({"party": "organisation"}, False),
        ({"kind": "wanted"}, False),
        ({"q": "photografy"}, True),
        ({"q": "ada"}, True),
        ({"q": "ád"}, True),
        ({"q": "mediation", "skill": "photography"}, False),
        ({"q": "zzzzqqqq"}, False),
    ],
)
def test_found_by_what_holds_of_one_claim(ada, reader, wish, finds):
    assert names(reader, **wish) == (["Ada"] if finds else [])
    assert counted(reader, **wish)[0] == finds


@pytest.mark.parametrize(
    ("visibility", "anonymous", "member"),
    [(Visibility.EVERYONE, True, True), (Visibility.MEMBERS, False, True), (Visibility.MATCHES, False, False)],
)
@pytest.mark.parametrize("kind", [ClaimKind.OFFERED, ClaimKind.WANTED])
def test_who_may_see_a_claim_in_lists_and_counts(reader, kind, visibility, anonymous, member):
    ClaimFactory(kind=kind, visibility=visibility, languages=["en"])
    for person, seen in ((AnonymousUser(), anonymous), (reader, member)):
        assert bool(names(person, kind=kind)) is seen
        total, _verified, facets = counted(person, kind=kind)
        assert total == seen
        assert all(bool(facets[facet]) is seen for facet in ("skill", "language", "format", "party"))


def test_a_visitor_sees_and_looks_for_what_people_made_public_alone(client, ada):
    """Public is a claim with the languages that it names; not those of the profile, places, memberships, time."""
    organisation = MembershipFactory(person=ada.person).organisation
    ClaimFactory(party=ada, skill=SkillFactory(), visibility=Visibility.EVERYONE, languages=["sw"])
    type(ada).objects.filter(pk=ada.pk).update(away_until=today() + timedelta(days=9), max_active=0)
    visitor = AnonymousUser()
    total, _verified, facets = counted(visitor)
    told = {name: sorted(values) for name, values in facets.items() if name != "skill"}
    assert (total, told) == (
        1,
        {"language": ["sw"], "territory": [], "format": ["call"], "party": ["person"], "organisation": []},
    )
    for wish in ({"territory": "DE"}, {"organisation": "none"}, {"language": "sw"}):
        assert names(visitor, **wish) == ["Ada"], "what cannot be seen cannot be asked for"
    assert names(visitor, language="ar") == []
    for address in (PEOPLE, ada.get_absolute_url()):
        page = client.get(address).content.decode().partition("<main")[2]
        assert "Ada" in page
        for word in ("France", "العربية", "Away", "free place", organisation.name):
            assert word not in page
    client.force_login(PersonFactory())
    assert "Away now" in client.get(PEOPLE).content.decode()


def test_what_only_matches_see_is_in_no_list_of_its_owner(ada):
    SkillClaim.objects.update(visibility=Visibility.MATCHES)
    assert names(ada.person) == []


@pytest.mark.parametrize(
    "change",
    [
        {"listed": False},
        {"person__is_active": False},
        {"claims__valid_until": today() - timedelta(days=1)},
        {"claims__skill__status": SkillStatus.RETIRED},
        {"claims__skill__status": SkillStatus.PROPOSED},
    ],
)
def test_who_is_not_there_is_not_found(reader, change):
    (path, value), claim = next(iter(change.items())), ClaimFactory()
    owner = {"listed": claim.party, "person__is_active": claim.party.person, "claims__valid_until": claim}
    thing = owner.get(path, claim.skill)
    setattr(thing, path.rpartition("__")[2], value)
    thing.save()
    assert names(reader) == []
    assert counted(reader)[0] == 0


@pytest.mark.parametrize("mine_first", [True, False])
def test_a_block_hides_both_from_each_other_in_lists_and_counts(ada, mine_first):
    mine = PartyFactory(person__username="Bob")
    ClaimFactory(party=mine)
    one, other = (mine, ada) if mine_first else (ada, mine)
    PartyBlock.objects.create(by=one, blocked=other)
    for party in (mine, ada):
        assert names(party.person) == []
        total, verified, facets = counted(party.person)
        assert (total, verified, facets["skill"], facets["language"]) == (0, 0, {}, {})
    assert sorted(names(PersonFactory())) == ["Ada", "Bob"]


def test_one_does_not_find_oneself(ada):
    assert names(ada.person) == []
    assert counted(ada.person)[0] == 0


@pytest.mark.parametrize(("hours", "finds"), [(0, True), (1, True), (2, True), (4, False)])
def test_overlap_counts_hours_in_common(reader, hours, finds):
    monday = from_hours([18, 19, 20])
    theirs = PartyFactory(zone="Africa/Lagos", week=monday, week_utc=universal(monday, "Africa/Lagos", today()))
    evening = from_hours([18, 19])
    PartyFactory(person=reader, week=evening, week_utc=universal(evening, "UTC", today()))
    ClaimFactory(party=theirs)
    assert bool(names(reader, overlap=hours)) is finds
    assert bool(names(reader, overlap=hours, q=theirs.name)) is finds


def test_organisations_and_their_members_are_found(ada, reader):
    organisation = OrganisationFactory(slug="chapter", name="Chapter Éxample")
    MembershipFactory(organisation=organisation, person=ada.person)
    party = PartyFactory(kind=PartyKind.ORGANISATION, person=None, organisation=organisation)
    ClaimFactory(party=party)
    assert names(reader, organisation="chapter", order="name") == ["Ada", "Chapter Éxample"]
    assert names(reader, q="chapter example") == ["Chapter Éxample"]
    assert counted(reader)[2]["organisation"] == {"chapter": 1}


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("Ngozi Okonjo", ["Ngozi Okonjo"]),
        ("ngosi", ["Ngozi Okonjo"]),
        ("Ngozi Okongo", ["Ngozi Okonjo"]),
        ("Okonyo", ["Ngozi Okonjo"]),
        ("ngozy", ["Ngozi Okonjo"]),
        ("wikimedya nigeria", ["Wikimédia Nigeria"]),
        ("nigera", ["Wikimédia Nigeria"]),
        ("Ngola", []),
        ("Unlistd", []),
        ("Nog", []),
    ],
)
def test_names_are_found_in_spite_of_typing_errors(reader, words, finds):
    ClaimFactory(party__person__username="Ngozi Okonjo")
    ClaimFactory(party__person__username="Unlisted", party__listed=False)
    organisation = OrganisationFactory(name="Wikimédia Nigeria")
    ClaimFactory(party=PartyFactory(kind=PartyKind.ORGANISATION, person=None, organisation=organisation))
    assert names(reader, q=words) == finds
    assert counted(reader, q=words)[0] == len(finds)
    people = [section for section in search_everything(words, reader=reader, chain=["en"]) if section.key == "people"]
    assert [hit.title for section in people for hit in section.hits] == finds


@pytest.mark.parametrize("hidden", ["matches", "blocked", "wanted", "over"])
def test_who_cannot_be_found_does_not_keep_others_from_being_found(reader, hidden):
    """Else the absence of a name that is nearly meant would tell of who bears it."""
    ClaimFactory(party__person__username="Malory")
    said = {"matches": {"visibility": Visibility.MATCHES}, "wanted": {"kind": ClaimKind.WANTED}}
    said["over"] = {"valid_until": today() - timedelta(days=1)}
    other = ClaimFactory(party__person__username="Mallory", **said.get(hidden, {})).party
    assert (names(PersonFactory(), q="mallory") == ["Mallory"]) is (hidden == "blocked")
    if hidden == "blocked":
        PartyBlock.objects.create(by=other, blocked=PartyFactory(person=reader))
    assert names(reader, q="mallory") == ["Malory"]
    people = [each for each in search_everything("mallory", reader=reader, chain=["en"]) if each.key == "people"]
    assert [hit.title for section in people for hit in section.hits] == ["Malory"]


def test_visitors_do_not_learn_who_was_here_last(reader):
    """Not from the order of the search, of the search over everything, nor of a skill."""
    skill = SkillFactory(labels={"en": "Heraldry"})
    for name, days in (("Abe", 9), ("Bea", 1), ("Cyd", 5)):
        party = PartyFactory(person__username=name, active_at=timezone.now() - timedelta(days=days))
        ClaimFactory(party=party, skill=skill, visibility=Visibility.EVERYONE)

    def shown(person):
        yield names(person, order="level")
        yield [party.name for party in about_skill(skill, person).people]
        sections = search_everything("Heraldry", reader=person, chain=["en"])
        yield [hit.title for section in sections if section.key == "people" for hit in section.hits]

    assert list(shown(AnonymousUser())) == [["Abe", "Bea", "Cyd"]] * 3
    assert list(shown(reader)) == [["Bea", "Cyd", "Abe"]] * 3


def test_words_cost_two_queries(reader, django_assert_num_queries):
    ClaimFactory(party__person__username="Ngozi")
    asked = reader_of(reader)
    with django_assert_num_queries(2):  # names of skills, names of people; no skill is meant
        hunt = hunt_for(Wish(q="ngosi"), asked)
    assert len(hunt.named) == 1


def test_facets_count_people_and_not_claims(ada, reader):
    other = ClaimFactory(skill=SkillFactory(slug="film", parent=ada.claims.last().skill.parent), formats=["written"])
    ClaimFactory(party=other.party, skill=SkillFactory(slug="sound"))
    total, verified, facets = counted(reader)
    assert (total, verified) == (2, 1)
    assert facets["language"] == {"en": 2, "ar": 1, "fr": 1}
    assert facets["format"]["call"] == 2
    assert facets["party"] == {"person": 2}
    assert facets["territory"] == {"FR": 1}
    assert facets["skill"]["photography"] == 1


def test_facets_go_down_the_tree(ada, reader):
    total, _verified, facets = counted(reader, skill="photography")
    assert (total, facets["skill"]) == (1, {"night": 1})


def test_every_facet_says_what_choosing_it_gives(ada, reader):
    ClaimFactory(party__speaks=["es", "ar"], formats=[Format.GROUP], skill=ada.claims.last().skill)
    ClaimFactory(party__speaks=["ar"], formats=[], verified=True)
    for wish in ({}, {"language": "ar"}, {"format": "call"}, {"q": "mediation"}, {"language": "ar", "format": "call"}):
        _total, verified, facets = counted(reader, **wish)
        for name in ("skill", "language", "format", "party", "territory"):
            for value, number in facets[name].items():
                assert len(names(reader, **(wish | {name: value}))) == number, (wish, name, value)
        assert len(names(reader, **(wish | {"verified": True}))) == verified


def test_in_a_crowd_counts_are_kept_for_a_minute(ada, reader, monkeypatch):
    cache.clear()
    monkeypatch.setattr(people_counts, "CROWD", -2)  # the planner of an empty table says -1
    assert counted(reader)[0] == 1
    ClaimFactory()
    assert (counted(reader)[0], len(names(reader))) == (1, 2)
    blocking = PartyFactory(person=reader)
    PartyBlock.objects.create(by=blocking, blocked=ada)
    assert counted(reader)[0] == 1  # counted anew without the one that is blocked
    assert counted(PersonFactory())[0] == 1
    with override("ar"):
        assert counted(PersonFactory())[0] == 2  # words can mean something else in another language
    cache.clear()


def test_nearest_is_named_where_nobody_fits(ada, reader):
    hunt = hunt_for(Wish(skill="night", language="ru", territory="FR"), reader_of(reader))
    near = nearest_to(hunt, counts_of(hunt))
    assert [(each.without, each.instead, each.count) for each in near] == [("Language", "", 1), ("", "Français", 1)]


def test_orders(reader):
    skill = SkillFactory()
    for name, level in (("Cyd", 1), ("Abe", 4), ("Bea", 2)):
        ClaimFactory(party=PartyFactory(person__username=name), level=level, skill=skill)
    assert names(reader, order="name") == ["Abe", "Bea", "Cyd"]
    assert names(reader, order="level") == ["Abe", "Bea", "Cyd"]
    assert names(reader) == ["Bea", "Abe", "Cyd"]
    assert sorted(names(reader, order="overlap")) == ["Abe", "Bea", "Cyd"]


@pytest.mark.parametrize(
    "address",
    [
        *("", "q=%00", "kind=known", "skill=%27%3B--", "language=xx-nonsense-1", "territory=zz1", "format=telepathy"),
        *("overlap=-1", "overlap=999999999999", "order=drop", "page=x", "page=-1", "page=99999"),
        *("q=" + "%C3%A9" * 500, "organisation=../..", "party=robot", "verified=no", "q=%25%25", "q=_", "q=%5C"),
    ],
)
def test_any_address_is_answered(client, ada, address):
    assert client.get(f"{PEOPLE}?{address}").status_code == 200


@pytest.mark.parametrize(
    "wish",
    [Wish(), Wish(q="é x", skill="night", verified=True, overlap=4), Wish(kind="wanted", language="zh-Hans")],
)
def test_an_address_says_the_whole_wish(wish):
    assert read_wish(QueryDict(query_of(wish))) == wish


@pytest.mark.parametrize("number", [1, 30])
def test_people_asks_the_same_few_queries(client, reader, django_assert_num_queries, number):
    skill = SkillFactory()
    for _each in range(number):
        party = PartyFactory()
        party.territories.add(TerritoryFactory())
        ClaimFactory(party=party, skill=skill)
        ClaimFactory(party=party)
    PartyFactory(person=reader)
    client.force_login(reader)
    client.get(PEOPLE)
    with django_assert_num_queries(6):  # the filters are those of a moment ago
        answer = client.get(PEOPLE)
    assert len(answer.context["cards"]) == number
    with django_assert_num_queries(7):
        client.get(f"{PEOPLE}?skill={skill.slug}&language=en")


def test_names_are_text_on_the_cards_and_never_markup(client, reader):
    organisation = OrganisationFactory(name='Guild <b>&</b> "Friends"')
    skill = SkillFactory(labels={"en": "Maps <i>'n</i> more"})
    ClaimFactory(party=PartyFactory(person=None, kind=PartyKind.ORGANISATION, organisation=organisation), skill=skill)
    client.force_login(reader)
    page = client.get(PEOPLE).content.decode()
    assert "Guild &lt;b&gt;&amp;&lt;/b&gt; &quot;Friends&quot;" in page
    assert "Maps &lt;i&gt;&#x27;n&lt;/i&gt; more" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_filters_follow_the_numbers_and_the_language_at_once(client, reader):
    client.force_login(reader)
    ClaimFactory(formats=[Format.CALL])
    assert "Call, one to one (1)" in client.get(PEOPLE).content.decode()
    ClaimFactory(formats=[Format.CALL])
    assert "Call, one to one (2)" in client.get(PEOPLE).content.decode()
    client.cookies["django_language"] = "ar"
    page = client.get(PEOPLE).content.decode()
    assert "Call, one to one" not in page
    assert "(2)" in page


def test_ten_thousand_claims_of_one_person_stay_one_card(client, reader, django_assert_max_num_queries):
    party = PartyFactory()
    first = SkillFactory(slug="first", labels={"en": "First"})
    skills = type(first).objects.bulk_create(
        type(first)(slug=f"many-{n}", path=f"many-{n}/", labels={"en": f"Many {n}"}, status="active")
        for n in range(10_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: this is about reading
        SkillClaim.objects.bulk_create(
            SkillClaim(party=party, skill=skill, kind="offered", valid_until=today()) for skill in skills
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        ClaimFactory(party=party, skill=first)
        # as the server does by itself a minute later
        cursor.execute("ANALYZE skills_exchange_skill, skills_exchange_skillclaim, skills_exchange_party")
    client.force_login(reader)
    with django_assert_max_num_queries(8):
        (card,) = client.get(f"{PEOPLE}?skill=first").context["cards"]
    assert (len(card.claims), card.more, card.claims[0].label) == (5, 9_996, "First")
    with django_assert_max_num_queries(16):
        assert client.get(first.get_absolute_url()).status_code == 200


def test_csv_is_for_people_who_are_signed_in_and_has_no_contact(client, ada, reader):
    address = f"{PEOPLE}?format_of=csv"
    assert client.get(address).status_code == 302
    client.force_login(reader)
    told = b"".join(client.get(address).streaming_content).decode()
    assert "Ada,person,Night pictures; Mediation,0," in told
    assert ada.person.email not in told


def test_a_fragment_for_htmx_and_a_page_without(client, ada):
    ClaimFactory(party=ada, visibility=Visibility.EVERYONE)
    page, part = client.get(PEOPLE), client.get(PEOPLE, headers={"HX-Target": "results"})
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert b'hx-swap-oob="true"' in part.content


def test_languages_below_the_working_level_do_not_count(reader):
    claim = ClaimFactory(party__speaks=[])
    PartyLanguage.objects.create(party=claim.party, language="sw", level=LanguageLevel.BASIC)
    assert names(reader, language="sw") == []
    assert counted(reader)[2]["language"] == {}


def test_index_links_to_the_search(client):
    assert reverse("skills_exchange:people") in client.get(reverse("skills_exchange:index")).content.decode()


def test_found_without_a_wish_is_everybody(ada, reader):
    assert list(found(hunt_for(Wish(), reader_of(reader)))) == [ada]
