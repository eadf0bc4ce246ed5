"""Choices about badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CredentialState(TextChoices):
    """Where a credential stands; a revoked one never comes back, a new one is issued instead."""

    PENDING = "pending", _("Waiting for its signature")
    SIGNED = "signed", _("Signed")
    REVOKED = "revoked", _("Revoked")


TRANSITIONS: dict[CredentialState, frozenset[CredentialState]] = {
    CredentialState.PENDING: frozenset({CredentialState.SIGNED, CredentialState.REVOKED}),
    CredentialState.SIGNED: frozenset({CredentialState.REVOKED}),
    CredentialState.REVOKED: frozenset(),
}


class SubjectIdentity(TextChoices):
    """How a badge names its holder to whoever reads it."""

    PSEUDONYM = "pseudonym", _("By a number that says nothing")
    USERNAME = "username", _("By the username")
    EMAIL = "email", _("By a scrambled e-mail address, which others can only compare")


class Visibility(TextChoices):
    """Who finds a badge on this site. Whoever has its file or its number can check it in any case."""

    PRIVATE = "private", _("Private: nobody finds it here")
    LINK = "link", _("By link: who has a link of mine sees it")
    PROFILE = "profile", _("On my profile: everybody sees it")


class RevokedReason(TextChoices):
    """Why a badge was revoked; public, so a category and no details."""

    WITHDRAWN = "withdrawn", _("The certification was withdrawn")
    ERROR = "error", _("It was issued by mistake")
    KEY = "key", _("Its signing key is no longer trusted")
    HOLDER = "holder", _("Its holder asked for it")


class CarrierKind(TextChoices):
    """What a credential travels in."""

    JSON = "json", "JSON"
    PNG = "png", "PNG"
    SVG = "svg", "SVG"
    PDF = "pdf", "PDF"


class CarrierState(TextChoices):
    """Whether a carrier is there."""

    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
