"""Tokens for programs."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.enums import Scope
from wikilearn.people.models import ApiToken, Person

PREFIX = "wl_"
"""Lets scanners of public code recognise a token that was published by mistake."""
LONGEST = timedelta(days=366)
MOST = 20


def digest_of(secret: str) -> bytes:
    """SHA-256 (32 bytes). The secret has 256 random bits, so neither salt nor a slow hash would add anything."""
    return hashlib.sha256(secret.encode()).digest()


@transaction.atomic
def create_token(*, actor: Person, name: str, scopes: Collection[Scope], expires_at: datetime) -> tuple[ApiToken, str]:
    """A new token of `actor` and its secret (`wl_` and 43 characters), which is never to be had again."""
    Person.objects.select_for_update().get(pk=actor.pk)
    now = timezone.now()
    if not scopes:
        raise DomainError(_("Choose what the token may be used for."), field="scopes")
    if not now < expires_at <= now + LONGEST:
        raise DomainError(_("A token is valid for a year at most."), field="expires")
    if actor.api_tokens.live().count() >= MOST:
        raise DomainError(
            ngettext("You can have %(most)d token at a time.", "You can have %(most)d tokens at a time.", MOST)
            % {"most": MOST}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=actor,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=expires_at,
    )
    record(
        actor=actor.reference, action="token.created", target=token.reference, details={"scopes": list(token.scopes)}
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Person, token: ApiToken) -> ApiToken:
    """End one of one's own tokens; nothing happens if it has ended already."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.person_id != actor.pk:
        raise NotAllowed(_("This token belongs to somebody else."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(actor=actor.reference, action="token.revoked", target=token.reference)
    return token
