"""Organisations, wikis, rights and notices in a browser."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.movement import HoldingFactory, MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.models import Membership, Right, Wiki
from wikilearn.notices import links
from wikilearn.people.enums import Role

LOOKS = [("phone", "en", "light"), ("desktop", "ar", "dark")]


@pytest.fixture
def world(db):
    """A site with its reference data, an affiliate with members, a checkuser, and somebody who may do everything."""
    call_command("load_reference_data", verbosity=0)
    person = PersonFactory(username="Maya", roles=[Role.CURATOR, Role.STEWARD])
    affiliate = OrganisationFactory(
        slug="wikimedia-example", name="Wikimedia Example", languages=["en", "ar"], website="https://example.org/about"
    )
    affiliate.territories.add(TerritoryFactory(code="FR"))
    membership = MembershipFactory(organisation=affiliate, person__username="Ada Lovelace")
    wiki = Wiki.objects.get(dbname="dewiki")
    HoldingFactory.create_batch(30, right=Right.objects.get(key="checkuser"), wiki=wiki, term_ends="2027-01-31")
    holding = wiki.holdings.first()
    return {"person": person, "affiliate": affiliate, "membership": membership, "wiki": wiki, "holding": holding}


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_pages_of_the_movement_have_no_barriers(browse, axe, fits, snapshot, world, screen, language, colours):
    person = world["person"]
    type(person).objects.filter(pk=person.pk).update(interface_language=language, theme=colours)
    page = browse(screen=screen, language=language, colours=colours, person=person)
    slug = world["affiliate"].slug
    addresses = {
        "organisations": reverse("movement:organisations"),
        "organisation": reverse("movement:organisation", args=[slug]),
        "new-organisation": reverse("movement:new_organisation"),
        "add-member": reverse("movement:add_member", args=[slug]),
        "end-membership": reverse("movement:end_membership", args=[slug, world["membership"].pk]),
        "wikis": reverse("movement:wikis"),
        "wiki": reverse("movement:wiki", args=["dewiki"]),
        "rights": reverse("movement:rights"),
        "right": reverse("movement:right", args=["checkuser"]),
        "enter-holding": reverse("movement:enter_holding"),
        "end-holding": reverse("movement:end_holding", args=[world["holding"].pk]),
    }
    for name, address in addresses.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        axe(page)
        fits(page)
        snapshot(page, f"movement-{name}-{screen}-{language}-{colours}")


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_pages_of_notices_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    person = PersonFactory(interface_language=language, theme=colours)
    NoticeFactory.create_batch(27, person=person)
    page = browse(screen=screen, language=language, colours=colours, person=person)
    for name, address in {
        "list": reverse("notices:list"),
        "preferences": reverse("notices:preferences"),
        "unsubscribe": links.unsubscribe(person, "membership_began"),
    }.items():
        page.goto(address)
        axe(page)
        fits(page)
        snapshot(page, f"notices-{name}-{screen}-{language}-{colours}")
    expect(page.locator(".site-notices__count")).to_contain_text("27")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_adds_a_member_who_is_told(browse, world, javascript):
    coordinator, newcomer = world["membership"].person, PersonFactory(username="Grace Hopper")
    page = browse(screen="phone", person=coordinator, javascript=javascript)
    page.goto(world["affiliate"].get_absolute_url())
    page.get_by_role("link", name="Add a member").click()
    page.get_by_label("Username").fill("nobody at all")
    page.get_by_label("Role").select_option("localizer")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Nobody of that name has an account here yet.").first).to_be_visible()
    page.get_by_label("Username").fill("grace_Hopper")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Grace Hopper was added.")).to_be_visible()
    told = browse(screen="phone", person=newcomer, javascript=javascript)
    told.goto(reverse("notices:list"))
    expect(told.get_by_role("link", name="You have a new role in Wikimedia Example")).to_be_visible()
    told.get_by_role("button", name="Mark as read").click()
    expect(told.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_role("link", name=re.compile("End.*Grace Hopper")).click()
    page.get_by_role("button", name="End the role").click()
    expect(page.get_by_text("The role has ended.")).to_be_visible()
    assert not Membership.objects.live().filter(person=newcomer).exists()


def test_an_email_is_unsubscribed_without_signing_in(browse):
    person = PersonFactory()
    page = browse(screen="phone", javascript=False)
    page.goto(links.unsubscribe(person, "membership_began"))
    page.get_by_role("button", name="Stop this kind").click()
    expect(page.get_by_text("We will send no more e-mails of the kind")).to_be_visible()
    page.get_by_role("button", name="Stop all e-mail notices").click()
    expect(page.get_by_text("We will send no more e-mail notices to this account.")).to_be_visible()
