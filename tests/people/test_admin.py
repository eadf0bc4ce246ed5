import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories.people import ApiTokenFactory, PersonFactory, RoleGrantFactory
from wikilearn.audit.models import Event
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(PersonFactory(username="Root", is_staff=True, is_superuser=True, two_factor=True))
    return client


def test_createsuperuser_works_with_any_spelling():
    call_command("createsuperuser", username="root_of_all", interactive=False)
    person = Person.objects.get()
    assert (person.username, person.is_superuser, person.is_staff) == ("Root of all", True, True)


def test_administration_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("model", ["person", "rolegrant", "apitoken"])
@pytest.mark.parametrize("rows", [1, 30])
def test_lists_take_as_many_queries_for_any_number_of_rows(admin, django_assert_max_num_queries, model, rows):
    for _ in range(rows):
        RoleGrantFactory()
        ApiTokenFactory()
    with django_assert_max_num_queries(6):
        assert admin.get(reverse(f"admin:people_{model}_changelist")).status_code == 200


def test_access_is_changed_with_a_trace_and_names_are_not(admin):
    person = PersonFactory(username="Ada")
    page = reverse("admin:people_person_change", args=[person.pk])
    assert admin.get(page).status_code == 200
    sent = {"username": "Bea", "role_grants-TOTAL_FORMS": 0, "role_grants-INITIAL_FORMS": 0}
    assert admin.post(page, sent).status_code == 302
    person.refresh_from_db()
    assert (person.username, person.is_active) == ("Ada", False)
    event = Event.objects.get(action="person.administered")
    assert (event.target, event.details) == (person.reference, {"fields": ["is_active"]})


def test_grants_and_tokens_are_read_only_and_people_are_not_deleted(admin):
    grant, token = RoleGrantFactory(), ApiTokenFactory()
    for model, row in [("rolegrant", grant), ("apitoken", token)]:
        assert admin.get(reverse(f"admin:people_{model}_change", args=[row.pk])).status_code == 200
        assert admin.post(reverse(f"admin:people_{model}_change", args=[row.pk]), {}).status_code == 403
        assert admin.get(reverse(f"admin:people_{model}_add")).status_code == 403
    assert admin.get(reverse("admin:people_person_delete", args=[grant.person_id])).status_code == 403
    assert admin.get(reverse("admin:people_person_add")).status_code == 403
    assert (
        bytes(token.digest).hex()
        not in admin.get(reverse("admin:people_apitoken_change", args=[token.pk])).content.decode()
    )
