"""Becoming somebody of the demo with one click."""

import pytest
from django.urls import reverse

from tests.factories.people import PersonFactory
from wikilearn.demo.cast import CAST

pytestmark = pytest.mark.django_db


def test_demo_person_is_signed_in_with_one_click(client):
    person = PersonFactory(username=CAST[0].username)
    response = client.post(reverse("demo:sign_in"), {"username": person.username}, follow=True)
    assert response.context["user"] == person


def test_nobody_else_is_signed_in_that_way(client):
    PersonFactory(username="Ada")
    assert client.post(reverse("demo:sign_in"), {"username": "Ada"}).status_code == 404


def test_demo_is_not_there_in_production(client, settings):
    settings.DEMO = False
    PersonFactory(username=CAST[0].username)
    assert client.get(reverse("demo:players")).status_code == 404
    assert client.post(reverse("demo:sign_in"), {"username": CAST[0].username}).status_code == 404
