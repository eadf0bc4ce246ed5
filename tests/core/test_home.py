"""The front door."""

import pytest
from django.test import Client

from tests.factories.people import PersonFactory


def test_home_is_open_to_all_and_asks_nothing_of_the_database():
    response = Client().get("/")
    assert response.status_code == 200
    assert "Sign in" in response.content.decode()


@pytest.mark.django_db
def test_home_greets_by_name_with_few_queries(client, django_assert_max_num_queries):
    client.force_login(PersonFactory(username="Ada"))
    with django_assert_max_num_queries(4):
        html = client.get("/").content.decode()
    assert "Welcome back, <bdi>Ada</bdi>" in html
