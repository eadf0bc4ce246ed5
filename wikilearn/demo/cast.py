"""Who plays in the demo, and what to try as each of them. None of these people exists."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

PASSWORD = "wikilearn-demo"  # noqa: S105 - printed on the screen, and only where DEMO is on
AFFILIATE, PARTNER = "wikimedia-demo", "safety-partners"


@dataclass(frozen=True, slots=True)
class Player:
    """A demo person. `languages` are BCP 47 tags, best first; `central_id` is made up."""

    username: str
    part: str | Promise
    to_try: str | Promise
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    role: Role | None = None
    memberships: tuple[tuple[str, MemberRole], ...] = ()
    central_id: int | None = None


CAST = (
    Player(
        "Lucía Learner",
        _("Volunteer"),
        _("Read a course in Spanish, switch to English half-way, take the quiz, download the badge."),
        languages=("es", "en"),
        time_zone="America/Bogota",
    ),
    Player(
        "Layla Learner",
        _("Volunteer who reads Arabic"),
        _("The same course from right to left; texts without a translation say so."),
        languages=("ar", "en"),
        time_zone="Africa/Cairo",
    ),
    Player(
        "Farid Functionary",
        _("Checkuser on two wikis"),
        _("See what is valid until when, and renew the certification that ends soon."),
        languages=("en", "fr"),
        time_zone="Europe/Paris",
        central_id=9_000_001,
    ),
    Player(
        "Carlos Coordinator",
        _("Coordinator of an affiliate"),
        _("Upload a library of courses and follow the import to its report."),
        languages=("en", "es"),
        time_zone="America/Bogota",
        memberships=((AFFILIATE, MemberRole.COORDINATOR), (PARTNER, MemberRole.AUTHOR)),
    ),
    Player(
        "Rania Reviewer",
        _("Reviewer of the affiliate"),
        _("Review an imported course and publish it."),
        languages=("en", "ar", "es"),
        time_zone="Asia/Amman",
        memberships=((AFFILIATE, MemberRole.REVIEWER), (PARTNER, MemberRole.REVIEWER)),
    ),
    Player(
        "Ada Administrator",
        _("Administrator on a wiki"),
        _("Decide a case with a course to pass, see what the ladder proposes, follow what the wiki did."),
        time_zone="Europe/Berlin",
        central_id=9_000_003,
    ),
    Player(
        "Hana Handler",
        _("Administrator who handles reports"),
        _("Unlock the vault with the passphrase below, read a case, ask the reporter, step back from one."),
        languages=("en", "es"),
        time_zone="America/Mexico_City",
    ),
    Player(
        "Uma Universal",
        _("Member of the U4C"),
        _("See that a case arrives only when it is escalated."),
        time_zone="Europe/Berlin",
    ),
    Player(
        "Tara Safety",
        _("Trust and safety"),
        _("See what waits in all bodies without reading it, and the emergency desk."),
        time_zone="America/New_York",
        role=Role.TRUST_AND_SAFETY,
    ),
    Player(
        "Stella Steward",
        _("Steward"),
        _("Look up Farid Functionary, a pasted list of names, or a whole wiki."),
        time_zone="Europe/Warsaw",
        role=Role.STEWARD,
        central_id=9_000_002,
    ),
    Player(
        "Cora Curator",
        _("Curator of the site"),
        _("Publish mandatory courses, change requirements, revoke a badge."),
        time_zone="Asia/Kolkata",
        role=Role.CURATOR,
    ),
    Player(
        "Stefan Staff",
        _("Staff"),
        _("Give roles, see who has them since when, read the audit log."),
        time_zone="America/Los_Angeles",
        role=Role.STAFF,
    ),
)
