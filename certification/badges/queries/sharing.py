"""What people show of their badges, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from certification.badges.models import Credential
from certification.badges.queries.standing import Status, status_of

LINKEDIN = "https://www.linkedin.com/profile/add"


@dataclass(slots=True)
class Timeline:
    """The badges of one person for one thing, newest first: what stands now, and what it was renewed from."""

    newest: Credential
    status: Status
    earlier: list[tuple[Credential, Status]] = field(default_factory=list)


def timelines(credentials: Iterable[Credential], at: datetime) -> list[Timeline]:
    """One timeline for each topic, course or pack, in the order of their newest badges.

    `credentials` come newest first and `with_story`. A badge whose first day is still to come stands in its
    timeline, but the one that is valid today leads it.
    """
    found: dict[tuple[int | None, ...], list[tuple[Credential, Status]]] = {}
    for credential in credentials:
        thing = credential.achievement
        key = (thing.topic_id, thing.course_id, thing.pack_id)
        found.setdefault(key, []).append((credential, status_of(credential, at)))
    return [_timeline(rows) for rows in found.values()]


def _timeline(rows: list[tuple[Credential, Status]]) -> Timeline:
    leading = next((row for row in rows if row[1] == Status.VALID), rows[0])
    return Timeline(*leading, earlier=[row for row in rows if row is not leading])


def linkedin_address(credential: Credential) -> str:
    """The form "Add a licence or certification" of LinkedIn, filled in; nothing is sent before its holder sends it."""
    said: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": credential.achievement.name,
        "organizationName": credential.issuer.name,
        "issueYear": credential.valid_from.year,
        "issueMonth": credential.valid_from.month,
    }
    if credential.valid_until is not None:
        said |= {"expirationYear": credential.valid_until.year, "expirationMonth": credential.valid_until.month}
    said |= {"certUrl": credential.address, "certId": str(credential.uid)}
    return f"{LINKEDIN}?{urlencode(said)}"
