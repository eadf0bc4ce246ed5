import pytest
from django.urls import reverse

from tests.factories.people import PersonFactory, passkey_of
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/me/", "/roles/", "/admin/", "/me/data/export/"])
@pytest.mark.parametrize("role", Role)
def test_role_without_two_factor_leads_to_the_set_up_first(client, role, path):
    client.force_login(PersonFactory(role=role, two_factor=False))
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, reverse("people:two_factor"))


@pytest.mark.parametrize("superuser", [True, False])
def test_administration_needs_two_factor_too(client, superuser):
    person = PersonFactory(is_staff=True, is_superuser=superuser)
    client.force_login(person)
    assert client.get("/admin/")["Location"] == reverse("people:two_factor")
    passkey_of(person)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/me/two-factor/", "/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/email/", "/health/live"],
)  # fmt: skip
def test_ways_to_the_set_up_stay_open(client, path):
    client.force_login(PersonFactory(role=Role.STEWARD, two_factor=False))
    answer = client.get(path)
    assert answer.status_code in (200, 302)
    assert answer.get("Location") != reverse("people:two_factor")


def test_ways_out_and_to_another_language_stay_open(client):
    client.force_login(PersonFactory(role=Role.STEWARD, two_factor=False))
    answer = client.post(reverse("set_language"), {"language": "fr", "next": "/me/two-factor/"})
    assert answer["Location"] == "/me/two-factor/"
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_parts_of_open_pages_stay_empty(client):
    client.force_login(PersonFactory(role=Role.STEWARD, two_factor=False))
    assert client.get("/roles/", headers={"HX-Request": "true"}).status_code == 204


def test_page_explains_and_names_the_role(client):
    client.force_login(PersonFactory(role=Role.STEWARD, two_factor=False))
    text = client.get(reverse("people:two_factor")).content.decode()
    assert "Steward" in text
    assert reverse("mfa_add_webauthn") in text
    assert reverse("mfa_activate_totp") in text


@pytest.mark.parametrize("set_up", ["totp", "passkey"])
def test_after_the_set_up_everything_opens(client, set_up):
    person = PersonFactory(role=Role.STEWARD, two_factor=set_up == "totp")
    if set_up == "passkey":
        passkey_of(person)
    client.force_login(person)
    assert client.get("/roles/").status_code == 200


def test_people_without_a_role_need_none(client):
    client.force_login(PersonFactory())
    assert client.get("/roles/").status_code == 200


def test_signed_in_page_reads_person_roles_and_factor_in_one_query(client, django_assert_num_queries):
    client.force_login(PersonFactory(role=Role.STEWARD))
    client.get("/me/data/")
    with django_assert_num_queries(1):
        client.get("/me/data/")
