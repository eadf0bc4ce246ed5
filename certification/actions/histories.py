"""Taking over earlier records from a file, and giving those that wait to the accounts that come."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certification import tasks
from certification.actions.permitting import demand
from certification.actions.recording import record_fact
from certification.enums import FactKind, RunState
from certification.errors import DecisionRefused, ImportRefused
from certification.history import LARGEST, MOST_ERRORS, Reading, Record
from certification.models import Fact, HistoryImport, WaitingRecord
from certification.queries.history import count_outcomes, known_keys, owners, read_history
from courses.models import Topic
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

CHUNK = 50
"""So many records are written in one transaction: the audit log is locked no longer than that."""


@transaction.atomic
def start_history_import(*, actor: Person, file: IO[bytes], filename: str) -> HistoryImport:
    """Take a file to be checked; nothing is imported before it is approved. Raises `NotYours`, `ImportRefused`."""
    demand(actor, "certification.import_history")
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ImportRefused(_("The file is larger than 5 MB."), field="file")
    run = HistoryImport(by=actor, filename=filename[-255:])
    run.file.save("history", ContentFile(content), save=True)
    record(actor=actor.reference, action="certification.history_uploaded", target=run.reference, details={})
    tasks.wake(run)
    return run


@transaction.atomic
def approve_history_import(*, actor: Person, run: HistoryImport) -> HistoryImport:
    """What was checked without an error may be imported."""
    demand(actor, "certification.import_history")
    run = HistoryImport.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.state != RunState.CHECKED:
        raise DecisionRefused(_("This file has been imported, or is not checked yet."))
    run.state = RunState.APPROVED
    run.save(update_fields=["state"])
    record(actor=actor.reference, action="certification.history_approved", target=run.reference, details={})
    tasks.wake(run)
    return run


@transaction.atomic
def drop_history_import(*, actor: Person, run: HistoryImport) -> HistoryImport:
    """What was checked is not to be imported after all."""
    demand(actor, "certification.import_history")
    run = HistoryImport.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.state != RunState.CHECKED:
        raise DecisionRefused(_("This file has been imported, or is not checked yet."))
    _finish(run, RunState.REFUSED)
    return run


@transaction.atomic
def check_history_import(*, run_id: int) -> HistoryImport:
    """Read the uploaded file: what is wrong in which row, or what an import would do. Writes no record."""
    runs = HistoryImport.objects.select_for_update(of=["self"], skip_locked=True).select_related("by")
    run = runs.filter(pk=run_id, state=RunState.QUEUED).first()
    if run is None:
        return HistoryImport.objects.get(pk=run_id)
    with translation.override(run.by.interface_language or translation.get_language()):
        try:
            reading = read_history(_content(run))
        except ImportRefused as refused:
            run.error = str(refused)
            _finish(run, RunState.REFUSED)
            return run
    _note(run, reading)
    return run


def perform_history_import(*, run_id: int) -> HistoryImport:
    """Import an approved file, chunk by chunk. A worker that dies leaves the rest to the next one."""
    records: list[Record] | None = None
    while True:
        with transaction.atomic():
            runs = HistoryImport.objects.select_for_update(of=["self"], skip_locked=True).select_related("by")
            run = runs.filter(pk=run_id, state__in=[RunState.APPROVED, RunState.RUNNING]).first()
            if run is None:
                return HistoryImport.objects.get(pk=run_id)
            if records is None:
                records = read_history(_content(run)).records
            _import_chunk(run, records)
            if run.state == RunState.DONE:
                return run


@transaction.atomic
def import_records(*, actor: str, records: Sequence[Record]) -> dict[str, int]:
    """Write records as facts of the accounts that are here, the others as waiting; gives how many of each.

    `actor` is an opaque reference as on the audit log. The same record again changes nothing.
    """
    known = known_keys(records)
    new = [each for each in records if each.key not in known]
    here = owners(each.username for each in new)
    topics = Topic.objects.in_bulk({each.topic for each in new}, field_name="key")
    for each in new:
        if person := here.get(each.username):
            _import(actor, person, topics[each.topic], each.valid_from, each.valid_until, each.evidence, each.key)
    waiting = [each for each in new if each.username not in here]
    WaitingRecord.objects.bulk_create(
        [
            WaitingRecord(
                username=each.username,
                topic=topics[each.topic],
                valid_from=each.valid_from,
                valid_until=each.valid_until,
                evidence=each.evidence,
                actor=actor,
                source_key=each.key,
            )
            for each in waiting
        ],
        ignore_conflicts=True,
    )
    return {"added": len(new) - len(waiting), "waiting": len(waiting), "known": len(records) - len(new)}


@transaction.atomic
def claim_waiting_records(*, person: Person) -> list[Fact]:
    """The person has shown that the account of their name is theirs: so are the records that wait for it."""
    if person.central_id is None:
        return []
    waiting = WaitingRecord.objects.waiting().filter(username=person.username).select_related("topic")
    facts = []
    for each in waiting.select_for_update(of=["self"]).order_by("pk"):
        each.fact = _import(
            each.actor, person, each.topic, each.valid_from, each.valid_until, each.evidence, each.source_key
        )
        each.save(update_fields=["fact"])
        facts.append(each.fact)
    if facts:
        record(
            actor=SYSTEM,
            action="certification.records_claimed",
            target=person.reference,
            details={"records": len(facts)},
        )
    return facts


def _import(actor: str, person: Person, topic: Topic, first: date, last: date, evidence: str, source_key: str) -> Fact:
    return record_fact(
        actor=actor,
        person=person,
        topic=topic,
        kind=FactKind.IMPORTED,
        at=datetime(first.year, first.month, first.day, tzinfo=UTC),
        valid_from=first,
        valid_until=last,
        evidence=evidence,
        source_key=source_key,
    )


def _import_chunk(run: HistoryImport, records: list[Record]) -> None:
    chunk = records[run.done : run.done + CHUNK]
    counts = import_records(actor=run.by.reference, records=chunk)
    if run.done == 0:
        run.added = run.waiting = run.known = 0
    run.state, run.total, run.done = RunState.RUNNING, len(records), run.done + len(chunk)
    run.added, run.waiting = run.added + counts["added"], run.waiting + counts["waiting"]
    run.known += counts["known"]
    run.save()
    if run.done >= run.total:
        _finish(run, RunState.DONE)


def _note(run: HistoryImport, reading: Reading) -> None:
    run.encoding, run.separator = reading.encoding, reading.separator
    run.total, run.wrong = len(reading.records), reading.wrong
    run.errors = [dict(error._asdict()) for error in reading.errors[:MOST_ERRORS]]
    if reading.errors:
        _finish(run, RunState.REFUSED)
        return
    counts = count_outcomes(reading.records)
    run.added, run.waiting, run.known = counts["added"], counts["waiting"], counts["known"]
    run.state = RunState.CHECKED
    run.save()


def _content(run: HistoryImport) -> bytes:
    try:
        with run.file.open("rb") as file:
            return bytes(file.read())
    except (FileNotFoundError, ValueError):
        raise ImportRefused(_("The file is not there any more. Please upload it again.")) from None


def _finish(run: HistoryImport, state: RunState) -> None:
    """End the run; the file goes once that is certain."""
    if run.file:
        transaction.on_commit(partial(run.file.storage.delete, str(run.file.name)))
    run.file, run.state, run.finished_at = "", state, timezone.now()
    run.save()
    details = {"added": run.added, "waiting": run.waiting, "known": run.known, "wrong": run.wrong}
    record(
        actor=run.by.reference,
        action=f"certification.history_{'imported' if state == RunState.DONE else 'refused'}",
        target=run.reference,
        details=details,
    )
