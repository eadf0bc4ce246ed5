"""What people show of their badges: visibility, links, public profiles. Nothing by itself, everything to take back."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from certification.badges import actions, erasing
from certification.badges.enums import RevokedReason, Visibility
from certification.badges.errors import NotShareable, TooManyLinks
from certification.badges.models import Credential, Profile, ShareLink
from certification.badges.queries import Status, linkedin_address, status_of, timelines
from certification.enums import FactKind
from certification.errors import NotYours
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(signed):
    return signed(username="Ana")


def share(credential, **said):
    return actions.share_credential(actor=credential.person, credential=credential, **said)


# --- Visibility


def test_badges_are_private_until_their_holder_chooses(credential):
    assert credential.visibility == Visibility.PRIVATE
    actions.choose_visibility(actor=credential.person, credential=credential, visibility=Visibility.PROFILE)
    actions.choose_visibility(actor=credential.person, credential=credential, visibility=Visibility.PROFILE)
    credential.refresh_from_db()
    assert credential.visibility == Visibility.PROFILE
    event = Event.objects.get(action="badges.visibility_chosen")
    assert (event.actor, event.target) == (credential.person.reference, credential.reference)


def test_nobody_chooses_for_others(credential):
    other = PersonFactory()
    with pytest.raises(NotYours):
        actions.choose_visibility(actor=other, credential=credential, visibility=Visibility.PROFILE)
    with pytest.raises(NotYours):
        actions.share_credential(actor=other, credential=credential)
    link = share(credential)
    with pytest.raises(NotYours):
        actions.take_link_back(actor=other, link=link)


def test_renewed_badge_is_seen_by_the_same_people(signed):
    first = signed(day=add_months(today(), -22))
    actions.choose_visibility(actor=first.person, credential=first, visibility=Visibility.PROFILE)
    assert signed(person=first.person).visibility == Visibility.PROFILE


def test_holder_chooses_on_the_page(client, credential):
    client.force_login(credential.person)
    address = reverse("badges:visibility", args=[credential.uid])
    assert client.post(address, {"visibility": "profile"}).status_code == 302
    credential.refresh_from_db()
    assert credential.visibility == Visibility.PROFILE
    assert client.post(address, {"visibility": "world"}).status_code == 200
    assert client.get(address).status_code == 405
    client.force_login(PersonFactory())
    assert client.post(address, {"visibility": "private"}).status_code == 404


# --- Links


def test_link_shows_the_badge_until_it_is_taken_back(client, credential):
    link = share(credential, names_holder=True)
    credential.refresh_from_db()
    assert credential.visibility == Visibility.LINK
    page = client.get(link.get_absolute_url())
    assert "This badge is valid." in page.text
    assert "Ana" in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin"  # the address is the key
    assert "no-store" in page.headers["Cache-Control"]
    actions.take_link_back(actor=credential.person, link=link)
    actions.take_link_back(actor=credential.person, link=link)
    assert client.get(link.get_absolute_url()).status_code == 404
    assert Event.objects.filter(action="badges.link_taken_back").count() == 1


def test_link_names_nobody_unless_its_holder_wants_that(client, credential):
    assert "Ana" not in client.get(share(credential).get_absolute_url()).text


def test_links_sleep_while_the_badge_is_private(client, credential):
    link = share(credential)
    for visibility, status in ((Visibility.PRIVATE, 404), (Visibility.LINK, 200), (Visibility.PROFILE, 200)):
        actions.choose_visibility(actor=credential.person, credential=credential, visibility=visibility)
        assert client.get(link.get_absolute_url()).status_code == status


def test_link_ends_with_its_day(client, credential):
    link = share(credential, expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00", "-" * 40])
def test_guessed_link_shows_nothing(client, credential, token):
    share(credential)
    assert client.get(f"/shared/{token}").status_code == 404


def test_links_are_long_and_never_alike(credential):
    tokens = {share(credential).token for _number in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) == 32


def test_visits_are_counted_once_an_hour_and_never_the_holder(client, credential, monkeypatch):
    link = share(credential)
    for hour in (1, 1, 2):
        monkeypatch.setattr("wikilearn.core.throttling.window", lambda seconds, hour=hour: hour)
        client.get(link.get_absolute_url())
        client.head(link.get_absolute_url())
    client.force_login(credential.person)
    client.get(link.get_absolute_url())
    link.refresh_from_db()
    assert link.opened == 2


def test_only_signed_badges_are_shared(issue, credential):
    with pytest.raises(NotShareable):
        share(issue(run=False))
    actions.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    with pytest.raises(NotShareable):
        share(credential)


def test_links_of_a_badge_have_a_limit(credential, monkeypatch):
    monkeypatch.setattr("certification.badges.actions.sharing.MOST_LINKS", 2)
    first = share(credential)
    share(credential)
    with pytest.raises(TooManyLinks):
        share(credential)
    actions.take_link_back(actor=credential.person, link=first)
    share(credential)


def test_holder_makes_and_takes_back_links_on_the_page(client, credential):
    client.force_login(credential.person)
    address = reverse("badges:share", args=[credential.uid])
    assert address in client.get(credential.get_absolute_url()).text
    assert client.post(address, {"label": "Employer", "until": today().isoformat()}).status_code == 302
    link = ShareLink.objects.get()
    page = client.get(address)
    assert link.address in page.text
    assert "Opened 0 times." in page.text
    assert "This day is over." in client.post(address, {"until": "2020-01-01"}).text
    client.post(reverse("badges:take_back", args=[credential.uid, link.pk]))
    assert link.address not in client.get(address).text


def test_pages_of_links_are_nobody_elses(client, credential):
    link = share(credential)
    client.force_login(PersonFactory())
    assert client.get(reverse("badges:share", args=[credential.uid])).status_code == 404
    assert client.post(reverse("badges:take_back", args=[credential.uid, link.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_page_of_links_takes_the_same_queries_for_few_and_many(client, credential, django_assert_num_queries, count):
    for _number in range(count):
        share(credential)
    client.force_login(credential.person)
    client.get(reverse("badges:share", args=[credential.uid]))
    with django_assert_num_queries(3):
        client.get(reverse("badges:share", args=[credential.uid]))


# --- The public page


def test_there_is_no_page_until_somebody_wants_one(client, credential):
    client.force_login(credential.person)
    address = reverse("badges:my_profile")
    assert "nobody needs one" in client.get(address).text
    assert not Profile.objects.exists()
    assert client.post(address, {"name": ""}).status_code == 200
    assert client.post(address, {"name": "Ana M.", "about": "I teach."}).status_code == 302
    page = client.get(Profile.objects.get().get_absolute_url())
    assert "Ana M." in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'content="noindex' in page.text


def test_page_shows_only_badges_that_were_put_there(client, signed):
    person = PersonFactory(username="Ana")
    shown = signed(person=person, topic=TopicFactory(name="Shown"))
    signed(person=person, topic=TopicFactory(name="By link"))
    signed(person=person, topic=TopicFactory(name="Hidden"))
    revoked = signed(person=person, topic=TopicFactory(name="Gone"))
    for credential in (shown, revoked):
        actions.choose_visibility(actor=person, credential=credential, visibility=Visibility.PROFILE)
    actions.withdraw_credential(actor="system", credential=revoked, reason=RevokedReason.ERROR)
    profile = actions.publish_profile(actor=person, name="A learner")
    page = client.get(profile.get_absolute_url())
    assert "Shown" in page.text
    for word in ("Hidden", "By link", "Gone", "Ana"):
        assert word not in page.text


def test_search_engines_come_only_where_they_are_welcome(client):
    profile = actions.publish_profile(actor=PersonFactory(), name="A learner", findable=True)
    page = client.get(profile.get_absolute_url())
    assert "X-Robots-Tag" not in page.headers
    assert "noindex" not in page.text


def test_page_moves_and_goes(client):
    person = PersonFactory()
    old = actions.publish_profile(actor=person, name="A learner").get_absolute_url()
    client.force_login(person)
    client.post(reverse("badges:move_profile"))
    new = Profile.objects.get().get_absolute_url()
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    client.post(reverse("badges:withdraw_profile"))
    assert client.get(new).status_code == 404
    client.post(reverse("badges:withdraw_profile"))
    logged = ["badges.profile_published", "badges.profile_moved", "badges.profile_withdrawn"]
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == logged


def test_page_of_somebody_who_left_is_gone(client):
    person = PersonFactory()
    profile = actions.publish_profile(actor=person, name="A learner")
    person.is_active = False
    person.save()
    assert client.get(profile.get_absolute_url()).status_code == 404


def test_renewals_stand_in_one_line(client, signed):
    first = signed(day=add_months(today(), -22), username="Ana")
    person = first.person
    actions.choose_visibility(actor=person, credential=first, visibility=Visibility.PROFILE)
    second = signed(person=person)
    (line,) = timelines(Credential.objects.of(person).on_profile().with_story(), timezone.now())
    assert (line.newest, line.status) == (first, Status.VALID)
    assert line.earlier == [(second, Status.NOT_YET)]
    page = client.get(actions.publish_profile(actor=person, name="A learner").get_absolute_url()).text
    assert page.count("timeline__thing") == 1
    assert first.get_absolute_url() in page
    assert second.get_absolute_url() in page


@pytest.mark.parametrize("count", [1, 30])
def test_profile_takes_the_same_queries_for_few_and_many(client, signed, django_assert_num_queries, count):
    person = PersonFactory()
    for _number in range(count):
        credential = signed(person=person, topic=TopicFactory(mandatory=True))
        actions.choose_visibility(actor=person, credential=credential, visibility=Visibility.PROFILE)
    address = actions.publish_profile(actor=person, name="A learner").get_absolute_url()
    with django_assert_num_queries(2):
        page = client.get(address)
    assert page.text.count("timeline__thing") == count


# --- Around them


@pytest.mark.parametrize("status", ["valid", "expired", "not_yet", "superseded", "revoked"])
def test_list_finds_by_status_exactly_what_the_badge_says_of_itself(client, signed, status):
    person = PersonFactory()
    old = signed(person=person, topic=TopicFactory(name="Old"), day=add_months(today(), -22))
    Credential.objects.filter(pk=old.pk).update(valid_until=timezone.now() - timedelta(days=1))
    signed(person=person, day=add_months(today(), -22))
    signed(person=person)
    replaced = signed(person=person, topic=TopicFactory(name="Replaced"))
    period = replaced.period
    later = add_months(period.valid_until, 3)
    certify(person, period.topic, timezone.now(), FactKind.EXTENDED, valid_until=later, reason="Leave")
    gone = signed(person=person, topic=TopicFactory(name="Gone"))
    actions.withdraw_credential(actor="system", credential=gone, reason=RevokedReason.ERROR)
    now = timezone.now()
    mine = Credential.objects.of(person)
    expected = {each.pk for each in mine.with_story() if status_of(each, now) == status}
    assert {each.pk for each in mine.standing(status, now)} == expected
    assert expected
    client.force_login(person)
    page = client.get(reverse("badges:mine"), {"status": status})
    assert page.text.count("card__heading") == len(expected)


def test_list_is_searched_and_says_when_nothing_fits(client, signed):
    person = PersonFactory()
    signed(person=person, topic=TopicFactory(name="Mediation"))
    signed(person=person, topic=TopicFactory(name="Security"))
    client.force_login(person)
    address = reverse("badges:mine")
    assert client.get(address, {"q": "media"}).text.count("card__heading") == 1
    assert "Nothing fits" in client.get(address, {"q": "nowhere"}).text
    assert client.get(address, {"seen": "profile"}).text.count("card__heading") == 0
    assert client.get(address, {"status": "nonsense", "seen": "7"}).text.count("card__heading") == 2
    assert client.get(address, {"q": "a\0b"}).status_code == 200


def test_linkedin_is_offered_filled_in_and_only_to_the_holder(client, credential):
    address = urlsplit(linkedin_address(credential))
    said = {key: value[0] for key, value in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, address.path) == ("https", "www.linkedin.com", "/profile/add")
    assert said == {
        "startTask": "CERTIFICATION_NAME",
        "name": credential.achievement.name,
        "organizationName": credential.issuer.name,
        "issueYear": str(credential.valid_from.year),
        "issueMonth": str(credential.valid_from.month),
        "expirationYear": str(credential.valid_until.year),
        "expirationMonth": str(credential.valid_until.month),
        "certUrl": credential.address,
        "certId": str(credential.uid),
    }
    assert "linkedin" not in client.get(credential.get_absolute_url()).text
    client.force_login(credential.person)
    page = client.get(credential.get_absolute_url()).text
    assert "linkedin.com/profile/add" in page
    assert "noopener noreferrer" in page


def test_page_to_print_has_the_verdict_and_a_code(client, credential):
    page = client.get(reverse("badges:print", args=[credential.uid]))
    assert "This badge is valid." in page.text
    assert "data:image/png;base64," in page.text
    assert credential.address in page.text
    assert "linkedin" not in page.text


def test_export_and_erasure_know_links_and_page(credential):
    person = credential.person
    share(credential, label="Employer")
    actions.publish_profile(actor=person, name="A learner", about="Hello")
    said = erasing.export_sharing(person)
    assert said["profile"]["about"] == "Hello"
    assert said["links"][0]["for"] == "Employer"
    assert erasing.export_badges(person)[0]["visibility"] == Visibility.LINK
    erasing.erase_badges(person)
    erasing.erase_sharing(person)
    assert not ShareLink.objects.exists()
    assert not Profile.objects.exists()
    credential.refresh_from_db()
    assert credential.visibility == Visibility.PRIVATE
    assert erasing.export_sharing(person) == {"profile": None, "links": []}
