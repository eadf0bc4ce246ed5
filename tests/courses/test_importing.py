"""From course documents to rows."""

import io
import threading

import pytest
from django.core import serializers
from django.core.files.storage import default_storage
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import tasks
from courses.actions.importing import perform_import, start_import
from courses.actions.publishing import publish_course, submit_course
from courses.enums import CourseState, ImportState, RevisionKind, TranslationState
from courses.errors import NotYours, UploadRefused
from courses.models import (
    Block,
    Course,
    CourseRevision,
    ImportRun,
    Lesson,
    Localization,
    Module,
    Question,
    Segment,
    Translation,
)
from courses.models.texts import text_hash
from courses.queries.importing import progress_of
from tests.courses.archives import ROOT, as_bytes, library, library_files, tar_gz, zipped
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db

ROWS = (Course, Module, Lesson, Block, Question, Segment, Translation, Localization, CourseRevision)


@pytest.fixture
def member():
    return MembershipFactory(role=MemberRole.AUTHOR)


def imported(member, archive=None):
    run = start_import(
        actor=member.person,
        organisation=member.organisation,
        file=archive or library(),
        filename="library.tar.gz",
        enqueue=False,
    )
    return perform_import(run_id=run.pk)


def everything():
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in ROWS]


def segment(key):
    return Segment.objects.get(course__slug="basics", key=key)


def slide(**fields):
    return library_files()["slides/1-reading/101-welcome.yml"] | fields


def test_import_makes_rows_with_stable_keys(member):
    run = imported(member)
    assert (run.state, run.changed, run.error) == (ImportState.DONE, True, "")
    course = Course.objects.get(slug="basics")
    assert (course.organisation, course.origin, course.external_key) == (member.organisation, "wikiedu", "basics")
    assert course.state == CourseState.DRAFT
    assert list(course.lessons.values_list("key", flat=True)) == [
        "reading--welcome",
        "reading--sources",
        "writing--draft",
        "writing--check",
    ]
    question = course.questions.get()
    assert question.block.lesson.key == question.key == "writing--check"
    assert segment("course/title").source_text == "The basics"
    assert segment("question/writing--check/option.2").source_text == "Reading"
    assert segment("lesson/reading--welcome/text/text").translations.get().text == "Te damos la **bienvenida**."


def test_import_counts_translations(member):
    imported(member)
    counted = Localization.objects.get(course__slug="basics", language="es")
    spanish = Translation.objects.filter(segment__course__slug="basics").count()
    assert (counted.total, counted.translated, counted.reviewed) == (
        Segment.objects.filter(course__slug="basics").count(),
        spanish,
        0,
    )


@pytest.mark.parametrize("pack", [tar_gz, zipped])
def test_second_import_changes_nothing(member, pack):
    imported(member)
    before = everything()
    run = imported(member, pack(as_bytes(library_files())))
    assert run.changed is False
    assert everything() == before


def test_import_keeps_to_a_few_queries_whatever_the_size(member, django_assert_max_num_queries):
    imported(member)
    with django_assert_max_num_queries(60):
        imported(member)


def test_changed_source_outdates_its_translation_and_keeps_it(member):
    imported(member)
    Translation.objects.update(state=TranslationState.REVIEWED)
    run = imported(member, library(slides__1_reading__101_welcome=slide(title="Welcome, everyone")))
    translation = segment("lesson/reading--welcome/title").translations.get()
    assert run.changed
    assert (translation.state, translation.text) == (TranslationState.OUTDATED, "Hola")
    assert segment("lesson/reading--welcome/text/text").translations.get().state == TranslationState.REVIEWED
    assert Localization.objects.get(course__slug="basics").outdated == 1


def test_change_of_white_space_outdates_nothing(member):
    imported(member)
    text = library_files()["slides/1-reading/101-welcome.yml"]["content"].replace("See", "\nSee")
    imported(member, library(slides__1_reading__101_welcome=slide(content=text)))
    changed = segment("lesson/reading--welcome/text/text")
    translation = changed.translations.get()
    assert (translation.state, translation.source_hash) == (TranslationState.TRANSLATED, changed.source_hash)


def test_source_and_translation_that_change_together_are_current(member):
    imported(member)
    new = slide(title="Good day")
    new["translations"]["es"]["title"] = "Buenos días"
    imported(member, library(slides__1_reading__101_welcome=new))
    changed = segment("lesson/reading--welcome/title")
    translation = changed.translations.get()
    assert (translation.text, translation.state, translation.source_hash) == (
        "Buenos días",
        TranslationState.TRANSLATED,
        changed.source_hash,
    )


def test_what_was_edited_here_is_not_overwritten(member):
    imported(member)
    edited = segment("lesson/reading--welcome/title")
    edited.translations.update(text="¡Hola!", state=TranslationState.REVIEWED)
    Segment.objects.filter(pk=edited.pk).update(source_text="Welcome!", source_hash=text_hash("Welcome!"))
    assert imported(member).changed is False
    new = slide(title="Good day")
    new["translations"]["es"]["title"] = "Buenos días"
    run = imported(member, library(slides__1_reading__101_welcome=new))
    edited.refresh_from_db()
    assert (edited.source_text, edited.translations.get().text) == ("Welcome!", "¡Hola!")
    assert [finding["what"] for finding in run.report["findings"] if finding["why"] == "edited_here"] == [
        "lesson/reading--welcome/title",
        "lesson/reading--welcome/title [es]",
    ]


def test_what_the_archive_has_no_more_goes_and_its_translations_return_with_it(member):
    imported(member)
    module = library_files()["modules/reading.yml"]
    imported(member, library(modules__reading=module | {"slides": [{"slug": "sources"}]}))
    assert not Lesson.objects.filter(course__slug="basics", key="reading--welcome").exists()
    gone = segment("lesson/reading--welcome/title")
    assert gone.retired
    assert gone.translations.get().text == "Hola"
    imported(member)
    gone.refresh_from_db()
    assert not gone.retired
    assert gone.lesson.key == "reading--welcome"


def test_what_people_added_here_stays(member):
    imported(member)
    module = Module.objects.get(course__slug="basics", key="reading")
    Lesson.objects.create(course=module.course, module=module, key="ours", position=9)
    assert imported(member).changed is False
    assert Lesson.objects.filter(key="ours").exists()


def test_changed_import_makes_a_published_course_a_draft_and_keeps_what_learners_see(member):
    imported(member)
    course = Course.objects.get(slug="basics")
    MembershipFactory(organisation=member.organisation, person=member.person, role=MemberRole.REVIEWER)
    submit_course(actor=member.person, course=course)
    revision = publish_course(actor=member.person, course=course, kind=RevisionKind.MAJOR)
    imported(member)
    course.refresh_from_db()
    assert course.state == CourseState.PUBLISHED
    imported(member, library(slides__1_reading__101_welcome=slide(title="Good day")))
    course.refresh_from_db()
    assert (course.state, course.published_revision) == (CourseState.DRAFT, revision)
    assert CourseRevision.objects.count() == 1


def test_same_library_of_two_organisations_is_two_courses(member):
    other = MembershipFactory(role=MemberRole.AUTHOR)
    imported(member)
    imported(other)
    assert Course.objects.filter(external_key="basics").count() == 2
    assert Course.objects.filter(organisation=other.organisation, slug__startswith="basics-").exists()


@pytest.mark.parametrize("break_it", [lambda b: b[:-30], lambda b: b"\x1f\x8b" + b"x" * 50])
def test_refused_archive_leaves_nothing(member, break_it, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = imported(member, io.BytesIO(break_it(library().read())))
    assert (run.state, run.error) == (ImportState.REFUSED, "The archive is damaged.")
    assert not any(model.objects.exists() for model in ROWS)
    assert not default_storage.exists(f"imports/{run.uid}")


def test_archive_that_is_refused_half_way_leaves_nothing(member):
    files = as_bytes(library_files()) | {f"{ROOT}/slides/zzz.yml": b"title: !!python/name:os.system x"}
    run = imported(member, tar_gz(files))
    assert run.state == ImportState.REFUSED
    assert "tags are refused" in run.error
    assert not any(model.objects.exists() for model in ROWS)


def test_file_is_deleted_when_the_run_has_ended(member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = imported(member)
    assert not run.file
    assert not default_storage.exists(f"imports/{run.uid}")


def test_worker_that_dies_half_way_leaves_nothing_and_the_next_one_finishes(member, monkeypatch):
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )

    def die(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        perform_import(run_id=run.pk, progress=die)
    assert not Course.objects.exists()
    assert perform_import(run_id=run.pk).state == ImportState.DONE
    before = everything()
    perform_import(run_id=run.pk)
    assert everything() == before


def test_fault_of_ours_ends_the_run_and_reaches_the_log(member, monkeypatch):
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    monkeypatch.setattr("courses.exchange.wikiedu.parse", lambda files, report: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.REFUSED
    assert "went wrong on our side" in run.error


def test_file_that_has_vanished_is_said(member):
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    default_storage.delete(run.file.name)
    assert "not there any more" in perform_import(run_id=run.pk).error


def test_forgotten_runs_are_resumed(member, django_capture_on_commit_callbacks):
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    tasks.resume_imports()
    run.refresh_from_db()
    assert run.state == ImportState.QUEUED
    ImportRun.objects.update(created_at=run.created_at - 2 * tasks.FORGOTTEN)
    tasks.resume_imports()
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_progress_is_told(member):
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    told = []
    run = perform_import(run_id=run.pk, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)
    assert progress_of(run) == (5, 5)


def test_cache_that_is_away_does_not_end_the_import(member, settings):
    settings.CACHES = settings.CACHES | {
        "fleeting": settings.CACHES["fleeting"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    run = imported(member)
    assert (run.state, run.error) == (ImportState.DONE, "")


def test_upload_that_is_rolled_back_leaves_no_file(member, monkeypatch):
    monkeypatch.setattr("courses.actions.importing.record", lambda **event: 1 / 0)
    stored = set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()
    with pytest.raises(ZeroDivisionError):
        start_import(actor=member.person, organisation=member.organisation, file=library(), filename="x")
    assert not ImportRun.objects.exists()
    assert set(default_storage.listdir("imports")[1]) == stored


def test_import_is_on_the_log(member):
    imported(member)
    assert list(Event.objects.values_list("action", flat=True)) == ["courses.import_started", "courses.imported"]


@pytest.mark.parametrize("role", [None, MemberRole.LOCALIZER, MemberRole.REVIEWER])
def test_others_may_not_import(member, role):
    person = MembershipFactory(organisation=member.organisation, role=role).person if role else PersonFactory()
    with pytest.raises(NotYours):
        start_import(actor=person, organisation=member.organisation, file=library(), filename="x")
    assert not ImportRun.objects.exists()


def test_upload_past_the_limit_is_refused(member, monkeypatch):
    monkeypatch.setattr("courses.exchange.package.LARGEST_UPLOAD", 100)
    with pytest.raises(UploadRefused, match="larger than 100"):
        start_import(actor=member.person, organisation=member.organisation, file=library(), filename="x")


_word = st.text(alphabet="abcdefgh éñع", min_size=1, max_size=12).map(str.strip).filter(bool)
_slug = st.text(alphabet="abcd-", min_size=1, max_size=6).map(lambda text: text.strip("-")).filter(bool)


@st.composite
def _libraries(draw):
    slides = {
        slug: {"title": draw(_word), "content": draw(st.none() | _word), "translations": {"es": {"title": draw(_word)}}}
        for slug in draw(st.lists(_slug, min_size=1, max_size=4, unique=True))
    }
    modules = {
        slug: {
            "name": draw(_word),
            "slides": [{"slug": each} for each in draw(st.lists(st.sampled_from(sorted(slides)), unique=True))],
        }
        for slug in draw(st.lists(_slug, min_size=1, max_size=3, unique=True))
    }
    listed = draw(st.lists(st.sampled_from(sorted(modules)), unique=True))
    library_ = {
        "name": draw(_word),
        "categories": [{"title": draw(_word), "modules": [{"slug": each} for each in listed]}],
    }
    return (
        {"libraries/one.yml": library_}
        | {f"modules/{slug}.yml": module for slug, module in modules.items()}
        | {f"slides/1-{slug}.yml": slide for slug, slide in slides.items()}
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(_libraries(), min_size=1, max_size=2))
def test_any_library_imported_again_changes_nothing(member, libraries):
    with transaction.atomic():
        for files in libraries:
            assert imported(member, tar_gz(as_bytes(files))).state == ImportState.DONE
        before = everything()
        assert imported(member, tar_gz(as_bytes(libraries[-1]))).changed is False
        assert everything() == before
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_import_once():
    member = MembershipFactory(role=MemberRole.AUTHOR)
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    failures = []

    def work():
        try:
            perform_import(run_id=run.pk)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert Course.objects.count() == 2
    assert ImportRun.objects.get().state == ImportState.DONE
    assert Event.objects.filter(action="courses.imported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_second_worker_leaves_a_running_import_to_the_first_at_once():
    member = MembershipFactory(role=MemberRole.AUTHOR)
    run = start_import(
        actor=member.person, organisation=member.organisation, file=library(), filename="x", enqueue=False
    )
    found = []

    def second():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            found.append(perform_import(run_id=run.pk).state)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            found.append(error)
        finally:
            connection.close()

    def meanwhile(done, total):
        if not found:
            worker = threading.Thread(target=second)
            worker.start()
            worker.join()

    assert perform_import(run_id=run.pk, progress=meanwhile).state == ImportState.DONE
    assert found == [ImportState.RUNNING]
    assert Event.objects.filter(action="courses.imported").count() == 1
