"""`manage.py import_course`, and the real training libraries where they are at hand."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.actions.publishing import publish_course, submit_course
from courses.enums import ImportState, RevisionKind
from courses.models import CompiledCourse, CompiledLesson, Course, ImportRun, Lesson, Question, Segment, Translation
from tests.courses.archives import library
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db

REAL = Path(settings.BASE_DIR).parent / "shared/data/wikiedu/wikiedu-training.tar.gz"


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "library.tar.gz"
    path.write_bytes(library().read())
    return path


@pytest.fixture
def member():
    return MembershipFactory(role=MemberRole.COORDINATOR)


def run(path, organisation, **options):
    said = io.StringIO()
    call_command("import_course", str(path), organisation=organisation.slug, stdout=said, **options)
    return said.getvalue()


def test_command_imports_and_prints_the_report(archive, member):
    said = run(archive, member.organisation)
    assert "5 of 5 lessons" in said
    assert "1 libraries, 2 modules, 5 slides, 1 quizzes; 2 slides in es" in said
    assert "lost-slide" in said
    assert "lonely" in said
    assert said.endswith("Imported.\n")
    assert ImportRun.objects.get().by == member.person
    assert run(archive, member.organisation).endswith("Nothing has changed.\n")


def test_command_acts_as_the_person_named(archive, member):
    author = MembershipFactory(organisation=member.organisation, role=MemberRole.AUTHOR).person
    run(archive, member.organisation, by=author.username.lower())
    assert ImportRun.objects.get().by == author


def test_command_refuses_in_words(archive, member, tmp_path):
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(archive.read_bytes()[:-20])
    for options, words in [
        ({"path": damaged}, "The archive is damaged."),
        ({"path": tmp_path / "missing"}, "No such file"),
        ({"by": "Nobody"}, "nobody called"),
        ({"by": PersonFactory().username}, "Only coordinators and authors"),
        ({"organisation": OrganisationFactory.build()}, "no organisation"),
        ({"organisation": OrganisationFactory()}, "no coordinator"),
    ]:
        call = {"path": archive, "organisation": member.organisation} | options
        with pytest.raises(CommandError, match=words):
            run(**call)
    assert not Course.objects.exists()


def test_command_can_be_quiet(archive, member):
    assert run(archive, member.organisation, verbosity=0) == ""


@pytest.mark.skipif(not REAL.exists(), reason="the real training libraries are not at hand")
def test_real_libraries_are_imported_whole_and_published(member):
    first = run(REAL, member.organisation)
    report = ImportRun.objects.get().report
    assert report["counts"] == {"libraries": 5, "modules": 81, "slides": 781, "quizzes": 44}
    assert report["translations"] == {"es": 111}
    assert report["words"]["before"] == report["words"]["after"] > 90_000
    named = {
        why: {finding["what"] for finding in report["findings"] if finding["why"] == why}
        for why in ("slide_missing", "slide_unused", "words_lost")
    }
    assert named["slide_missing"] == {
        "identifiers-and-databses-together",
        "illustrations-week-4",
        "illustrations-week-5",
    }
    assert len(named["slide_unused"]) == 12
    assert named["words_lost"] == set()
    assert all(slug in first for slug in named["slide_missing"])
    assert Course.objects.count() == 6
    assert Lesson.objects.values("key").distinct().count() >= 781
    assert {len(question.settings["options"]) for question in Question.objects.all()} <= {2, 3, 4, 5}
    explained = Segment.objects.filter(part__startswith="explanation.").count()
    assert explained == Segment.objects.filter(part__startswith="option.").count()
    assert Translation.objects.filter(language="es").count() > 300

    rows = list(Segment.objects.order_by("pk").values())
    assert run(REAL, member.organisation).endswith("Nothing has changed.\n")
    assert list(Segment.objects.order_by("pk").values()) == rows
    assert ImportRun.objects.filter(state=ImportState.DONE).count() == 2

    course = Course.objects.get(slug="professional-development")
    submit_course(actor=member.person, course=course)
    revision = publish_course(actor=member.person, course=course, kind=RevisionKind.MAJOR)
    entries = {entry.language: entry for entry in CompiledCourse.objects.filter(revision=revision)}
    assert entries.keys() == {"en", "es"}
    assert entries["es"].completeness > 70
    lessons = CompiledLesson.objects.filter(revision=revision)
    assert lessons.filter(language="es").count() == lessons.filter(language="en").count() == course.lessons.count()
    assert not any("<img" in block["html"] or "<iframe" in block["html"] for each in lessons for block in each.blocks)
