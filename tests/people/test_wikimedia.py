"""Signing in with a Wikimedia account, against a server that speaks its protocol."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken

from tests.factories.people import PASSWORD, PersonFactory
from tests.servers.mediawiki_oauth import account
from wikilearn.audit.models import Event
from wikilearn.people.models import Person
from wikilearn.people.signals import person_renamed

pytestmark = pytest.mark.django_db


def signed_in(client):
    """Whose session it is, or None."""
    return Person.objects.filter(pk=client.session.get("_auth_user_id")).first()


def actions():
    return list(Event.objects.values_list("action", flat=True))


def test_first_sign_in_makes_a_person_under_the_wikimedia_name(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada Lovelace", email="ada@example.org")
    answer = through_wikimedia(sub=7)
    assert answer.status_code == 302
    person = signed_in(client)
    assert (person.username, person.central_id, person.email) == ("Ada Lovelace", 7, "ada@example.org")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert actions() == ["person.linked"]
    assert [agent[:11] for agent in wiki.user_agents if agent] == ["WikiLearn ("] * 2


def test_only_the_username_is_kept_of_the_profile(wiki, through_wikimedia):
    wiki.accounts[7] = account(7, "Ada", email="ada@example.org")
    through_wikimedia(sub=7)
    through_wikimedia(sub=7)
    assert SocialAccount.objects.get().extra_data == {"username": "Ada"}
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize(("email", "confirmed"), [("", True), ("ada@example.org", False)])
def test_people_without_a_confirmed_address_can_sign_in(wiki, through_wikimedia, client, email, confirmed):
    wiki.accounts[7] = account(7, "Ada", email=email, confirmed=confirmed)
    through_wikimedia(sub=7)
    assert signed_in(client).email == ""
    assert not EmailAddress.objects.exists()


def test_second_sign_in_is_the_same_person(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    first = signed_in(client)
    client.logout()
    through_wikimedia(sub=7)
    assert signed_in(client) == first
    assert actions() == ["person.linked"]


def test_rename_follows_at_the_next_sign_in(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    first = signed_in(client)
    heard = []
    person_renamed.connect(lambda **facts: heard.append((facts["old"], facts["new"])), weak=False, dispatch_uid="t")
    wiki.accounts[7]["username"] = "Countess"
    through_wikimedia(sub=7)
    person_renamed.disconnect(dispatch_uid="t")
    assert signed_in(client) == first
    assert signed_in(client).username == "Countess"
    assert heard == [("Ada", "Countess")]
    assert actions() == ["person.linked", "person.renamed"]


def test_name_goes_to_its_wikimedia_owner_and_the_accounts_stay_apart(wiki, through_wikimedia, client):
    squatter = PersonFactory(username="Ada", email="squatter@example.org")
    wiki.accounts[7] = account(7, "Ada", email="ada@example.org")
    through_wikimedia(sub=7)
    owner = signed_in(client)
    squatter.refresh_from_db()
    assert (owner.username, squatter.username) == ("Ada", "Ada~wikilearn")
    assert owner != squatter
    assert squatter.central_id is None
    assert "person.displaced" in actions()


def test_rename_to_a_squatted_name_frees_it(wiki, through_wikimedia, client):
    PersonFactory(username="Countess~wikilearn")
    squatter = PersonFactory(username="Countess")
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    wiki.accounts[7]["username"] = "Countess"
    through_wikimedia(sub=7)
    squatter.refresh_from_db()
    assert signed_in(client).username == "Countess"
    assert squatter.username == "Countess~wikilearn2"


def test_two_accounts_that_swapped_names_end_under_the_right_ones(wiki, through_wikimedia, client):
    wiki.accounts |= {7: account(7, "Ada"), 8: account(8, "Bea")}
    for sub in (7, 8):
        client.logout()
        through_wikimedia(sub=sub)
    wiki.accounts |= {7: account(7, "Bea"), 8: account(8, "Ada")}
    for sub in (7, 8):
        client.logout()
        through_wikimedia(sub=sub)
    assert dict(Person.objects.values_list("central_id", "username")) == {7: "Bea", 8: "Ada"}


def test_displaced_person_still_signs_in_with_the_old_name(wiki, through_wikimedia, client):
    squatter = PersonFactory(username="Ada")
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    client.logout()
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert signed_in(client) == squatter


def test_address_of_another_account_does_not_merge_and_does_not_lock_out(wiki, through_wikimedia, client):
    other = PersonFactory(email="ada@example.org", verified_email=True)
    wiki.accounts[7] = account(7, "Ada", email="ada@example.org")
    through_wikimedia(sub=7)
    person = signed_in(client)
    assert person.username == "Ada"
    assert person.email == ""
    assert person != other
    assert EmailAddress.objects.get().user == other


@pytest.mark.parametrize("username", ["~2026-12345-67", "192.0.2.1", "", None])
def test_what_is_no_account_of_a_person_is_refused(wiki, through_wikimedia, client, username):
    wiki.accounts[7] = account(7, username)
    answer = through_wikimedia(sub=7)
    assert answer["Location"] == "/accounts/login/"
    assert signed_in(client) is None
    assert not Person.objects.exists()


def test_old_accounts_with_odd_names_are_welcome(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada@home")
    through_wikimedia(sub=7)
    assert signed_in(client).username == "Ada@home"


def test_declining_leads_back_without_an_account(wiki, through_wikimedia, client):
    answer = through_wikimedia(sub=None)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/accounts/3rdparty/login/cancelled/")
    assert signed_in(client) is None


def test_wiki_that_is_down_is_an_error_page_not_a_crash(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada")
    wiki.signed_in_as = 7
    leave = client.post("/accounts/mediawiki/login/")
    wiki.broken = True
    state = leave["Location"].split("state=")[1].split("&")[0]
    answer = client.get(f"/accounts/mediawiki/login/callback/?code=x&state={state}")
    assert answer.status_code == 401
    assert signed_in(client) is None


def test_answer_without_our_state_is_refused(wiki, client):
    answer = client.get("/accounts/mediawiki/login/callback/?code=x&state=forged")
    assert answer.status_code == 401
    assert signed_in(client) is None


def linked(client, through_wikimedia, wiki, person, *, sub=7, username="Ada"):
    """Sign `person` in with the password and link the Wikimedia account."""
    wiki.accounts[sub] = account(sub, username)
    client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    return through_wikimedia(sub=sub, process="connect")


def test_linking_keeps_the_person_and_takes_the_name(wiki, through_wikimedia, client):
    person = PersonFactory(username="Local", email="local@example.org")
    linked(client, through_wikimedia, wiki, person)
    person.refresh_from_db()
    assert (person.username, person.central_id, person.email) == ("Ada", 7, "local@example.org")
    assert actions()[-2:] == ["person.linked", "person.renamed"]
    client.logout()
    through_wikimedia(sub=7)
    assert signed_in(client) == person


def test_account_linked_elsewhere_is_not_taken_over(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    owner = signed_in(client)
    client.logout()
    person = PersonFactory(username="Local")
    linked(client, through_wikimedia, wiki, person)
    person.refresh_from_db()
    assert person.central_id is None
    assert SocialAccount.objects.get().user == owner


def test_link_that_is_refused_leaves_nothing(wiki, through_wikimedia, client):
    PersonFactory(username="Ada", central_id=7)  # known by the central id alone, without a sign-in
    person = PersonFactory(username="Local")
    answer = linked(client, through_wikimedia, wiki, person)
    assert "This Wikimedia account is linked to another account here." in answer.content.decode()
    person.refresh_from_db()
    assert (person.username, person.central_id) == ("Local", None)
    assert not SocialAccount.objects.exists()


def test_second_wikimedia_account_is_not_linked(wiki, through_wikimedia, client):
    person = PersonFactory(username="Local")
    linked(client, through_wikimedia, wiki, person)
    wiki.accounts[8] = account(8, "Bea")
    through_wikimedia(sub=8, process="connect")
    person.refresh_from_db()
    assert (person.username, person.central_id) == ("Ada", 7)
    assert SocialAccount.objects.get().uid == "7"


def test_unlinking_keeps_the_person_and_the_name(wiki, through_wikimedia, client):
    person = PersonFactory(username="Local")
    linked(client, through_wikimedia, wiki, person)
    client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    person.refresh_from_db()
    assert (person.username, person.central_id) == ("Ada", None)
    assert not SocialAccount.objects.exists()
    assert actions()[-1] == "person.unlinked"
    client.logout()
    client.post("/accounts/login/", {"login": "Ada", "password": PASSWORD})
    assert signed_in(client) == person


def test_only_way_to_sign_in_is_not_unlinked(wiki, through_wikimedia, client):
    wiki.accounts[7] = account(7, "Ada")
    through_wikimedia(sub=7)
    client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()
    assert signed_in(client).central_id == 7
