"""A profile of CapX over its API: fields, pages, troubles, consent; only one's own."""

import pytest
from django.urls import reverse

from skills_exchange.capx import Capx, CapxError
from skills_exchange.enums import ClaimKind, ClaimSource, Visibility
from skills_exchange.models import SkillClaim
from tests.factories.movement import TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import SkillFactory
from tests.servers.capx import profile, running_capx

pytestmark = pytest.mark.django_db


@pytest.fixture
def amaka():
    """Somebody with a linked account."""
    return PersonFactory(username="Amaka", central_id=77, languages=["ig"])


@pytest.fixture
def capx():
    """A CapX that knows Amaka."""
    SkillFactory(slug="photography", wikidata="Q11633"), SkillFactory(slug="teaching", wikidata="Q352842")
    TerritoryFactory(code="NG", region="011")
    mine = profile(
        "Amaka",
        about="I take pictures.",
        territory=[4],
        language=[{"id": 1, "proficiency": "n"}, {"id": 2, "proficiency": "3"}, {"id": 3, "proficiency": "0"}],
        skills_known=[10, 11],
        skills_available=[10],
        skills_wanted=[11, 12],
    )
    with running_capx(
        profiles=[profile("Amaka two"), mine],
        skills={10: "Q11633", 11: "Q352842", 12: "Q999999999"},
        languages={1: "Igbo", 2: "English", 3: "French"},
        territories={4: "Nigeria", 5: "Peru"},
    ) as server:
        yield server


def api(server, **more):
    return Capx(f"{server.url}/", timeout=5, **more)


CAPX_CLAIMS = {
    ("photography", ClaimKind.OFFERED),
    ("photography", ClaimKind.KNOWN),
    ("teaching", ClaimKind.KNOWN),
    ("teaching", ClaimKind.WANTED),
}


@pytest.mark.parametrize("part", [0, 1])
def test_a_profile_of_capx_is_read_whole_or_in_pages(capx, part):
    capx.part = part
    found = api(capx).profile("Amaka")
    assert set(found.claims) == CAPX_CLAIMS
    assert found.unknown == ["Q999999999"]
    assert (found.about, found.languages, found.territories) == ("I take pictures.", {"ig": 5, "en": 3}, ["NG"])
    assert api(capx).profile("Somebody else") is None


def test_languages_as_older_editions_tell_them(capx):
    capx.profiles[1]["language"] = [1, 2]
    assert api(capx).profile("Amaka").languages == {"ig": 3, "en": 3}


def test_only_the_own_account_is_asked_for(capx):
    api(capx).profile("Amaka")
    assert capx.requests[0] == "/users/?username=Amaka"
    assert all("Amaka" in each or each.split("?")[0] != "/users/" for each in capx.requests)


def test_a_token_is_sent_where_one_is_needed(capx):
    capx.token = "secret"
    with pytest.raises(CapxError, match="does not let us"):
        api(capx).profile("Amaka")
    assert api(capx, token="secret").profile("Amaka") is not None


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ({"status": 500}, "does not answer"),
        ({"status": 302}, "does not answer"),
        ({"status": 403}, "does not let us"),
        ({"status": 429}, "too busy"),
        ({"body": b"<html>"}, "not what we expected"),
        ({"body": b'{"results": 7}'}, "not what we expected"),
        ({"body": b'"text"'}, "not what we expected"),
        ({"body": b"[" + b" " * (5 * 1024 * 1024) + b"]"}, "too large"),
        ({"part": 1, "elsewhere": "http://elsewhere.example.org/"}, "not what we expected"),
    ],
)
def test_troubles_of_capx_are_said_in_words(capx, behaviour, message):
    for name, value in behaviour.items():
        setattr(capx, name, value)
    with pytest.raises(CapxError, match=message):
        api(capx).profile("Amaka")


def test_a_silent_capx_is_not_waited_for(capx):
    capx.silent = True
    with pytest.raises(CapxError, match="does not answer"):
        Capx(f"{capx.url}/", timeout=0.2).profile("Amaka")


def test_lists_of_nonsense_are_passed_over(capx):
    capx.profiles[1] |= {"skills_known": ["x", None, 10.5, {}], "language": "Igbo", "territory": {"a": 1}, "about": 7}
    found = api(capx).profile("Amaka")
    assert (found.about, found.languages, found.territories) == ("", {}, [])
    assert {kind for _slug, kind in found.claims} == {ClaimKind.OFFERED, ClaimKind.WANTED}


def test_capx_on_the_page_with_consent_and_a_preview(client, amaka, capx, settings):
    settings.CAPX_API = capx.url
    client.force_login(amaka)
    address = reverse("skills_exchange:import_capx")
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 400
    assert capx.requests == []
    preview = client.post(address, {"consent": "on"})
    assert "Photography" in preview.content.decode()
    assert "private@example.org" not in preview.content.decode()
    assert not SkillClaim.objects.exists()
    found = preview.context["found"]
    assert client.post(address, {"found": found + "x"}).status_code == 404
    assert client.post(address, {"found": found}).status_code == 302
    claims = {(claim.skill.slug, claim.kind): claim for claim in SkillClaim.objects.select_related("skill")}
    assert set(claims) == CAPX_CLAIMS - {("photography", ClaimKind.KNOWN)}
    assert {claim.source for claim in claims.values()} == {ClaimSource.CAPX}
    assert claims["teaching", ClaimKind.WANTED].visibility == Visibility.MATCHES
    client.force_login(PersonFactory(central_id=78))
    assert client.post(address, {"found": found}).status_code == 404


def test_capx_is_not_asked_for_a_name_that_is_not_proven(client, capx, settings):
    settings.CAPX_API = capx.url
    client.force_login(PersonFactory(username="Amaka"))
    assert client.post(reverse("skills_exchange:import_capx"), {"consent": "on"}).status_code == 200
    assert capx.requests == []


def test_without_an_address_capx_is_not_offered(client, amaka):
    client.force_login(amaka)
    assert client.get(reverse("skills_exchange:import_capx")).status_code == 404
    assert "CapX" not in client.get(reverse("skills_exchange:import_profile")).content.decode()
