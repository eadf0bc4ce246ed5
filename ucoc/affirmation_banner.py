"""Whether the page asks to affirm the code. Kept in the session, so that no page asks the database for it.

It is looked up at sign-in, and once a day while the session lasts, because a new version may have come into force.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from ucoc.models import CodeVersion
from ucoc.queries.affirming import open_for
from wikilearn.core.dates import today
from wikilearn.people.models import Person

DUE, ASKED_ON = "conduct_due", "conduct_asked_on"


def ask_again(request: HttpRequest) -> None:
    """Look up whether there is something to affirm, and remember it until tomorrow."""
    if isinstance(request.user, Person):
        _remember(request, request.user)


@receiver(user_logged_in)
def look_up_at_sign_in(request: HttpRequest | None, user: Person, **kwargs: Any) -> None:
    """The first page after signing in asks already."""
    if request is not None and hasattr(request, "session"):
        _remember(request, user)


def _remember(request: HttpRequest, person: Person) -> None:
    request.session[DUE] = bool(open_for(person, CodeVersion.objects.in_force()))
    request.session[ASKED_ON] = today().isoformat()
