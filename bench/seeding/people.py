"""People: `Bench 1`, who looks at everything, and all the others."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from bench.seeding import Size, multiply
from wikilearn.people.actions.roles import grant_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

VIEWER = "Bench 1"


def seed_viewer() -> Person:
    """A steward with two-factor authentication, as whom all pages are asked for."""
    viewer = Person.objects.create_user(VIEWER, languages=["en"])
    TOTP.activate(viewer, generate_totp_secret())
    grant_role(actor=None, person=viewer, role=Role.STEWARD, reason="Bench")
    return viewer


def seed_people(size: Size) -> None:
    """`Bench 2` and so on, up to the size."""
    there = Person.objects.filter(username__startswith="Bench ").count()
    viewer = Person.objects.get(username=VIEWER)
    multiply(
        viewer,
        f"generate_series({there + 1}, {size.people}) AS n",
        uid="gen_random_uuid()",
        username="'Bench ' || n",
    )
