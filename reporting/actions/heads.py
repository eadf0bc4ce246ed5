"""Each day two bodies are given the head of the audit log, so that nobody can write the log anew unseen.

A chain of hashes shows that an event in it was changed. It does not show that somebody with the keys of the database
wrote all of it anew from some event on, nor that its end was cut off. Heads that lie elsewhere do.
"""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.actions.logging import log
from reporting.models import HeadReceipt
from reporting.queries.heads import bodies_to_witness, key_holders
from ucoc.models import EnforcementBody
from wikilearn.audit.actions import take_head
from wikilearn.audit.models import Head
from wikilearn.core.errors import NotAllowed
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "audit_head"


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
def receive_head(*, actor: Person, head: Head, body: EnforcementBody) -> HeadReceipt:
    """A member says that the body has written the head down elsewhere; the first time counts. Raises `NotAllowed`."""
    if all(each.pk != body.pk for each in bodies_to_witness(actor)):
        raise NotAllowed(_("Only members of the two bodies that keep the heads can say this."))
    receipt, made = HeadReceipt.objects.get_or_create(head=head, body=body, defaults={"by": actor})
    if made:
        log(actor=actor, action="head.received", day=head.day.isoformat(), body=body.slug)
    return receipt
