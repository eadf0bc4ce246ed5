"""Telling people, reading, and choosing how to be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import Task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wikilearn.core.errors import DomainError
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.movement.models import Wiki
from wikilearn.notices import contexts, kinds, queries, tasks
from wikilearn.notices.enums import WikiWay
from wikilearn.notices.models import Email, EmailOptOut, Notice, Preference, WikiAddress, WikiMessage
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Note:
    """What one person is told; the same `key` again changes nothing for them.

    `context` holds JSON values, dates and moments for the template of the kind; `url` is a path of this site. The
    e-mail leaves after the commit, not before `email_after` (now, if not given) and not after `email_before`.
    """

    person: Person
    context: dict[str, Any]
    url: str
    key: str
    email_after: datetime | None = None
    email_before: datetime | None = None


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
    """Tell one person; see `Note` and `notify_each`."""
    (notice,) = notify_each(kind=kind, notes=[Note(person, context, url, key, email_after, email_before)])
    return notice


@transaction.atomic
def notify_each(*, kind: str, notes: Sequence[Note]) -> list[Notice]:
    """Tell each of the people, on the site and by e-mail as they prefer; the same few queries however many they are.

    Gives the notices in the order of the notes, those that were there before too. `KeyError` for a kind that nobody
    registered, `TypeError` for a context that cannot be kept.
    """
    kinds.get(kind)
    known = _by_key(notes)
    new = [note for note in notes if (note.person.pk, note.key) not in known]
    channels = queries.channels_of_each([note.person for note in new], kind)
    rows = [
        Notice(
            person=note.person,
            key=note.key,
            kind=kind,
            context=contexts.pack(note.context),
            url=note.url,
            on_site=channels[note.person.pk].on_site,
        )
        for note in new
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if not new:
        return [known[note.person.pk, note.key] for note in notes]
    known |= _by_key(new)
    people = [note.person for note in new]
    unreachable, on_wiki = queries.unreachable(people), queries.wiki_ways(people, kind)
    _put_out(
        Email,
        (
            (note, known[note.person.pk, note.key])
            for note in new
            if channels[note.person.pk].email and note.person.pk not in unreachable and note.person.is_active
        ),
        tasks.send_notice,
    )
    _put_out(
        WikiMessage,
        ((note, known[note.person.pk, note.key]) for note in new if note.person.pk in on_wiki),
        tasks.send_wiki_message,
    )
    return [known[note.person.pk, note.key] for note in notes]


def _by_key(notes: Sequence[Note]) -> dict[tuple[int, str], Notice]:
    """What is there already, by person and key."""
    wanted = {(note.person.pk, note.key) for note in notes}
    found = Notice.objects.filter(person__in={pk for pk, _key in wanted}, key__in={key for _pk, key in wanted})
    return {pair: notice for notice in found if (pair := (notice.person_id, notice.key)) in wanted}


def _put_out(outbox: type[Email | WikiMessage], told: Iterable[tuple[Note, Notice]], wake: Task) -> None:
    """Put what is to be sent into an outbox. The rows are what counts: if the broker is away, the sweep finds them."""
    now = timezone.now()
    rows: list[Any] = [
        outbox(notice=notice, send_after=note.email_after or now, send_before=note.email_before)
        for note, notice in told
    ]
    if not rows:
        return
    outbox._default_manager.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        if row.send_after <= now:
            enqueue_on_commit(wake, row.notice_id)


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


class NotLinked(DomainError):
    """The person has not shown that an account of the wikis is theirs."""


@transaction.atomic
def set_wiki_address(*, actor: Person, wiki: Wiki | None, way: str = WikiWay.TALK) -> None:
    """Tell the person on that wiki too, or (None) on none."""
    if wiki is None:
        WikiAddress.objects.filter(person=actor).delete()
        return
    if actor.central_id is None:
        raise NotLinked(_("Please link your Wikimedia account first."))
    WikiAddress.objects.update_or_create(person=actor, defaults={"wiki": wiki, "way": way})
