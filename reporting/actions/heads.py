"""Each day two bodies are given the head of the audit log, so that nobody can write the log anew unseen.

A chain of hashes shows that an event in it was changed. It does not show that somebody with the keys of the database
wrote all of it anew from some event on, nor that its end was cut off. Heads that lie elsewhere do.
"""

from datetime import date

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.actions.logging import log
from reporting.models import HeadReceipt
from reporting.queries.heads import bodies_to_witness, key_holders, people_to_alarm
from ucoc.models import EnforcementBody
from wikilearn.audit.actions import take_head
from wikilearn.audit.models import Head
from wikilearn.core.errors import NotAllowed
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "audit_head"
operators = structlog.get_logger("wikilearn.audit")


@transaction.atomic
def give_head(day: date | None = None) -> Head | None:
    """Take the head of the day (today) and tell the key holders of the witnesses; running it again tells nobody twice.

    The notice holds a day, a number and a hash, and nothing about any case.
    """
    head = take_head(day)
    if head is None:
        return None
    said = {"day": head.day, "event": head.event, "hash": head.hex}
    url, key = reverse("reporting:heads"), f"audit_head:{head.day}"
    notify_each(kind=KIND, notes=[Note(person=person, context=said, url=url, key=key) for person in key_holders()])
    return head


@transaction.atomic
def receive_head(
    *, actor: Person, head: Head, body: EnforcementBody, noted: tuple[int, bytes] | None = None
) -> HeadReceipt:
    """A member says that the body has written the head down elsewhere; the first time counts. Raises `NotAllowed`.

    `noted`, number and hash from the notes of the body, is compared. What `differs` is kept as such, and all who look
    after the log are told, once for each day and body.
    """
    if all(each.pk != body.pk for each in bodies_to_witness(actor)):
        raise NotAllowed(_("Only members of the two bodies that keep the heads can say this."))
    if noted is not None and noted != (head.event, bytes(head.hash)):
        return _keep_difference(actor, head, body, *noted)
    receipt, made = HeadReceipt.objects.get_or_create(head=head, body=body, hash=None, defaults={"by": actor})
    if made:
        log(actor=actor, action="head.received", day=head.day.isoformat(), body=body.slug)
    return receipt


def _keep_difference(actor: Person, head: Head, body: EnforcementBody, event: int, digest: bytes) -> HeadReceipt:
    said = {"by": actor, "event": event, "hash": digest}
    receipt, made = HeadReceipt.objects.get_or_create(head=head, body=body, hash__isnull=False, defaults=said)
    if not made:
        return receipt
    context = {"day": head.day, "body": body.name, "event": event, "hash": digest.hex(), "differs": True}
    url, key = reverse("reporting:heads"), f"audit_head_differs:{head.day}:{body.slug}"
    notes = [Note(person=person, context=context, url=url, key=key) for person in people_to_alarm()]
    notify_each(kind=KIND, notes=notes)
    operators.error("head_differs", day=head.day.isoformat(), body=body.slug)
    log(actor=actor, action="head.differs", day=head.day.isoformat(), body=body.slug, event=event, hash=digest.hex())
    return receipt
