"""Telling people, reading, and choosing how to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.notices import contexts, kinds, queries, tasks
from wikilearn.notices.models import Email, EmailOptOut, Notice, Preference
from wikilearn.people.models import Person


@transaction.atomic
def notify(
    *,
    person: Person,
    kind: str,
    context: dict[str, Any],
    url: str,
    key: str,
    email_after: datetime | None = None,
    email_before: datetime | None = None,
) -> Notice:
    """Tell the person, on the site and by e-mail as they prefer; the same `key` again changes nothing.

    `context` holds JSON values, dates and moments for the template of the kind; `url` is a path of this site. The
    e-mail leaves after the commit, not before `email_after` (now, if not given) and not after `email_before`.
    `KeyError` for a kind that nobody registered, `TypeError` for a context that cannot be kept.
    """
    kinds.get(kind)
    channels = queries.channels_of(person, kind)
    notice, created = Notice.objects.get_or_create(
        person=person,
        key=key,
        defaults={"kind": kind, "context": contexts.pack(context), "url": url, "on_site": channels.on_site},
    )
    if created and channels.email and person.email and person.is_active:
        email = Email.objects.create(notice=notice, send_after=email_after or timezone.now(), send_before=email_before)
        if email.send_after <= timezone.now():
            # The row is what counts: if the broker is away, the sweep finds it.
            enqueue_on_commit(tasks.send_notice, email.notice_id)
    return notice


@transaction.atomic
def mark_read(*, actor: Person, notice: Notice) -> None:
    """The person has read one of their notices; the first time counts."""
    Notice.objects.filter(pk=notice.pk, person=actor).unread().update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, actor: Person) -> int:
    """The person has read all their notices; gives how many were new."""
    return Notice.objects.shown_to(actor).unread().update(read_at=timezone.now())


@transaction.atomic
def set_preferences(*, actor: Person, wanted: Mapping[str, queries.Channels], no_email: bool) -> None:
    """Keep how the person wants each kind, and whether they want no e-mail notices at all."""
    for kind in kinds.registered():
        channels = wanted.get(kind.kind)
        if channels is not None:
            Preference.objects.update_or_create(
                person=actor,
                kind=kind.kind,
                defaults={"on_site": channels.on_site or not kind.optional, "email": channels.email},
            )
    if no_email:
        EmailOptOut.objects.get_or_create(person=actor)
    else:
        EmailOptOut.objects.filter(person=actor).delete()


@transaction.atomic
def stop_email(*, person: Person, kind: str | None) -> None:
    """No more e-mail notices of that kind, or of any (None), for the person; asked for by whoever got the e-mail."""
    if kind is None:
        EmailOptOut.objects.get_or_create(person=person)
    else:
        Preference.objects.update_or_create(person=person, kind=kind, defaults={"email": False})
