"""What pages ask about accounts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from wikilearn.people import personal_data
from wikilearn.people.models import Person


def export_of(person: Person) -> dict[str, Any]:
    """Everything that the site keeps about a person, by app, as plain JSON values."""
    return {keeper.name: keeper.export(person) for keeper in personal_data.keepers()}


def export_account(person: Person) -> dict[str, Any]:
    """The share of this app, for the registry."""
    return {
        "uid": str(person.uid),
        "username": person.username,
        "wikimedia_account_id": person.central_id,
        "email_addresses": list(
            EmailAddress.objects.filter(user=person).order_by("pk").values("email", "verified", "primary")
        ),
        "languages": person.languages,
        "interface_language": person.interface_language,
        "time_zone": person.time_zone,
        "theme": person.theme,
        "joined": person.date_joined.isoformat(),
        "last_sign_in": person.last_login.isoformat() if person.last_login else None,
        "sessions": [
            {"device": session.user_agent, "since": session.created_at.isoformat()}
            for session in UserSession.objects.filter(user=person).order_by("pk")
        ],
        "authenticators": [
            {"type": factor.type, "since": factor.created_at.isoformat()}
            for factor in Authenticator.objects.filter(user=person).order_by("pk")
        ],
        "roles": [
            {
                "role": grant.role,
                "since": grant.since.isoformat(),
                "until": grant.until.isoformat() if grant.until else None,
                "reason": grant.reason,
            }
            for grant in person.role_grants.order_by("since")
        ],
        "api_tokens": [
            {
                "name": token.name,
                "scopes": token.scopes,
                "created": token.created_at.isoformat(),
                "expires": token.expires_at.isoformat(),
                "revoked": token.revoked_at.isoformat() if token.revoked_at else None,
                "last_used": token.last_used_on.isoformat() if token.last_used_on else None,
            }
            for token in person.api_tokens.order_by("created_at")
        ],
    }


def people_by_reference(references: Iterable[str]) -> dict[str, Person]:
    """The people among audit references (`person:<uid>`), in one query; what is none is left out."""
    uids = {uid for reference in references if (uid := _uid(reference)) is not None}
    return {person.reference: person for person in Person.objects.filter(uid__in=uids)} if uids else {}


def _uid(reference: str) -> UUID | None:
    kind, _, uid = reference.partition(":")
    try:
        return UUID(uid) if kind == "person" else None
    except ValueError:
        return None
