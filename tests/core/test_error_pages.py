"""Error pages answer when nothing else does: these tests have no database, and pytest-django refuses any query."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from wikilearn import urls
from wikilearn.core import views


def refuse(error):
    def view(request):
        raise error

    view.login_required = False
    return view


class Routes:
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500
    urlpatterns = [
        path("403", refuse(PermissionDenied())),
        path("404", refuse(Http404())),
        path("400", refuse(SuspiciousOperation())),
        path("413", refuse(RequestDataTooBig())),
        path("500", refuse(RuntimeError("boom"))),
        path("503", refuse(OperationalError("boom"))),
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500, 503])
def test_error_page_needs_no_database(settings, status):
    settings.ROOT_URLCONF = Routes
    response = Client(raise_request_exception=False).get(f"/{status}")
    assert response.status_code == status
    assert f"Error {status}" in response.content.decode()
    assert "boom" not in response.content.decode()
    assert response.get("Retry-After") == ("60" if status == 503 else None)


@pytest.mark.parametrize(
    ("view", "status"), [(views.too_many_requests, 429), (views.csrf_failure, 403), (views.server_error, 500)]
)
def test_error_view_needs_no_database(view, status):
    assert view(RequestFactory().get("/")).status_code == status


def test_page_of_a_signed_in_person_ends_as_500_when_the_database_is_gone(settings):
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_error_page_speaks_the_language_and_direction_of_the_visitor():
    with translation.override("ar"):
        html = views.page_not_found(RequestFactory().get("/")).content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert "codex.style-rtl.css" in html


def test_form_without_token_is_refused_with_a_way_out():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()
