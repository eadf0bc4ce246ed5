"""E-mails that come back: which address takes none, from the mail server's reports (RFC 3464).

The mail server pipes each report into `manage.py handle_bounce`. A report counts only if it names the `Message-ID` of
an e-mail of ours, which is signed: nobody can silence somebody else by writing a report of their own.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wikilearn.core.errors import DomainError
from wikilearn.notices import queries
from wikilearn.notices.models import Bounce, Notice
from wikilearn.people.models import Person

_SALT = "wikilearn.notices.message-id"
_ID = re.compile(r"<notice-(\d+)\.([\w-]+)@")


class NotAReport(DomainError):
    """The message is no report about an e-mail of ours."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of an e-mail: `status` is its enhanced code (5.1.1), `failed` whether it gave up."""

    notice: Notice
    failed: bool
    status: str

    @property
    def for_good(self) -> bool:
        """The address will not take mail later either (class 5 of RFC 3463)."""
        return self.status.startswith("5")


def message_id(notice: Notice, host: str | None) -> str:
    """The `Message-ID` of the e-mail of a notice: the same each time, and nobody else can make one up."""
    signature = Signer(salt=_SALT, sep=".").signature(str(notice.pk))
    return f"<notice-{notice.pk}.{signature}@{host}>"


def read_report(raw: bytes) -> Report:
    """Read a report; `NotAReport` for anything else."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    status = action = ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.iter_parts() if isinstance(part, EmailMessage) else ():
                action = str(fields.get("Action", action)).strip().lower()
                status = str(fields.get("Status", status)).strip()
    if not status:
        raise NotAReport(_("This is not a report about an e-mail."))
    return Report(_notice_of(raw), action == "failed", status)


@transaction.atomic
def note_bounce(*, notice: Notice, for_good: bool, status: str) -> None:
    """An e-mail to the person came back; see `queries.unreachable` for when no more are sent to that address."""
    person = Person.objects.select_for_update().get(pk=notice.person_id)
    if not person.email:
        return
    address = queries.hash_of(person.email)
    known = Bounce.objects.filter(person=person, address_hash=address).first()
    Bounce.objects.update_or_create(
        person=person,
        defaults={
            "address_hash": address,
            "times": known.times + 1 if known else 1,
            "for_good": for_good or (known is not None and known.for_good),
            "status": status[:16],
            "last_at": timezone.now(),
        },
    )


@transaction.atomic
def try_address_again(*, actor: Person) -> None:
    """The person has mended their mailbox."""
    Bounce.objects.filter(person=actor).delete()


def _notice_of(raw: bytes) -> Notice:
    for pk, signature in _ID.findall(raw.decode("ascii", errors="replace")):
        try:
            Signer(salt=_SALT, sep=".").unsign(f"{pk}.{signature}")
        except BadSignature:
            continue
        notice = Notice.objects.filter(pk=int(pk)).first()
        if notice is not None:
            return notice
    raise NotAReport(_("This report is not about an e-mail of ours."))
