import pytest
from django.urls import reverse

from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
PAGES = ["settings", "two_factor", "tokens", "data", "lookups", "roles"]


@pytest.mark.parametrize("name", [*PAGES, "export", "erase", "events"])
def test_pages_send_visitors_to_sign_in(client, name):
    answer = client.get(reverse(f"people:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_everybody_who_is_signed_in(client, name):
    client.force_login(PersonFactory())
    assert client.get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_role_pages_open(client, role):
    client.force_login(PersonFactory(role=Role.STAFF))
    assert client.get(reverse("people:role", args=[role])).status_code == 200


def test_log_page_opens_for_staff(client):
    client.force_login(PersonFactory(role=Role.STAFF))
    assert client.get(reverse("people:events")).status_code == 200
