"""Who is signed in stays so, and what they see stays theirs."""

import pytest

from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_signed_in_people_go_on_while_the_cache_is_away(client, settings):
    person = PersonFactory()
    client.force_login(person)
    nowhere = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nowhere}
    response = client.get("/me/data/")
    assert (response.status_code, response.context["user"]) == (200, person)


def test_pages_of_signed_in_people_are_kept_by_no_shared_cache(client):
    assert "Cache-Control" not in client.get("/courses/").headers
    client.force_login(PersonFactory())
    for address in ["/", "/courses/", "/me/data/", "/notices/", "/nowhere/"]:
        assert client.get(address)["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.get("/me/tokens/")["Cache-Control"]
