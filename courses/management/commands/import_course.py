"""`manage.py import_course FILE --organisation SLUG [--by USERNAME] [--kind minor|major] [--overwrite] [--dry-run]`.

The same import as on the page, here and now. FILE is an archive of any format that we know, or a folder with a package
of ours.
"""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from courses.actions.importing import perform_import, start_import, try_import
from courses.enums import ImportState, RevisionKind
from courses.exchange.loss_report import REASONS, Outcome
from courses.exchange.ours.zipping import files_in, zipped
from courses.rules import WRITERS
from wikilearn.core.errors import DomainError
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.models import Person


class Command(BaseCommand):
    help = "Import courses from an archive for an organisation, and print the loss report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="USERNAME", help="Default: a coordinator of the organisation.")
        parser.add_argument(
            "--kind",
            choices=RevisionKind.values,
            default=str(RevisionKind.MAJOR),
            help="What a changed text means to its translations; major (the default): they become outdated.",
        )
        parser.add_argument("--overwrite", action="store_true", help="What was edited here gives way to the archive.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        actor = writer_for(organisation, options["by"])
        try:
            with _opened(options["file"]) as file:
                if options["dry_run"]:
                    self._try(organisation, actor, file, options)
                    return
                run = start_import(
                    actor=actor,
                    organisation=organisation,
                    file=file,
                    filename=options["file"].name,
                    kind=RevisionKind(options["kind"]),
                    overwrite=options["overwrite"],
                    enqueue=False,
                )
        except OSError as error:
            raise CommandError(str(error)) from None
        except DomainError as error:
            raise CommandError(str(error)) from None
        progress = self._progress if options["verbosity"] else _silent
        kind = RevisionKind(options["kind"])
        run = perform_import(run_id=run.pk, progress=progress)
        if run.state == ImportState.REFUSED:
            raise CommandError(run.error)
        if options["verbosity"]:
            self._print(run.report)
            self._say_kind(kind, run.report)
            self.stdout.write(self.style.SUCCESS("Imported." if run.changed else "Nothing has changed."))

    def _try(self, organisation: Organisation, actor: Person, file: IO[bytes], options: dict[str, Any]) -> None:
        """All of the import, and back."""
        report = try_import(
            actor=actor,
            organisation=organisation,
            file=file,
            kind=RevisionKind(options["kind"]),
            overwrite=options["overwrite"],
        )
        self._print(report)
        self.stdout.write(self.style.SUCCESS("Nothing was imported: this was only a try."))

    def _say_kind(self, kind: RevisionKind, report: dict[str, Any]) -> None:
        if any(change["changed"] for change in report["changes"].values()):
            self.stdout.write(f"Changed texts were taken as {kind.value} edits ({kind.label}).")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total} lessons")

    def _print(self, report: dict[str, Any]) -> None:
        counted = ", ".join(f"{number} {name}" for name, number in report["counts"].items())
        translated = ", ".join(f"{number} slides in {tag}" for tag, number in report["translations"].items())
        self.stdout.write(f"{counted}; {translated}" if translated else counted)
        self.stdout.write(f"words: {report['words']['before']} before, {report['words']['after']} after")
        for finding in report["findings"]:
            if finding["outcome"] in (Outcome.DANGLING, Outcome.ORPHAN, Outcome.DROPPED):
                label = Outcome(finding["outcome"]).label
                self.stdout.write(f"{label}: {finding['what']} ({finding['where']}). {REASONS[finding['why']]}")
        for slug, change in report["changes"].items():
            self.stdout.write(
                f"{slug}: {change['created']} created, {change['changed']} changed, {change['removed']} removed"
            )


def writer_for(organisation: Organisation, username: str | None) -> Person:
    """The person of that name, or a coordinator of the organisation if none is named. Raises `CommandError`."""
    if username is None:
        membership = (
            Membership.objects.live()
            .filter(organisation=organisation, role__in=WRITERS)
            .order_by("-role", "since")
            .first()
        )
        if membership is None:
            raise CommandError(f"“{organisation.slug}” has no coordinator. Name somebody with --by.")
        return membership.person
    try:
        return Person.objects.get_by_natural_key(username)
    except Person.DoesNotExist:
        raise CommandError(f"There is nobody called “{username}”.") from None


def _opened(path: Path) -> IO[bytes]:
    """The archive; a folder as the archive that it would be."""
    return io.BytesIO(zipped(files_in(path))) if path.is_dir() else path.open("rb")


def _silent(done: int, total: int) -> None:
    """No progress."""
