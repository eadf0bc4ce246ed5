"""`manage.py export_course SLUG FILE [--revision NUMBER]`: a course as a package, a folder or a .zip file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.actions.exporting import package_files
from courses.exchange.ours.zipping import write_folder, zipped
from courses.models import Course
from courses.publishing.snapshot import snapshot


class Command(BaseCommand):
    """Writes the working copy, or what was published."""

    help = "Write a course as a package: into a folder, or into FILE if it ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The course, where to write it, and which state of it."""
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--revision", type=int, metavar="NUMBER", help="Default: the working copy.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it."""
        course = Course.objects.filter(slug=options["slug"]).select_related("organisation", "topic").first()
        if course is None:
            raise CommandError(f"There is no course “{options['slug']}”.")
        document = snapshot(course)
        if (number := options["revision"]) is not None:
            revision = course.revisions.filter(number=number).first()
            if revision is None:
                raise CommandError(f"“{course.slug}” has no revision {number}.")
            document = revision.document
        files, target = package_files(course, document), options["file"]
        try:
            if target.suffix == ".zip":
                target.write_bytes(zipped(files, folder=course.slug))
            else:
                write_folder(files, target)
        except OSError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"{len(files)} files written to {target}."))
