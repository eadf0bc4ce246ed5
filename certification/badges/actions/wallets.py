"""Wallets: registering, what people allow them, and taking that back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken, clear_expired

from certification.badges.models import Wallet
from certification.badges.wallets.registration import Metadata
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

UNUSED_AFTER = timedelta(days=7)
"""A wallet that nobody has connected after this time is forgotten."""


@transaction.atomic
def register_wallet(*, metadata: Metadata) -> tuple[Application, str]:
    """The new application with its secret, which is kept only as a hash and never shown again."""
    application = Application(
        name=metadata.client_name,
        redirect_uris=" ".join(metadata.redirect_uris),
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        registration_source=Application.RegistrationSource.DCR,
    )
    secret = str(application.client_secret)
    application.save()
    Wallet.objects.create(
        application=application,
        client_uri=metadata.client_uri,
        logo_uri=metadata.logo_uri,
        tos_uri=metadata.tos_uri,
        policy_uri=metadata.policy_uri,
        software_id=metadata.software_id,
        software_version=metadata.software_version,
        scope=" ".join(metadata.scope),
        contacts=list(metadata.contacts),
    )
    record(actor=SYSTEM, action="badges.wallet_registered", target=f"wallet:{application.pk}")
    return application, secret


@transaction.atomic
def allow_wallet(*, actor: Person, application: Application, scope: list[str]) -> None:
    """Write down that the person let the wallet do this. The code itself is django-oauth-toolkit's."""
    record(
        actor=actor.reference,
        action="badges.wallet_allowed",
        target=f"wallet:{application.pk}",
        details={"scope": scope},
    )


@transaction.atomic
def disconnect_wallet(*, actor: Person, application: Application) -> None:
    """Whatever the wallet has for this person stops working now."""
    gone = sum(
        model.objects.filter(user=actor, application=application).delete()[0]
        for model in (Grant, RefreshToken, AccessToken)
    )
    if gone:
        record(actor=actor.reference, action="badges.wallet_disconnected", target=f"wallet:{application.pk}")


def forget_expired_wallets() -> int:
    """Clear expired tokens and codes, then wallets that nobody uses; gives the number of the latter."""
    clear_expired()
    unused = Application.objects.filter(
        registration_source=Application.RegistrationSource.DCR,
        created__lt=timezone.now() - UNUSED_AFTER,
        accesstoken=None,
        refreshtoken=None,
        grant=None,
    )
    _rows, gone = unused.delete()
    return gone.get(Application._meta.label, 0)
