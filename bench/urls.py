"""Every address of the site, and the two that pages are compared with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from wikilearn.people.models import Person
from wikilearn.urls import *  # noqa: F403
from wikilearn.urls import urlpatterns as site


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing but server and middleware."""
    return HttpResponse()


def floor(request: HttpRequest) -> HttpResponse:
    """The base layout for a signed-in person, with one indexed query."""
    return render(request, "base.html", {"person": Person.objects.get(username="Bench 1")})


urlpatterns = [path("bench/empty", empty), path("bench/floor", floor), *site]
