"""The company: the people of the cast with their accounts, by the parts that they play, and their organisations."""

from dataclasses import dataclass
from functools import cached_property

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from wikilearn.demo.cast import AFFILIATE, CAST, PARTNER, PASSWORD, Player
from wikilearn.movement.actions.organisations import add_member, create_organisation
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.actions.roles import grant_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person


@dataclass(frozen=True)
class Company:
    """Everybody by username; each part that a step of the demo needs has a name of its own."""

    people: dict[str, Person]

    @property
    def author(self) -> Person:
        """Coordinates the affiliate, and writes for the partner."""
        return self.people["Carlos Coordinator"]

    @property
    def reviewer(self) -> Person:
        """Reads what the author wrote."""
        return self.people["Rania Reviewer"]

    @property
    def learner(self) -> Person:
        """Learns and translates, in Arabic."""
        return self.people["Layla Learner"]

    @property
    def functionary(self) -> Person:
        """A checkuser."""
        return self.people["Farid Functionary"]

    @property
    def curator(self) -> Person:
        """Looks after topics and organisations."""
        return self.people["Cora Curator"]

    @property
    def steward(self) -> Person:
        """Sees who holds which right."""
        return self.people["Stella Steward"]

    @property
    def staff(self) -> Person:
        """Gives roles."""
        return self.people["Stefan Staff"]

    @cached_property
    def affiliate(self) -> Organisation:
        """The affiliate of the demo."""
        return Organisation.objects.get(slug=AFFILIATE)

    @cached_property
    def partner(self) -> Organisation:
        """The partner who maintains the mandatory topics."""
        return Organisation.objects.get(slug=PARTNER)


def gather_company() -> Company:
    """Make the accounts of the cast."""
    password = make_password(PASSWORD)  # one hash for all, they share the password: each takes a tenth of a second
    return Company({player.username: _person(player, password) for player in CAST})


def give_roles(company: Company) -> None:
    """The roles of the site."""
    grant_role(actor=None, person=company.staff, role=Role.STAFF, reason="Demo")
    for player in CAST:
        if player.role is not None and player.role != Role.STAFF:
            grant_role(actor=company.staff, person=company.people[player.username], role=player.role, reason="Demo")


def found_organisations(company: Company) -> None:
    """The affiliate, the partner, and who works for them."""
    organisations = {
        AFFILIATE: create_organisation(
            actor=company.curator,
            slug=AFFILIATE,
            name="Wikimedia Demo",
            kind=OrganisationKind.CHAPTER,
            languages=["es", "en"],
        ),
        PARTNER: create_organisation(
            actor=company.curator,
            slug=PARTNER,
            name="Safety Partners",
            kind=OrganisationKind.PARTNER,
            languages=["en"],
        ),
    }
    for player in CAST:
        for slug, role in player.memberships:
            person = company.people[player.username]
            add_member(actor=company.curator, organisation=organisations[slug], person=person, role=role)


def _person(player: Player, password: str) -> Person:
    person = Person.objects.create_user(
        player.username,
        languages=list(player.languages),
        interface_language=player.languages[0],
        time_zone=player.time_zone,
        central_id=player.central_id,
    )
    person.password = password
    person.save(update_fields=["password"])
    if player.role is not None:
        TOTP.activate(person, generate_totp_secret())
    return person
