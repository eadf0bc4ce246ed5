"""A person's badges as their own data: export and erasure."""

import json
from typing import Any

from oauth2_provider.models import AccessToken, Grant, RefreshToken

from certification.badges.actions import withdraw_credential
from certification.badges.enums import CredentialState, RevokedReason, Visibility
from certification.badges.models import Carrier, Credential, Naming, Profile, RunEntry, ShareLink
from certification.badges.queries import connections_of
from wikilearn.people.models import Person


def export_badges(person: Person) -> list[dict[str, Any]]:
    """Each badge with its dates, its state and the signed document."""
    names = Naming.objects.filter(person=person).exclude(real_name="").values_list("real_name", flat=True)
    return [{"name_for_coming_badges": name} for name in names] + [
        {
            "id": credential.address,
            "achievement": credential.achievement.name,
            "awarded": credential.awarded_at.isoformat(),
            "valid_from": credential.valid_from.isoformat(),
            "valid_until": credential.valid_until.isoformat() if credential.valid_until else None,
            "state": credential.state,
            "visibility": credential.visibility,
            "revoked_reason": credential.revoked_reason or None,
            "names_holder": credential.identity,
            "document": json.loads(credential.document) if credential.document else None,
        }
        for credential in Credential.objects.of(person).select_related("achievement")
    ]


def export_sharing(person: Person) -> dict[str, Any]:
    """The public page, and every link to a badge."""
    profile = Profile.objects.filter(person=person).first()
    links = ShareLink.objects.filter(credential__person=person).select_related("credential")
    return {
        "profile": {
            "address": profile.address,
            "name": profile.name,
            "about": profile.about,
            "search_engines": profile.findable,
            "since": profile.created_at.isoformat(),
        }
        if profile
        else None,
        "links": [
            {
                "badge": link.credential.address,
                "address": link.address,
                "for": link.label,
                "names_holder": link.names_holder,
                "created": link.created_at.isoformat(),
                "taken_back": link.revoked_at.isoformat() if link.revoked_at else None,
                "opened": link.opened,
            }
            for link in links
        ],
    }


def erase_badges(person: Person) -> None:
    """Revoke all, and forget documents, names and files; the places in the status lists stay taken."""
    for credential in Credential.objects.of(person).exclude(state=CredentialState.REVOKED):
        withdraw_credential(actor=person.reference, credential=credential, reason=RevokedReason.HOLDER)
    carriers = Carrier.objects.filter(credential__person=person)
    for carrier in carriers:
        if carrier.file:
            carrier.file.delete(save=False)
    carriers.delete()
    Credential.objects.of(person).update(
        document="", holder_name="", identity_value="", identity_salt="", visibility=Visibility.PRIVATE
    )
    Naming.objects.filter(person=person).delete()
    RunEntry.objects.filter(person=person).delete()


def erase_sharing(person: Person) -> None:
    """No links and no public page any more."""
    ShareLink.objects.filter(credential__person=person).delete()
    Profile.objects.filter(person=person).delete()


def export_wallets(person: Person) -> list[dict[str, Any]]:
    """The wallets that may fetch the person's badges."""
    return [
        {
            "name": connection.application.name,
            "may": [str(text) for text in connection.may],
            "since": connection.since.isoformat(),
        }
        for connection in connections_of(person)
    ]


def erase_wallets(person: Person) -> None:
    """No wallet may do anything in the person's name any more."""
    for model in (Grant, RefreshToken, AccessToken):
        model.objects.filter(user=person).delete()
