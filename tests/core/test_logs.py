"""What is logged, and what never is. No database: nothing here may need one."""

import pytest
import structlog
from django.test import Client
from django.urls import path

from wikilearn import urls


def fault(request, username):
    try:
        {}["secret"]
    except KeyError as error:
        raise RuntimeError(f"no such person: {username}") from error


fault.login_required = False


class Routes:
    handler500 = urls.handler500
    urlpatterns = [path("people/<username>/", fault)]


@pytest.fixture
def logged(settings):
    settings.ROOT_URLCONF = Routes
    with structlog.testing.capture_logs() as lines:
        yield lines


def test_fault_is_logged_with_its_places_and_without_its_words(logged):
    response = Client(raise_request_exception=False).get("/people/Ada/?q=private")
    assert response.status_code == 500
    (line,) = [line for line in logged if line["event"] == "fault"]
    assert line["route"] == "people/<username>/"
    assert [each["kind"] for each in line["faults"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert line["faults"][0]["places"][-1].endswith(" fault")
    assert not any(word in str(logged) for word in ("Ada", "private", "secret"))


def test_metrics_refuse_any_token_that_is_not_theirs(settings):
    for said in ["", "Bearer x", "Bearer \xe9"]:
        assert Client().get("/metrics", HTTP_AUTHORIZATION=said).status_code == 404
