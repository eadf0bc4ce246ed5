"""Addresses in e-mails: absolute, and signed where they must work without signing in."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from wikilearn.people.models import Person

_SALT = "wikilearn.notices.unsubscribe"


def absolute(path: str) -> str:
    """The address that works outside the site."""
    return f"{settings.SITE_URL}{path}"


def unsubscribe(person: Person, kind: str) -> str:
    """Path of the page on which whoever got the e-mail stops more of them; it never expires."""
    token = signing.dumps([str(person.uid), kind], salt=_SALT)
    return reverse("notices:unsubscribe", args=[token])


def read_unsubscribe(token: str) -> tuple[Person, str] | None:
    """The person and kind that a token of `unsubscribe` stands for; None for any other text."""
    try:
        said: Any = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(uid=said[0], is_active=True).first()
    return (person, said[1]) if person else None
