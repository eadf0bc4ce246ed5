"""Choices about badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    NAME = "name", _("By a name that you write yourself")


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


class KeyUse(TextChoices):
    """What a key of an issuer signs."""

    INTEGRITY = "integrity", _("Badges and lists (Ed25519)")
    TOKEN = "token", _("Tokens (RS256)")


class Framework(TextChoices):
    """Where else an achievement is described."""

    WIKIDATA = "wikidata", "Wikidata"
    ESCO = "esco", "ESCO"


class TemplateState(TextChoices):
    """Where a template stands; one in use never changes, another one follows it."""

    DRAFT = "draft", pgettext_lazy("template of badges", "Being tried")
    ACTIVE = "active", pgettext_lazy("template of badges", "In use")
    RETIRED = "retired", pgettext_lazy("template of badges", "No longer used")


class RunKind(TextChoices):
    """What is done to many badges at once."""

    ISSUE = "issue", _("Issue badges")
    REISSUE = "reissue", _("Draw badges with another template")
    RESIGN = "resign", _("Sign badges with another key")


class EntryState(TextChoices):
    """What became of one person on a list."""

    WAITING = "waiting", pgettext_lazy("person on a list", "Waiting")
    ISSUED = "issued", pgettext_lazy("person on a list", "Issued")
    THERE = "there", pgettext_lazy("person on a list", "Had it before")
    REFUSED = "refused", pgettext_lazy("person on a list", "Refused")


class CarrierKind(TextChoices):
    """What a credential travels in."""

    JSON = "json", "JSON"
    JWT = "jwt", "JWT"
    PNG = "png", "PNG"
    SVG = "svg", "SVG"
    PDF = "pdf", "PDF"


class CarrierState(TextChoices):
    """Whether a carrier is there."""

    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
