"""Help: who is shown what, and how the list is kept right."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.utils import translation

from tests.factories.movement import TerritoryFactory
from tests.factories.people import PersonFactory
from ucoc.actions.support import check_support_resource, save_support_resource
from ucoc.enums import SupportKind
from ucoc.errors import NotYours, SupportRefused
from ucoc.models import SupportResource
from ucoc.queries.support import by_kind, resources_for
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def make(key, kind=SupportKind.CRISIS, territories=(), **fields):
    """A resource called by its key."""
    fields = {"name_en": key, "url": f"https://{key}.example.org/"} | fields
    resource = SupportResource.objects.create(key=key, kind=kind, **fields)
    for code in territories:
        resource.territories.add(TerritoryFactory(code=code))
    return resource


def keys(language, territory=None):
    return [each.resource.key for each in resources_for(language, territory)]


@pytest.fixture
def shelf():
    make("world")
    make("world-fr", languages=["fr"])
    make("france", territories=["FR"], languages=["fr"])
    make("swiss", territories=["CH", "FR"], languages=["de-CH"])
    make("law", kind=SupportKind.LEGAL, position=1)
    make("hidden", active=False)


@pytest.mark.parametrize(
    ("language", "territory", "found"),
    [
        ("fr", None, ["world", "world-fr", "law"]),
        ("en", None, ["world", "world-fr", "law"]),
        ("fr-CA", "FR", ["france", "world", "world-fr", "swiss", "law"]),
        ("de", "CH", ["swiss", "world", "world-fr", "law"]),
        ("de", "FR", ["swiss", "world", "france", "world-fr", "law"]),
        ("ar", "ZZ", ["world", "world-fr", "law"]),
        ("frr", None, ["world", "world-fr", "law"]),
    ],
)
@pytest.mark.usefixtures("shelf")
def test_what_speaks_the_language_and_is_near_comes_first_and_nothing_is_lost(language, territory, found):
    assert keys(language, territory) == found


@pytest.mark.usefixtures("shelf")
def test_a_language_that_only_begins_alike_is_another():
    assert [each.spoken for each in resources_for("frr")] == [True, False, True]
    assert [each.near for each in resources_for("fr", "FR")] == [True, False, False, True, False]


def test_nobody_is_left_without_help_by_the_data_that_is_shipped():
    call_command("load_reference_data", verbosity=0)
    for code, _name in settings.LANGUAGES:
        for territory in (None, "FR", "EG", "KI"):
            kinds = {group.kind for group in by_kind(resources_for(code, territory)) if group.spoken or group.others}
            assert kinds == set(SupportKind)
        with translation.override(code):
            assert all(resource.about for resource in SupportResource.objects.all())
    texts = [
        set(SupportResource.objects.values_list(f"about_{code.replace('-', '_')}")) for code, _ in settings.LANGUAGES
    ]
    assert not set.intersection(*texts)
    for resource in SupportResource.objects.all():
        resource.full_clean()
        assert resource.url.startswith("https://")
        assert (resource.checked_on, resource.phone) == (None, "")
    assert SupportResource.objects.get(key="samaritans").territories.count() == 2
    assert SupportResource.objects.to_check(today()).count() == SupportResource.objects.count() >= 30


def test_loading_again_leaves_what_curators_changed():
    call_command("load_reference_data", verbosity=0)
    SupportResource.objects.filter(key="samaritans").update(url="https://example.org/", active=False, about_en="")
    before = list(SupportResource.objects.order_by("pk").values())
    call_command("load_reference_data", verbosity=0)
    assert before == list(SupportResource.objects.order_by("pk").values())


@pytest.mark.parametrize("count", [1, 30])
def test_everybody_sees_help_at_the_same_cost(client, django_assert_num_queries, count):
    for number in range(count):
        make(f"help-{number}", territories=["FR"])
    with django_assert_num_queries(4):
        page = client.get("/support/", {"territory": "FR", "language": "ar"}).content.decode()
    assert page.count('class="help-card"') == count
    assert "Not checked by us yet" in page


@pytest.mark.parametrize(
    "asked",
    [{"territory": "Narnia"}, {"language": "??"}, {"territory": "FR", "language": "x" * 500}, {"nonsense": "1"}],
)
@pytest.mark.usefixtures("shelf")
def test_nonsense_still_gives_help(client, asked):
    response = client.get("/support/", asked)
    assert response.status_code == 200
    assert "https://world.example.org/" in response.content.decode()
    assert response.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.usefixtures("shelf")
def test_what_helps_in_other_languages_is_folded_away_not_left_out(client):
    page = client.get("/support/", {"territory": "FR", "language": "fr"}).content.decode()
    assert page.index("https://france.example.org/") < page.index("1 more in other languages")
    assert page.index("1 more in other languages") < page.index("https://swiss.example.org/")
    assert "hidden.example.org" not in page
    assert client.post("/support/").status_code == 405


@pytest.mark.usefixtures("shelf")
def test_other_pages_show_a_short_list(django_assert_num_queries):
    with django_assert_num_queries(2):
        short = Template("{% load support %}{% support_resources most=1 %}").render(Context())
    assert "https://world.example.org/" in short
    assert "world-fr" not in short
    assert 'href="/support/"' in short
    some = Template('{% load support %}{% support_resources "FR" kinds="legal" %}').render(Context())
    assert "law.example.org" in some
    assert "france" not in some
    assert 'href="/support/?territory=FR"' in some


@pytest.mark.parametrize(
    ("role", "may"),
    [(None, False), (Role.STEWARD, False), (Role.CURATOR, True), (Role.STAFF, True), (Role.TRUST_AND_SAFETY, True)],
)
def test_who_keeps_the_list(client, role, may):
    resource, person = make("one"), PersonFactory(role=role)
    client.force_login(person)
    for page in ("/support/manage/", "/support/manage/add/", "/support/manage/one/"):
        assert client.get(page).status_code == (200 if may else 403)
    assert client.post("/support/manage/one/checked/").status_code == (302 if may else 403)
    assert ("Keep this list" in client.get("/support/").content.decode()) is may
    if not may:
        with pytest.raises(NotYours):
            check_support_resource(actor=person, resource=resource)
        with pytest.raises(NotYours):
            save_support_resource(actor=person, resource=resource, territories=[])


def test_a_check_takes_it_out_of_the_queue_until_its_months_are_over():
    curator, resource = PersonFactory(role=Role.CURATOR), make("one", review_months=3)
    assert list(SupportResource.objects.to_check(today())) == [resource]
    check_support_resource(actor=curator, resource=resource)
    resource.refresh_from_db()
    assert (resource.checked_on, resource.checked_by) == (today(), curator)
    assert resource.review_on == add_months(today(), 3)
    assert not SupportResource.objects.to_check(resource.review_on - timedelta(days=1)).exists()
    assert SupportResource.objects.to_check(resource.review_on).exists()
    event = Event.objects.latest("pk")
    assert (event.action, event.target) == ("support.checked", "support:one")


@pytest.mark.parametrize(
    ("field", "value", "still"),
    [
        ("url", "https://new.example.org/", False),
        ("phone", "123", False),
        ("email", "a@example.org", False),
        ("name_fr", "Un", True),
        ("position", 3, True),
    ],
)
def test_another_address_has_to_be_checked_again(field, value, still):
    curator, resource = PersonFactory(role=Role.CURATOR), make("one")
    check_support_resource(actor=curator, resource=resource)
    save_support_resource(actor=curator, resource=resource, territories=[TerritoryFactory()], **{field: value})
    resource.refresh_from_db()
    assert (resource.checked_on is not None) is still
    assert SupportResource.objects.to_check(today()).exists() is not still
    assert resource.territories.count() == 1
    assert Event.objects.latest("pk").details == {"fields": [field]}


def test_a_key_is_given_once_and_the_database_keeps_its_promises():
    curator, resource = PersonFactory(role=Role.CURATOR), make("one")
    with pytest.raises(SupportRefused):
        save_support_resource(
            actor=curator, resource=None, territories=[], key="one", kind="legal", name_en="x", url="https://x.org"
        )
    for wrong in ({"kind": "magic"}, {"review_months": 0}, {"checked_on": today()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportResource.objects.filter(pk=resource.pk).update(**wrong)


GOOD = {
    "key": "new-one",
    "kind": "legal",
    "url": "https://law.example.org/",
    "name_en": "Law",
    "about_en": "Advises.",
    "name_ar": "قانون",
    "languages": "fr, AR",
    "position": "5",
    "review_months": "6",
    "active": "on",
}


def test_a_curator_adds_and_changes_a_resource_in_all_languages(client):
    client.force_login(PersonFactory(role=Role.CURATOR))
    TerritoryFactory(code="FR")
    assert client.post("/support/manage/add/", GOOD | {"territories": ["FR"]}).status_code == 302
    resource = SupportResource.objects.get(key="new-one")
    assert (resource.name_ar, resource.languages, resource.checked_on) == ("قانون", ["fr", "ar"], None)
    page = client.get("/support/manage/new-one/").content.decode()
    assert "قانون" in page
    changed = GOOD | {"about_en": "Helps.", "active": ""}
    assert client.post("/support/manage/new-one/", changed).status_code == 302
    resource.refresh_from_db()
    assert (resource.about_en, resource.active, resource.territories.count()) == ("Helps.", False, 0)


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "Not a slug"},
        {"key": ""},
        {"kind": "magic"},
        {"url": "javascript:alert(1)"},
        {"name_en": ""},
        {"languages": "nonsense!"},
        {"territories": ["ZZ"]},
        {"review_months": "0"},
        {"email": "nobody"},
        {"about_fr": "x" * 501},
    ],
)
def test_bad_input_is_answered_at_its_field(client, bad):
    client.force_login(PersonFactory(role=Role.CURATOR))
    response = client.post("/support/manage/add/", GOOD | bad)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == list(bad)
    assert not SupportResource.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["late", "soon", "law"]),
        ({"overdue": "on"}, ["late"]),
        ({"kind": "legal"}, ["law"]),
        ({"q": "SOON"}, ["soon"]),
        ({"q": "nothing"}, []),
    ],
)
def test_the_list_begins_with_what_is_to_be_checked(client, asked, found):
    make("law", kind=SupportKind.LEGAL, review_on=today() + timedelta(days=9))
    make("soon", review_on=today() + timedelta(days=1))
    make("late", review_on=today() - timedelta(days=40))
    client.force_login(PersonFactory(role=Role.CURATOR))
    response = client.get("/support/manage/", asked)
    assert [each.key for each in response.context["page"]] == found
    lines = b"".join(client.get("/support/manage/", asked | {"format": "csv"})).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == found


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, count):
    for number in range(count):
        make(f"help-{number}", territories=["FR"])
    client.force_login(PersonFactory(role=Role.CURATOR))
    client.get("/support/")
    with django_assert_num_queries(4):
        response = client.get("/support/manage/")
    assert len(response.context["page"]) == min(count, 25)
