"""Notices, their e-mails, and what a person wants to be told how."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.movement.models import Wiki
from wikilearn.notices.enums import EmailState, WikiWay
from wikilearn.notices.querysets import EmailQuerySet, NoticeQuerySet, WikiMessageQuerySet
from wikilearn.people.models import Person


class Notice(models.Model):
    """A person is told one thing, once: `key` is unique for them.

    The text is not stored: it is rendered from kind and context when it is read (see `rendering`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(_("key"), max_length=200)
    context = models.JSONField(_("context"), default=dict)
    url = models.CharField(_("address"), max_length=500)
    on_site = models.BooleanField(_("shown on the site"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_key_once_per_person"),
            models.CheckConstraint(condition=Q(url__regex=r"^/($|[^/\\])"), name="notice_address_is_local"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-created_at"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None, on_site=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Outgoing(models.Model):
    """A row of an outbox, and later of the ledger of what was sent."""

    state = models.CharField(_("state"), max_length=8, choices=EmailState, default=EmailState.DUE)
    send_after = models.DateTimeField(_("not before"), default=timezone.now)
    send_before = models.DateTimeField(
        _("not after"), null=True, blank=True, help_text=_("Later it would make no sense.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=EmailState.values), name="%(class)s_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=EmailState.SENT, sent_at__isnull=False)
                | (~Q(state=EmailState.SENT) & Q(sent_at=None)),
                name="%(class)s_sent_has_a_moment",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["send_after", "id"], condition=Q(state=EmailState.DUE), name="%(class)s_due"),
        ]


class Email(Outgoing):
    """The e-mail of a notice."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="email", verbose_name=_("notice"))

    objects = EmailQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class WikiMessage(Outgoing):
    """The message of a notice on a wiki."""

    notice = models.OneToOneField(
        Notice, on_delete=models.CASCADE, related_name="wiki_message", verbose_name=_("notice")
    )

    objects = WikiMessageQuerySet.as_manager()

    class Meta(Outgoing.Meta):
        verbose_name = _("message on a wiki")
        verbose_name_plural = _("messages on wikis")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class WikiAddress(models.Model):
    """Where on a wiki a person wants to be told too, by the account that they linked."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="wiki_address", verbose_name=_("person")
    )
    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"))
    way = models.CharField(_("way"), max_length=5, choices=WikiWay)

    class Meta:
        verbose_name = _("address on a wiki")
        verbose_name_plural = _("addresses on wikis")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(way__in=WikiWay.values), name="wiki_address_way_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wiki_id}"


class Bounce(models.Model):
    """E-mails to a person come back. While there is a row for their present address, none is sent there.

    `address_hash` is SHA-256 of the address: a new address starts afresh, and no address is kept here.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="bounce", verbose_name=_("person"))
    address_hash = models.CharField(_("hash of the address"), max_length=64)
    times = models.PositiveSmallIntegerField(_("times"), default=1)
    for_good = models.BooleanField(_("for good"), default=False)
    status = models.CharField(_("status code"), max_length=16, blank=True)
    last_at = models.DateTimeField(_("last"), default=timezone.now)

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"


class Preference(models.Model):
    """How a person wants notices of one kind; without a row: on the site and by e-mail."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="notice_preferences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=64)
    on_site = models.BooleanField(_("on the site"), default=True)
    email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class EmailOptOut(models.Model):
    """A person wants no e-mail notices at all."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="email_opt_out", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("e-mail opt-out")
        verbose_name_plural = _("e-mail opt-outs")

    def __str__(self) -> str:
        return str(self.person_id)
