"""Badges among people: a person shares one and makes a page, a stranger checks one on a phone, a wallet comes along."""

import base64
import hashlib
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.badges import actions
from certification.badges.enums import Visibility
from certification.badges.models import Credential, Profile, ShareLink
from certification.badges.wallets.scopes import CREDENTIALS_READ, OFFLINE
from tests.badges.test_wallets import ASKED, BACK
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import add_months, today


@pytest.fixture
def credential(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    person = PersonFactory(username="ليلى Smith", languages=["ar", "en"])
    topic = TopicFactory(key="digital-security", name="Digital security", mandatory=True)
    certify(person, topic, timezone.now())
    return Credential.objects.get()


def test_person_shares_a_badge_and_makes_a_page(browse, axe, snapshot, credential):
    mine = browse(screen="phone", person=credential.person)
    mine.goto(credential.get_absolute_url())
    assert mine.locator("a[href^='https://www.linkedin.com/profile/add?']").count() == 1
    axe(mine)
    mine.get_by_role("link", name="Links and visibility").click()
    axe(mine)
    mine.get_by_label("For whom").fill("My next employer")
    mine.get_by_label("Show my username on the page").check()
    mine.get_by_role("button", name="Make a link").click()
    link = ShareLink.objects.get()
    expect(mine.get_by_text(link.token)).to_be_visible()
    axe(mine)
    snapshot(mine, "badge-share-phone")
    stranger = browse(screen="phone", language="ar")
    stranger.goto(link.get_absolute_url())
    expect(stranger.get_by_text("ليلى Smith").first).to_be_visible()
    axe(stranger)
    snapshot(stranger, "badge-shared-phone-ar")
    mine.get_by_label("On my profile").check()
    mine.get_by_role("button", name="Save").click()
    mine.goto(reverse("badges:my_profile"))
    axe(mine)
    mine.get_by_label("Name on the page").fill("A learner of languages")
    mine.get_by_role("button", name="Make my page public").click()
    mine.get_by_role("link", name="/profiles/").click()
    expect(mine.get_by_role("heading", name="A learner of languages")).to_be_visible()
    axe(mine)
    mine.goto(reverse("badges:share", args=[credential.uid]))
    mine.get_by_role("button", name="Take this link back").click()
    stranger.expected_errors.append("404")
    assert stranger.goto(link.get_absolute_url()).status == 404


@pytest.mark.parametrize(("screen", "language", "colours"), [("phone", "ar", "dark"), ("desktop", "en", "light")])
def test_public_page_shows_renewals_in_one_line(browse, axe, snapshot, credential, screen, language, colours):
    person, topic = credential.person, credential.period.topic
    other = TopicFactory(key="mediation", name="Conflict resolution", mandatory=True)
    certify(person, other, add_months(today(), -22))
    certify(person, other, timezone.now())
    for each in Credential.objects.filter(person=person):
        actions.choose_visibility(actor=person, credential=each, visibility=Visibility.PROFILE)
    profile = actions.publish_profile(actor=person, name="ليلى Smith", about="I help newcomers.\nأهلا")
    page = browse(screen=screen, language=language, colours=colours)
    page.goto(profile.get_absolute_url())
    expect(page.locator(".timeline__thing")).to_have_count(2)
    page.locator(".timeline details summary").click()
    axe(page)
    snapshot(page, f"profile-{screen}-{language}")
    assert topic.name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Profile.objects.count() == 1


def test_stranger_checks_a_link_and_a_picture(browse, axe, snapshot, credential):
    page = browse(screen="phone", language="ar", width=320)
    page.goto(reverse("badges:verify"))
    page.locator("input[name=link]").fill(credential.address)
    page.locator("main form button").click()
    expect(page.locator(".cdx-message--success")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    snapshot(page, "badge-verified-phone-ar")
    employer = browse(screen="phone")
    employer.goto(reverse("badges:verify"))
    with credential.carriers.get(kind="png").file.open() as file:
        picture = {"name": "badge.png", "mimeType": "image/png", "buffer": file.read()}
    employer.set_input_files("input[type=file]", picture)
    employer.locator("main form button").click()
    expect(employer.get_by_text("This badge is valid.")).to_be_visible()
    expect(employer.get_by_text("It is exactly what we issued.")).to_be_visible()
    axe(employer)
    snapshot(employer, "badge-verified-phone")
    employer.goto(reverse("badges:print", args=[credential.uid]))
    axe(employer)
    employer.emulate_media(media="print")
    expect(employer.locator(".site-header")).not_to_be_visible()
    snapshot(employer, "badge-print")


def test_wallet_is_connected_and_fetches_badges(browse, axe, snapshot, credential, live_server):
    """The wallet is a program that speaks HTTP with the live server; the browser is its person's."""

    def ask(address, said=None, **headers):
        request = Request(address, data=said, headers=headers)
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    described = ask(f"{live_server.url}/ims/ob/v3p0/discovery")
    security = described["components"]["securitySchemes"]["OAuth2ACG"]
    flow = security["flows"]["authorizationCode"]
    registered = ask(
        security["x-imssf-registrationUrl"], json.dumps(ASKED).encode(), **{"Content-Type": "application/json"}
    )
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": registered["client_id"],
        "redirect_uri": BACK,
        "scope": f"{CREDENTIALS_READ} {OFFLINE}",
        "state": "xyz",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    page = browse(screen="phone", language="ar", person=credential.person)
    page.goto(f"{flow['authorizationUrl']}?{urlencode(asked)}")
    expect(page.get_by_text("wallet.example").first).to_be_visible()
    axe(page)
    snapshot(page, "wallet-consent-phone-ar")
    page.expected_errors.append("ERR_")  # nobody is at home in wallet.example
    with page.expect_request("https://wallet.example/**") as sent:
        page.locator("button[name=allow]").click()
    brought = parse_qs(urlsplit(sent.value.url).query)
    assert brought["state"] == ["xyz"]
    pair = f"{registered['client_id']}:{registered['client_secret']}".encode()
    exchange = {
        "grant_type": "authorization_code",
        "code": brought["code"][0],
        "redirect_uri": BACK,
        "code_verifier": verifier,
    }
    basic = "Basic " + base64.b64encode(pair).decode()
    token = ask(flow["tokenUrl"], urlencode(exchange).encode(), Authorization=basic)
    base = described["servers"][0]["url"]
    fetched = ask(f"{base}/credentials?limit=10", Authorization=f"Bearer {token['access_token']}")
    assert fetched["credential"] == [json.loads(credential.document)]
    page.goto(f"{live_server.url}{reverse('badges:wallets')}")
    axe(page)
    snapshot(page, "wallets-phone-ar")
    page.locator("main form button").click()
    expect(page.locator(".empty")).to_be_visible()
    axe(page)
