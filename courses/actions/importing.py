"""Uploading an archive, and the import itself, which runs in a worker."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses import tasks
from courses.actions.counting import recount
from courses.enums import ImportState, RevisionKind
from courses.errors import NotYours, UploadRefused
from courses.exchange import package
from courses.exchange.importing import Progress, import_courses
from courses.exchange.loss_report import Report
from courses.models import ImportRun
from courses.queries.importing import remember_progress
from wikilearn.audit.actions import record
from wikilearn.core.archives import is_archive
from wikilearn.core.errors import DomainError
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def start_import(
    *,
    actor: Person,
    organisation: Organisation,
    file: IO[bytes],
    filename: str,
    kind: RevisionKind = RevisionKind.MAJOR,
    overwrite: bool = False,
    trial: bool = False,
    enqueue: bool = True,
) -> ImportRun:
    """Take an archive for `perform_import`. Raises `NotYours`, or `UploadRefused` for what cannot be an archive.

    The file is stored outside the transaction's reach, so it is deleted if that fails.
    """
    if not actor.has_perm("courses.import_course", organisation):
        raise NotYours(_("Only coordinators and authors of the organisation import courses."), field="organisation")
    size, content_hash = _measure(file)
    run = ImportRun(
        organisation=organisation,
        by=actor,
        filename=filename[-255:],
        size=size,
        content_hash=content_hash,
        kind=kind,
        overwrite=overwrite,
        trial=trial,
    )
    try:
        with transaction.atomic():
            run.file.save("archive", File(file), save=True)
            record(
                actor=actor.reference,
                action="courses.import_started",
                target=f"import:{run.uid}",
                details={"organisation": organisation.slug, "size": size, "hash": content_hash},
            )
            if enqueue:
                enqueue_on_commit(tasks.run_import, run.pk)
    except BaseException:
        run.file.delete(save=False)
        raise
    return run


def perform_import(*, run_id: int, progress: Progress | None = None) -> ImportRun:
    """Import what was uploaded: all of it, or nothing and the run says why. Doing it twice does it once.

    One transaction holds everything, so that a worker that dies half-way leaves nothing behind and the next one begins
    anew. A second worker that finds the run locked leaves it to the first, and gives it as it is.
    """
    _begin(run_id)
    report = Report()
    runs = ImportRun.objects.select_related("by", "organisation")
    try:
        with transaction.atomic():
            run = runs.select_for_update(of=["self"], skip_locked=True).filter(pk=run_id).first()
            if run is None:
                return runs.get(pk=run_id)
            if run.finished_at is None:
                with translation.override(run.by.interface_language or translation.get_language()):
                    _import(run, report, progress or partial(remember_progress, run.uid))
            return run
    except BaseException as error:
        report.forget_stored()
        if not isinstance(error, DomainError):
            raise
        return refuse_import(run_id=run_id, reason=str(error))


def try_import(
    *,
    actor: Person,
    organisation: Organisation,
    file: IO[bytes],
    kind: RevisionKind = RevisionKind.MAJOR,
    overwrite: bool = False,
) -> dict[str, Any]:
    """What an import would report; nothing of it stays. Raises `NotYours`, `ArchiveRefused`."""
    if not actor.has_perm("courses.import_course", organisation):
        raise NotYours(_("Only coordinators and authors of the organisation import courses."), field="organisation")
    report = Report()
    try:
        with transaction.atomic():
            import_courses(
                package.read(file, report),
                organisation=organisation,
                actor=actor,
                report=report,
                progress=lambda _done, _total: None,
                kind=kind,
                overwrite=overwrite,
            )
            transaction.set_rollback(True)
    finally:
        report.forget_stored()
    return report.as_json()


@transaction.atomic
def refuse_import(*, run_id: int, reason: str) -> ImportRun:
    """End a run without a result, and say why."""
    run = ImportRun.objects.select_for_update(of=["self"]).get(pk=run_id)
    if run.finished_at is None:
        run.state, run.error = ImportState.REFUSED, reason
        _finish(run)
        record(actor=run.by.reference, action="courses.import_refused", target=f"import:{run.uid}", details={})
    return run


@transaction.atomic
def _begin(run_id: int) -> None:
    """Show that a worker has taken the run; one that is locked is at work already."""
    queued = ImportRun.objects.filter(pk=run_id, state=ImportState.QUEUED).select_for_update(skip_locked=True)
    ImportRun.objects.filter(pk__in=[run.pk for run in queued]).update(state=ImportState.RUNNING)


def _import(run: ImportRun, report: Report, progress: Progress) -> None:
    try:
        with run.file.open("rb") as file:
            documents = package.read(file, report)
    except FileNotFoundError:
        raise UploadRefused(_("The file is not there any more. Please upload it again.")) from None
    Organisation.objects.select_for_update(no_key=True).get(pk=run.organisation_id)
    with transaction.atomic():
        changed = import_courses(
            documents,
            organisation=run.organisation,
            actor=run.by,
            report=report,
            progress=progress,
            kind=RevisionKind(run.kind),
            overwrite=run.overwrite,
        )
        for course in changed:
            recount(course)
        transaction.set_rollback(run.trial)
    if run.trial:
        report.forget_stored()
    run.state = ImportState.DONE
    run.total = run.done = sum(document.lessons for document in documents)
    run.changed = bool(changed)
    run.report = report.as_json()
    _finish(run)
    record(
        actor=run.by.reference,
        action="courses.import_tried" if run.trial else "courses.imported",
        target=f"import:{run.uid}",
        details={"courses": [course.slug for course in changed], "hash": run.content_hash},
    )


def _finish(run: ImportRun) -> None:
    """Close the run; the archive goes once that is certain."""
    transaction.on_commit(_deletion(run.file.name, run.file.storage.delete))
    run.file = ""
    run.finished_at = timezone.now()
    run.save()


def _deletion(name: str | None, delete: Callable[[str], None]) -> Callable[[], None]:
    return partial(delete, name) if name else lambda: None


def _measure(file: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of an upload that may be an archive; leaves the file at its start."""
    file.seek(0)
    if not is_archive(file.read(4)):
        raise UploadRefused(_("This file is not a .tar.gz or .zip archive."), field="file")
    file.seek(0)
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(1024 * 1024):
        size += len(chunk)
        if size > package.LARGEST_UPLOAD:
            limit = filesizeformat(package.LARGEST_UPLOAD)
            raise UploadRefused(_("The file is larger than %(limit)s.") % {"limit": limit}, field="file")
        digest.update(chunk)
    file.seek(0)
    return size, digest.hexdigest()
