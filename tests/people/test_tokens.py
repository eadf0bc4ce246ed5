import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.decorators import login_not_required
from django.test import override_settings
from django.urls import path, reverse
from django.utils import timezone
from ninja import NinjaAPI

from tests.factories.people import ApiTokenFactory, PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.actions.tokens import MOST, create_token, revoke_token
from wikilearn.people.enums import Role, Scope
from wikilearn.people.models import ApiToken
from wikilearn.people.rules import has_role
from wikilearn.people.tokens import TokenAuth

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

api = NinjaAPI(urls_namespace="tokens-test", docs_url=None, openapi_url=None)


@api.get("/me", auth=TokenAuth(scope=Scope.ME))
def _me(request):
    return {"username": request.user.username, "steward": has_role(Role.STEWARD)(request.user)}


urlpatterns = [path("api/", api.urls)]
for _pattern in urlpatterns[0].url_patterns:
    _pattern.callback = login_not_required(_pattern.callback)


@pytest.fixture
def call(client):
    """Call an operation that asks for the scope `me:read`."""

    def calling(secret, header="Bearer"):
        with override_settings(ROOT_URLCONF=__name__):
            return client.get("/api/me", headers={"Authorization": f"{header} {secret}"} if secret else {})

    return calling


def make(person, *, scopes=(Scope.ME,), days=30):
    return create_token(actor=person, name="Bot", scopes=list(scopes), expires_at=timezone.now() + days * DAY)


def test_create_token_keeps_the_digest_only_and_logs_it():
    person = PersonFactory()
    token, secret = make(person, scopes=[Scope.STANDING, Scope.ME])
    assert secret.startswith("wl_")
    assert len(secret) == 46
    assert bytes(token.digest) == hashlib.sha256(secret.encode()).digest()
    assert secret not in str(ApiToken.objects.values().get())
    event = Event.objects.get()
    assert (event.actor, event.action, event.target) == (person.reference, "token.created", token.reference)
    assert event.details == {"scopes": ["me:read", "standing:read"]}


@pytest.mark.parametrize(
    ("scopes", "days", "field"), [([], 30, "scopes"), ([Scope.ME], 367, "expires"), ([Scope.ME], 0, "expires")]
)
def test_create_token_refuses(scopes, days, field):
    with pytest.raises(DomainError) as refusal:
        make(PersonFactory(), scopes=scopes, days=days)
    assert refusal.value.field == field
    assert not ApiToken.objects.exists()


def test_create_token_has_a_limit_that_ended_tokens_do_not_count_for():
    person = PersonFactory()
    ApiTokenFactory.create_batch(MOST - 1, person=person)
    ended = ApiTokenFactory(person=person, revoked_at=timezone.now())
    make(person)
    with pytest.raises(DomainError):
        make(person)
    assert ended not in ApiToken.objects.live()


def test_revoke_token_ends_it_once_and_logs_it():
    person = PersonFactory()
    token, _secret = make(person)
    first = revoke_token(actor=person, token=token).revoked_at
    assert revoke_token(actor=person, token=token).revoked_at == first
    assert list(Event.objects.values_list("action", flat=True)) == ["token.created", "token.revoked"]


def test_revoke_token_of_somebody_else_is_refused():
    with pytest.raises(NotAllowed):
        revoke_token(actor=PersonFactory(role=Role.STAFF), token=ApiTokenFactory())


def test_token_speaks_for_its_person_with_the_roles(call):
    person = PersonFactory(username="Ada", role=Role.STEWARD)
    _token, secret = make(person)
    assert call(secret).json() == {"username": "Ada", "steward": True}


def test_token_of_a_steward_without_two_factor_opens_nothing(call):
    _token, secret = make(PersonFactory(role=Role.STEWARD, two_factor=False))
    assert call(secret).json()["steward"] is False


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token.update(revoked_at=timezone.now()),
        lambda token: token.update(created_at=timezone.now() - 9 * DAY, expires_at=timezone.now() - DAY),
        lambda token: [t.person.__class__.objects.filter(pk=t.person_id).update(is_active=False) for t in token],
        lambda token: token.delete(),
    ],
    ids=["revoked", "expired", "closed account", "gone"],
)
def test_ended_tokens_are_refused(call, change):
    token, secret = make(PersonFactory())
    assert call(secret).status_code == 200
    change(ApiToken.objects.filter(pk=token.pk))
    assert call(secret).status_code == 401


@pytest.mark.parametrize("secret", ["", "wl_", "wl_x", "x", "wl_" + "a" * 5000, "wl_\u00e9"])
def test_what_is_no_token_is_refused(call, secret):
    make(PersonFactory())
    assert call(secret).status_code == 401


def test_token_without_the_scope_is_refused(call):
    _token, secret = make(PersonFactory(), scopes=[Scope.COURSES])
    assert call(secret).status_code == 403


def test_use_is_noted_by_day_with_one_write(call, django_assert_num_queries):
    token, secret = make(PersonFactory())
    call(secret)
    token.refresh_from_db()
    assert token.last_used_on == timezone.now().date()
    with django_assert_num_queries(2):  # token with person, roles; no write
        call(secret)


def test_page_shows_a_new_token_once(client):
    client.force_login(PersonFactory())
    page = reverse("people:tokens")
    answer = client.post(page, {"name": "Bot", "scopes": ["me:read"], "expires": "90"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = client.get(page).content.decode()
    assert secret not in again
    assert "Bot" in again


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"scopes": ["me:read"], "expires": "90"}, "name"),
        ({"name": "x" * 101, "scopes": ["me:read"], "expires": "90"}, "name"),
        ({"name": "Bot", "expires": "90"}, "scopes"),
        ({"name": "Bot", "scopes": ["everything"], "expires": "90"}, "scopes"),
        ({"name": "Bot", "scopes": ["me:read"], "expires": "9999"}, "expires"),
    ],
)
def test_page_says_what_is_wrong_at_its_field(client, sent, field):
    client.force_login(PersonFactory())
    answer = client.post(reverse("people:tokens"), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_person_ends_own_tokens_only(client):
    person = PersonFactory()
    mine, other = ApiTokenFactory(person=person), ApiTokenFactory()
    client.force_login(person)
    assert client.get(reverse("people:token_revoke", args=[mine.uid])).status_code == 200
    assert client.post(reverse("people:token_revoke", args=[mine.uid])).status_code == 302
    assert client.post(reverse("people:token_revoke", args=[other.uid])).status_code == 404
    assert list(ApiToken.objects.live()) == [other]


@pytest.mark.parametrize("rows", [1, 30])
def test_page_takes_as_many_queries_for_any_number_of_tokens(client, django_assert_num_queries, rows):
    person = PersonFactory()
    ApiTokenFactory.create_batch(rows, person=person)
    client.force_login(person)
    client.get(reverse("people:tokens"))
    with django_assert_num_queries(3):  # person with roles, count, rows
        client.get(reverse("people:tokens"))
