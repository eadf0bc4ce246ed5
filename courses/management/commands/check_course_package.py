"""`manage.py check_course_package FOLDER`: problems and figures of a package, without a database. For people and CI."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.ours.checking import advice_of, errors_of, figures_of
from courses.exchange.ours.reading import Package, read_package, recognises
from courses.exchange.ours.zipping import files_in
from courses.exchange.package import LIMITS
from wikilearn.core.archives import ArchiveRefused, unpack


class Command(BaseCommand):
    """Prints problems as `file:line: what`, and ends with 1 where there are some."""

    help = "Check a course package (a folder or a .zip file) and print problems and figures; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The package."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--strict", action="store_true", help="fail on advice, too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check it."""
        package = self._read(options["folder"])
        errors, advice = errors_of(package), advice_of(package)
        for problem in errors:
            self.stdout.write(self.style.ERROR(str(problem)))
        for problem in advice:
            self.stdout.write(f"{problem} (advice)")
        self._print(package)
        if errors or (advice and options["strict"]):
            raise CommandError(f"{len(errors)} problems, {len(advice)} pieces of advice.")
        self.stdout.write(self.style.SUCCESS("The package is in order."))

    def _read(self, path: Path) -> Package:
        try:
            if path.is_dir():
                files = files_in(path)
            else:
                with path.open("rb") as file:
                    files = unpack(file, limits=LIMITS)
        except (OSError, ArchiveRefused) as error:
            raise CommandError(str(error)) from None
        if not recognises(files):
            raise CommandError("There is no course.yaml.")
        return read_package(files)

    def _print(self, package: Package) -> None:
        figures = figures_of(package)
        self.stdout.write(
            f"{figures.modules} modules, {figures.lessons} lessons, {figures.words} words, {figures.minutes} minutes"
        )
        for module, number in figures.questions.items():
            self.stdout.write(f"questions in {module}: {number}")
        for tag, percent in figures.languages.items():
            self.stdout.write(f"{tag}: {percent} % of the texts")
        if figures.reading_ease is not None:
            self.stdout.write(f"reading ease: {figures.reading_ease} (Flesch; 60 and more is plain)")
