"""Issuers and their keys, what can be achieved, credentials and the lists that say which are revoked."""

import uuid
from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import CarrierKind, CarrierState, CredentialState, RevokedReason, SubjectIdentity
from certification.badges.open_badges import bitstrings
from certification.badges.querysets import CredentialQuerySet
from certification.models import Period
from courses.models import Course, Pack, PackCompletion, Topic
from wikilearn.core.integrity import append_only
from wikilearn.core.languages import validate_tag
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


class Issuer(models.Model):
    """Who answers for badges: a legal entity with a did of its own. The primary one has the did of the site itself."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("legal name"), max_length=200)
    did = models.CharField(_("did"), max_length=300, unique=True, editable=False)
    url = models.URLField(_("web page"), max_length=300)
    image = models.URLField(_("picture"), max_length=300, blank=True)
    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="badge_issuer",
        null=True,
        blank=True,
    )
    primary = models.BooleanField(_("issues what the site certifies"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["primary"], condition=Q(primary=True), name="issuer_one_primary")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [pgtrigger.ReadOnly(name="did_stays", fields=["did", "slug"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("badges:issuer", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"issuer:{self.slug}"

    @property
    def address(self) -> str:
        """The start of the addresses of everything that belongs to the issuer."""
        return f"{settings.SITE_URL}/issuers/{self.slug}"


class SigningKey(models.Model):
    """The public part of a key. The private part is a file (see `keys`), named by the method's number.

    A retired key signs nothing more, but what it signed stays valid: it is never taken out of the did document.
    """

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="keys")
    method_id = models.CharField(_("verification method"), max_length=350, unique=True)
    public_key = models.CharField(_("public key"), max_length=100, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer"], condition=Q(retired_at=None), name="signing_key_one_active"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="key_stays", exclude=["retired_at"]),
            pgtrigger.Protect(name="key_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.method_id


class DidDocument(models.Model):
    """Every version of an issuer's did document, byte for byte."""

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="did_documents")
    version = models.PositiveIntegerField(_("version"))
    document = models.TextField(_("document"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("did document")
        verbose_name_plural = _("did documents")
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "version"], name="did_document_version")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.version}"


class Achievement(models.Model):
    """What a badge says was achieved: a version of the badge of a topic, a course or a learning pack.

    Its words never change once it stands, because badges repeat them; other words are a new version.
    `alignments` is a list of `{"name", "url", "framework", "code"}`: Wikidata items, ESCO skills.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    pack = models.ForeignKey(
        Pack, verbose_name=_("learning pack"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"))
    criteria = models.TextField(_("criteria"))
    alignments = models.JSONField(_("corresponds to"), default=list, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Achievement"]] = models.Manager()

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering: ClassVar[list[str]] = ["topic", "course", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "version"], name="achievement_version_of_topic"),
            models.UniqueConstraint(fields=["course", "version"], name="achievement_version_of_course"),
            models.UniqueConstraint(fields=["pack", "version"], name="achievement_version_of_pack"),
            models.CheckConstraint(
                condition=Q(topic=None, course__isnull=False, pack=None)
                | Q(topic__isnull=False, course=None, pack=None)
                | Q(topic=None, course=None, pack__isnull=False),
                name="achievement_of_one_thing",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="words_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("badges:achievement", args=[self.issuer.slug, self.uid])

    @property
    def topic_key(self) -> str:
        """What it is about, as a stable word."""
        if self.pack is not None:
            return self.pack.slug
        return self.topic.key if self.topic else self.course.slug if self.course else ""

    @property
    def address(self) -> str:
        """Its `id` in badges, which is also a page."""
        return f"{self.issuer.address}/achievements/{self.uid}"


class StatusList(models.Model):
    """One bit for each of many credentials; set: revoked. `document` is the list as last signed."""

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField(_("number"))
    purpose = models.CharField(_("purpose"), max_length=20, default="revocation", editable=False)
    size = models.PositiveIntegerField(_("size in bits"), default=bitstrings.SIZE, editable=False)
    bits = models.BinaryField(_("bits"), default=bitstrings.empty)
    version = models.PositiveIntegerField(_("version"), default=0)
    document = models.TextField(_("signed list"), blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering: ClassVar[list[str]] = ["issuer", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "number"], name="status_list_number"),
            models.CheckConstraint(condition=Q(size__gte=bitstrings.SIZE), name="status_list_hides_in_a_crowd"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.number}"

    @property
    def address(self) -> str:
        """Where anybody may fetch it."""
        return f"{self.issuer.address}/status/{self.number}"


class Credential(models.Model):
    """One badge of one person: the row is written with the certification, the signature follows by Celery.

    `document` is the JSON exactly as it was signed. `edition` counts the badges for one period: its days may change,
    then a new badge replaces the one before. `awarded_at` is the first award and stays over renewals.
    `holder_name` is what the certificate prints; `identity_value` and `identity_salt` are what the badge itself says.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="credentials")
    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="credentials")
    achievement = models.ForeignKey(
        Achievement, verbose_name=_("achievement"), on_delete=models.PROTECT, related_name="credentials"
    )
    period = models.ForeignKey(
        Period, verbose_name=_("period"), on_delete=models.PROTECT, related_name="credentials", null=True, blank=True
    )
    pack_completion = models.OneToOneField(
        PackCompletion,
        verbose_name=_("completed learning pack"),
        on_delete=models.PROTECT,
        related_name="credential",
        null=True,
        blank=True,
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        related_name="superseded_by",
        null=True,
        blank=True,
    )
    identity = models.CharField(
        _("names its holder"), max_length=10, choices=SubjectIdentity, default=SubjectIdentity.PSEUDONYM
    )
    identity_value = models.CharField(_("name in the badge"), max_length=300, blank=True)
    identity_salt = models.CharField(_("salt"), max_length=40, blank=True)
    holder_name = models.CharField(_("name on the certificate"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=35, default="en", validators=[validate_tag])
    level = models.CharField(_("level"), max_length=20, blank=True)
    status_list = models.ForeignKey(
        StatusList, verbose_name=_("status list"), on_delete=models.PROTECT, related_name="credentials"
    )
    status_index = models.PositiveIntegerField(_("place in the status list"))
    awarded_at = models.DateTimeField(_("first awarded"))
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CredentialState, default=CredentialState.PENDING)
    key = models.ForeignKey(
        SigningKey, verbose_name=_("signing key"), on_delete=models.PROTECT, related_name="credentials", null=True
    )
    document = models.TextField(_("document"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True)
    notified_at = models.DateTimeField(_("told"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_reason = models.CharField(_("reason"), max_length=10, choices=RevokedReason, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering: ClassVar[list[str]] = ["-valid_from", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-valid_from"], name="credential_of_person"),
            models.Index(
                fields=["created_at"],
                condition=Q(state=CredentialState.PENDING) | Q(state=CredentialState.SIGNED, notified_at=None),
                name="credential_unfinished",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="credential_index_never_again"),
            models.UniqueConstraint(fields=["period", "edition"], name="credential_edition_of_period"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="credential_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=CredentialState.REVOKED, revoked_at__isnull=False) & ~Q(revoked_reason="")
                | ~Q(state=CredentialState.REVOKED) & Q(revoked_at=None, revoked_reason=""),
                name="credential_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=CredentialState.SIGNED)
                | ~Q(document="") & Q(key__isnull=False, signed_at__isnull=False),
                name="credential_signed_has_document",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="credential_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="credential_place_stays",
                fields=["uid", "status_list", "status_index", "achievement", "valid_from"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        return reverse("badges:credential", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"credential:{self.uid}"

    @property
    def address(self) -> str:
        """Its `id`."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}"

    @property
    def valid_from_day(self) -> date:
        """The first day, which counts from its start in UTC, wherever the reader is."""
        return self.valid_from.date()

    @property
    def valid_until_day(self) -> date | None:
        """The last day, which counts to its end in UTC."""
        return self.valid_until.date() if self.valid_until else None


def carrier_path(carrier: "Carrier", _filename: str) -> str:
    """Where a carrier's file lies below the uploads: by reference, not by name."""
    uid = carrier.credential.uid.hex
    return f"credentials/{uid[:2]}/{uid}/{carrier.template_version}.{carrier.kind}"


class Carrier(models.Model):
    """A file that carries a credential, made from one version of the template; or why it could not be made."""

    credential = models.ForeignKey(
        Credential, verbose_name=_("badge"), on_delete=models.PROTECT, related_name="carriers"
    )
    kind = models.CharField(_("kind"), max_length=4, choices=CarrierKind)
    template_version = models.PositiveSmallIntegerField(_("version of the template"))
    state = models.CharField(_("state"), max_length=8, choices=CarrierState)
    file = models.FileField(_("file"), upload_to=carrier_path, max_length=200, blank=True)
    sha256 = models.BinaryField(_("hash"), max_length=32, default=bytes)
    problem = models.TextField(_("problem"), blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("file of a badge")
        verbose_name_plural = _("files of badges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["credential", "kind", "template_version"], name="carrier_once"),
            models.CheckConstraint(
                condition=Q(state=CarrierState.READY) & ~Q(file="") & Q(problem="")
                | Q(state=CarrierState.FAILED, file="") & ~Q(problem=""),
                name="carrier_has_file_or_problem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.kind}"


class Naming(models.Model):
    """How a person wants their coming badges to name them."""

    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, primary_key=True, related_name="badge_naming"
    )
    identity = models.CharField(_("how badges name you"), max_length=10, choices=SubjectIdentity)

    class Meta:
        verbose_name = _("naming in badges")
        verbose_name_plural = _("namings in badges")

    def __str__(self) -> str:
        return f"{self.person_id} {self.identity}"
