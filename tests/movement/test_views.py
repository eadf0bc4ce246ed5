"""Pages of organisations, wikis and rights."""

import pytest
from django.urls import reverse

from tests.factories.movement import (
    HoldingFactory,
    MembershipFactory,
    OrganisationFactory,
    RightFactory,
    TerritoryFactory,
    WikiFactory,
)
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole, OrganisationKind, Scope
from wikilearn.movement.models import Holding, Membership, Organisation
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 30])
def test_organisations_cost_two_queries(client, django_assert_num_queries, number):
    OrganisationFactory.create_batch(number)
    with django_assert_num_queries(2):
        response = client.get(reverse("movement:organisations"))
    assert response.status_code == 200
    assert f"{number} organisation" in response.content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_wikis_cost_two_queries(client, django_assert_num_queries, number):
    WikiFactory.create_batch(number)
    with django_assert_num_queries(2):
        response = client.get(reverse("movement:wikis"))
    assert f"{number} wiki" in response.content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_a_wiki_costs_three_queries(client, django_assert_num_queries, number):
    wiki = WikiFactory()
    HoldingFactory.create_batch(number, wiki=wiki)
    with django_assert_num_queries(3):
        response = client.get(wiki.get_absolute_url())
    assert response.content.decode().count('scope="row"') == min(number, 25)


@pytest.mark.parametrize("number", [1, 30])
def test_a_right_costs_four_queries(client, django_assert_num_queries, number):
    right = RightFactory()
    HoldingFactory.create_batch(number, right=right)
    with django_assert_num_queries(4):
        response = client.get(right.get_absolute_url())
    assert response.content.decode().count('scope="row"') == min(number, 25)


@pytest.mark.parametrize("number", [1, 30])
def test_rights_cost_three_queries(client, django_assert_num_queries, number):
    RightFactory.create_batch(number)
    with django_assert_num_queries(3):
        assert client.get(reverse("movement:rights")).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_an_organisation_costs_four_queries(client, django_assert_num_queries, number):
    organisation = OrganisationFactory(languages=["ar"])
    organisation.territories.add(TerritoryFactory())
    MembershipFactory.create_batch(number, organisation=organisation)
    with django_assert_num_queries(4):
        page = client.get(organisation.get_absolute_url()).content.decode()
    assert page.count('class="person"') == number
    assert "العربية" in page
    assert "France" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"chapter", "partner"}),
        ("?q=wikimedia", {"chapter"}),
        ("?q=ELEVE", {"partner"}),
        ("?kind=partner", {"partner"}),
        ("?kind=chapter&q=eleve", set()),
        ("?kind=nonsense", {"chapter", "partner"}),
        ("?page=nonsense", {"chapter", "partner"}),
        (f"?q={'x' * 200}", {"chapter", "partner"}),
        ("?q=%00", {"chapter", "partner"}),
        ("?q=%25", set()),
    ],
)
def test_organisations_are_found_by_words_and_kind(client, query, found):
    OrganisationFactory(slug="chapter", name="Wikimedia Example", kind=OrganisationKind.CHAPTER)
    OrganisationFactory(slug="partner", name="Élève", kind=OrganisationKind.PARTNER)
    OrganisationFactory(slug="gone", active=False)
    response = client.get(reverse("movement:organisations") + query)
    assert response.status_code == 200
    assert {each.slug for each in response.context["page"]} == found


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=german", set()), ("?q=de", {"dewiki"}), ("?q=DEWIKI", {"dewiki"}), ("?q=%00", {"dewiki", "frwiki"})],
)
def test_wikis_are_found_by_words(client, query, found):
    WikiFactory(dbname="dewiki", language="de")
    WikiFactory(dbname="frwiki", language="fr")
    response = client.get(reverse("movement:wikis") + query)
    assert {each.dbname for each in response.context["page"]} == found


def test_private_wikis_show_only_to_those_with_a_role(client):
    private = WikiFactory(private=True)
    assert client.get(private.get_absolute_url()).status_code == 404
    assert not client.get(reverse("movement:wikis")).context["page"].object_list
    client.force_login(PersonFactory(role=Role.STEWARD))
    assert client.get(private.get_absolute_url()).status_code == 200


def test_holders_of_rights_that_are_not_public_show_only_to_those_who_enter_them(client):
    secret = HoldingFactory(right__holders_public=False, username="Secret agent")
    ended = HoldingFactory(wiki=secret.wiki, username="Former", until="2024-02-01T00:00Z")
    for page in (secret.wiki, secret.right, ended.right):
        content = client.get(page.get_absolute_url()).content.decode()
        assert "Secret agent" not in content
        assert "Former" not in content
    client.force_login(PersonFactory(role=Role.STAFF))
    assert "Secret agent" in client.get(secret.right.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["organisation", "wiki", "right"])
def test_what_is_not_there_is_not_found(client, name):
    assert client.get(reverse(f"movement:{name}", args=["none"])).status_code == 404


PEOPLE = {
    "anonymous": lambda organisation: None,
    "anybody": lambda organisation: PersonFactory(),
    "author": lambda organisation: MembershipFactory(organisation=organisation, role=MemberRole.AUTHOR).person,
    "coordinator": lambda organisation: MembershipFactory(organisation=organisation).person,
    "other coordinator": lambda organisation: MembershipFactory().person,
    "curator": lambda organisation: PersonFactory(role=Role.CURATOR),
    "staff": lambda organisation: PersonFactory(role=Role.STAFF),
    "steward": lambda organisation: PersonFactory(role=Role.STEWARD),
    "curator without two factors": lambda organisation: PersonFactory(role=Role.CURATOR, two_factor=False),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("add_member", {"coordinator", "curator", "staff"}),
        ("end_membership", {"coordinator", "curator", "staff"}),
        ("new_organisation", {"curator", "staff"}),
        ("enter_holding", {"steward", "staff"}),
        ("end_holding", {"steward", "staff"}),
    ],
)
def test_who_may_open_which_form(client, who, name, allowed):
    membership, holding = MembershipFactory(role=MemberRole.REVIEWER), HoldingFactory()
    person = PEOPLE[who](membership.organisation)
    if person:
        client.force_login(person)
    arguments = {
        "add_member": [membership.organisation.slug],
        "end_membership": [membership.organisation.slug, membership.pk],
        "end_holding": [holding.pk],
    }.get(name, [])
    response = client.get(reverse(f"movement:{name}", args=arguments))
    expected = 200 if who in allowed else 302 if person is None or who == "curator without two factors" else 403
    assert response.status_code == expected


def test_a_coordinator_adds_a_member_and_ends_the_role(client):
    coordinator, person = MembershipFactory(), PersonFactory(username="Ada")
    organisation = coordinator.organisation
    client.force_login(coordinator.person)
    page = client.get(organisation.get_absolute_url()).content.decode()
    address = reverse("movement:add_member", args=[organisation.slug])
    assert address in page
    response = client.post(address, {"username": " ada", "role": "author"}, follow=True)
    assert response.redirect_chain == [(organisation.get_absolute_url(), 302)]
    membership = Membership.objects.get(person=person)
    end = reverse("movement:end_membership", args=[organisation.slug, membership.pk])
    assert end in response.content.decode()
    assert "Ada" in client.get(end).content.decode()
    assert Membership.objects.live().filter(person=person).exists()
    client.post(end)
    assert not Membership.objects.live().filter(person=person).exists()
    assert client.post(end).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"username": "Nobody", "role": "author"}, "Nobody of that name"),
        ({"username": "", "role": "author"}, "required"),
        ({"username": "Ada", "role": "king"}, "not one of the available choices"),
        ({"username": "Ada", "role": "reviewer"}, "has that role already"),
        ({"username": "x\x00", "role": "reviewer"}, "Null characters"),
    ],
)
def test_add_member_says_what_is_wrong(client, data, said):
    coordinator = MembershipFactory()
    MembershipFactory(organisation=coordinator.organisation, person__username="Ada", role=MemberRole.REVIEWER)
    client.force_login(coordinator.person)
    response = client.post(reverse("movement:add_member", args=[coordinator.organisation.slug]), data)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert Membership.objects.count() == 2


def test_members_of_another_organisation_cannot_be_ended(client):
    coordinator, other = MembershipFactory(), MembershipFactory()
    client.force_login(coordinator.person)
    response = client.post(reverse("movement:end_membership", args=[coordinator.organisation.slug, other.pk]))
    assert response.status_code == 404
    assert Membership.objects.live().count() == 2


def test_a_curator_adds_an_organisation(client):
    TerritoryFactory(code="FR")
    client.force_login(PersonFactory(role=Role.CURATOR))
    address = reverse("movement:new_organisation")
    data = {
        "name": "Wikimédia France",
        "slug": "wmfr",
        "kind": "chapter",
        "languages": "FR, pt-br",
        "territories": ["FR"],
        "website": "",
    }
    assert client.post(address, {**data, "languages": "klingonish"}).status_code == 200
    response = client.post(address, data)
    organisation = Organisation.objects.get()
    assert response.url == organisation.get_absolute_url()
    assert organisation.languages == ["fr", "pt-BR"]
    assert [each.code for each in organisation.territories.all()] == ["FR"]
    assert client.post(address, data).status_code == 200
    assert Organisation.objects.count() == 1


def test_a_steward_enters_and_ends_a_right(client):
    right, wiki = RightFactory(key="checkuser"), WikiFactory(dbname="dewiki")
    client.force_login(PersonFactory(role=Role.STEWARD))
    address = reverse("movement:enter_holding")
    assert 'value="dewiki"' in client.get(f"{address}?wiki=dewiki").content.decode()
    data = {"username": "ada", "right": "checkuser", "wiki": "dewiki", "since": "2025-01-01T12:00", "term_ends": ""}
    assert client.post(address, {**data, "wiki": ""}).status_code == 200
    assert client.post(address, {**data, "wiki": "nowiki"}).status_code == 200
    assert client.post(address, {**data, "since": "nonsense"}).status_code == 200
    assert client.post(address, data).url == wiki.get_absolute_url()
    holding = Holding.objects.get(right=right)
    assert holding.username == "Ada"
    assert client.post(address, data).status_code == 200
    end = reverse("movement:end_holding", args=[holding.pk])
    assert client.get(end).status_code == 200
    assert client.post(end).url == wiki.get_absolute_url()
    assert not Holding.objects.held_at().exists()


def test_a_right_on_all_wikis_leads_back_to_its_own_page(client):
    holding = HoldingFactory(right=RightFactory(scope=Scope.GLOBAL), wiki=None)
    client.force_login(PersonFactory(role=Role.STEWARD))
    page = client.get(holding.right.get_absolute_url()).content.decode()
    end = reverse("movement:end_holding", args=[holding.pk])
    assert end in page
    assert client.post(end).url == holding.right.get_absolute_url()


@pytest.mark.parametrize("model", ["wiki", "territory", "organisation", "membership", "right", "holding"])
def test_the_administration_shows_and_does_not_delete(client, model):
    HoldingFactory()
    MembershipFactory()
    TerritoryFactory()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True, two_factor=True))
    assert client.get(reverse(f"admin:movement_{model}_changelist")).status_code == 200
