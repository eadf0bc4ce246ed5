"""Courses out and in as packages."""

import io
import zipfile

from django.db import transaction

from bench.measuring import Result, row, stopwatch
from bench.server import Site
from courses.actions.exporting import export_course
from courses.actions.importing import perform_import, start_import
from courses.models import Course, Segment
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

LESSONS, LANGUAGES = 250, ("ar", "es", "fr", "ru", "zh-Hans")
HEAD = (
    "format: 1\nkey: bench-package\ntitle: Bench\nlanguage: en\nmodules:\n- key: all\n  title: All\n  lessons: [{}]\n"
)


@row("package: export / import", area="exchange", aim="1,000 texts × 6 languages: ≤ 60 × / ≤ 150 × the zip alone")
def package(_site: Site) -> Result:
    """A course of some thousand texts in six languages, out and in again."""
    person = Person.objects.get(username="Carlos Coordinator")
    with transaction.atomic():
        importing = _import(person, _written())
        course = Course.objects.get(slug="bench-package")
        texts = Segment.objects.filter(course=course).count()
        with stopwatch() as exporting:
            content = export_course(actor=person, course=course)
        zipping = _zip_again(content)
        transaction.set_rollback(True)
    out, back = exporting[0] / zipping, importing / zipping
    figures = f"{texts} texts: {exporting[0]:.1f} s = {out:.0f} × / {importing:.1f} s = {back:.0f} ×"
    return Result(figures, out <= 60 and back <= 150, importing)


def _zip_again(content: bytes) -> float:
    """Seconds for unpacking and packing alone."""
    with stopwatch() as seconds:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        _zipped(files)
    return seconds[0]


def _import(person: Person, content: bytes) -> float:
    """Seconds."""
    with stopwatch() as seconds:
        run = start_import(
            actor=person,
            organisation=Organisation.objects.get(slug=AFFILIATE),
            file=io.BytesIO(content),
            filename="bench.zip",
            enqueue=False,
        )
        error = perform_import(run_id=run.pk, progress=lambda _done, _total: None).error
    assert not error, error
    return seconds[0]


def _written() -> bytes:
    """The package, as if written by hand: a title and three texts a lesson."""
    names = [f"lesson-{number}" for number in range(LESSONS)]
    files = {"course.yaml": HEAD.format(", ".join(names)).encode()}
    for tag in ("", *LANGUAGES):
        folder = f"i18n/{tag}/" if tag else ""
        for name in names:
            texts = (f"::: prose b{n}\nText {n} of {name} {tag}, with **some** words.\n:::\n" for n in range(3))
            files[f"{folder}lessons/{name}.md"] = f"---\ntitle: Title {name} {tag}\n---\n\n{''.join(texts)}".encode()
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()
