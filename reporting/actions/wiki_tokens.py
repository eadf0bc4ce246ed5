"""Tokens by which the software of a wiki sends reports that people wrote there."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models import WikiToken
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.movement.models import Wiki
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

PREFIX = "wlw_"
LONGEST = timedelta(days=366)


def digest_of(secret: str) -> bytes:
    """SHA-256 (32 bytes) of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


@transaction.atomic
def create_wiki_token(*, actor: Person | None, wiki: Wiki, lifetime: timedelta = LONGEST) -> tuple[WikiToken, str]:
    """A token bound to one open wiki and its secret, which is never to be had again; `actor` None: the command line."""
    _check(actor)
    if wiki.closed:
        raise DomainError(_("This wiki is closed."))
    if not timedelta(0) < lifetime <= LONGEST:
        raise DomainError(_("A token is valid for a year at most."))
    secret, now = PREFIX + secrets.token_urlsafe(32), timezone.now()
    token = WikiToken.objects.create(
        wiki=wiki, digest=digest_of(secret), created_by=actor, created_at=now, expires_at=now + lifetime
    )
    _log(actor, "reporting.wiki_token_created", token)
    return token, secret


@transaction.atomic
def revoke_wiki_token(*, actor: Person | None, token: WikiToken) -> WikiToken:
    """End a token; nothing happens if it has ended already."""
    _check(actor)
    token = WikiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        _log(actor, "reporting.wiki_token_revoked", token)
    return token


def live_wiki_token(secret: str) -> WikiToken | None:
    """The token of a secret, if it is live and its wiki open."""
    if not secret.startswith(PREFIX):
        return None
    live = WikiToken.objects.filter(revoked_at=None, expires_at__gt=timezone.now(), wiki__closed=False)
    return live.filter(digest=digest_of(secret)).select_related("wiki").first()


def _check(actor: Person | None) -> None:
    if actor is not None and Role.STAFF not in actor.roles:
        raise NotAllowed(_("Only staff may do this."))


def _log(actor: Person | None, action: str, token: WikiToken) -> None:
    who = SYSTEM if actor is None else actor.reference
    record(actor=who, action=action, target=token.reference, details={"wiki": token.wiki.dbname})
