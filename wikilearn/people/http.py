"""Requests of people."""

from django.http import HttpRequest

from wikilearn.people.models import Person


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in: what each view gets that is not `login_not_required`. For types only."""

    user: Person
