"""People for tests: `PersonFactory(two_factor=True)`, `PersonFactory(role=Role.STEWARD)`."""

from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from wikilearn.people.enums import Role, Scope
from wikilearn.people.models import ApiToken, Person, RoleGrant

PASSWORD = "correct horse battery"


class PersonFactory(factory.django.DjangoModelFactory):
    """A person who can sign in with `PASSWORD`.

    `two_factor=True` sets up an authenticator app; `role=…` (or `roles=[…]`) grants roles of the site and sets up
    two-factor as well, unless `two_factor=False`; `verified_email=True` confirms the address.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    languages = ["en"]

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **fields: Any) -> Person:
        roles = [Role(role) for role in fields.pop("roles", [])]
        if role := fields.pop("role", None):
            roles.append(Role(role))
        two_factor = fields.pop("two_factor", bool(roles))
        verified_email = fields.pop("verified_email", False)
        person = model_class.objects.create_user(password=fields.pop("password", PASSWORD), **fields)
        if two_factor:
            TOTP.activate(person, generate_totp_secret())
        for each in roles:
            RoleGrantFactory(person=person, role=each)
        if verified_email:
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """A live grant."""

    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = Role.STEWARD
    reason = "Elected"


class ApiTokenFactory(factory.django.DjangoModelFactory):
    """A live token whose secret nobody knows; `actions.create_token` makes one with a secret."""

    class Meta:
        model = ApiToken

    person = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"Token {n}")
    digest = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    scopes = [Scope.ME]
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


def passkey_of(person: Person) -> Authenticator:
    """A row that says the person has a passkey (no browser can use it)."""
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
