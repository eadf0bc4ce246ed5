"""Uploading, progress, loss report."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.enums import ImportState
from courses.exchange import package
from courses.models import Course, ImportRun
from courses.queries.importing import remember_progress
from tests.courses.archives import library
from tests.factories.courses import ImportRunFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(role=MemberRole.COORDINATOR)


def upload(client, organisation, archive=None, name="library.tar.gz", **choices):
    content = (archive or library()).read()
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("courses:imports"), {"organisation": organisation.pk, "file": file} | choices)


def test_upload_imports_and_shows_the_loss_report(client, coordinator, django_capture_on_commit_callbacks):
    client.force_login(coordinator.person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, coordinator.organisation)
    run = ImportRun.objects.get()
    assert answer.url == reverse("courses:import_run", args=[run.uid])
    page = client.get(answer.url).content.decode()
    assert "lost-slide" in page
    assert "lonely" in page
    assert "The basics" in page
    assert not run.file
    assert Course.objects.filter(organisation=coordinator.organisation).count() == 2


def test_upload_of_the_same_content_says_that_nothing_changed(client, coordinator, django_capture_on_commit_callbacks):
    client.force_login(coordinator.person)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = upload(client, coordinator.organisation)
    assert "Nothing changed" in client.get(answer.url).content.decode()


def test_refused_upload_says_why_and_leaves_nothing(client, coordinator, django_capture_on_commit_callbacks):
    client.force_login(coordinator.person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, coordinator.organisation, io.BytesIO(library().read()[:-40]))
    page = client.get(answer.url).content.decode()
    run = ImportRun.objects.get()
    assert run.state == ImportState.REFUSED
    assert "The archive is damaged." in page
    assert not run.file
    assert not Course.objects.exists()


def test_upload_that_is_no_archive_is_refused_on_the_form(client, coordinator):
    client.force_login(coordinator.person)
    answer = upload(client, coordinator.organisation, io.BytesIO(b"%PDF-1.7"))
    assert answer.status_code == 400
    assert "not a .tar.gz or .zip archive" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_upload_that_is_too_large_is_refused_on_the_form(client, coordinator, monkeypatch):
    monkeypatch.setattr("courses.forms.importing.LARGEST_UPLOAD", 10)
    client.force_login(coordinator.person)
    answer = upload(client, coordinator.organisation)
    assert answer.status_code == 400
    assert "larger than 10" in answer.content.decode()


def test_limit_of_the_form_is_that_of_the_action(monkeypatch):
    from courses.forms import importing

    assert importing.LARGEST_UPLOAD == package.LARGEST_UPLOAD


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (MemberRole.COORDINATOR, True),
        (MemberRole.AUTHOR, True),
        (MemberRole.LOCALIZER, False),
        (MemberRole.REVIEWER, False),
        (None, False),
    ],
)
def test_only_coordinators_and_authors_are_offered_the_form(client, role, may):
    person = MembershipFactory(role=role).person if role else PersonFactory()
    client.force_login(person)
    assert (b'type="file"' in client.get(reverse("courses:imports")).content) is may


def test_upload_for_a_foreign_organisation_is_refused(client, coordinator):
    client.force_login(coordinator.person)
    assert upload(client, OrganisationFactory()).status_code == 400
    assert not ImportRun.objects.exists()


def test_import_of_a_foreign_organisation_is_invisible(client):
    run = ImportRunFactory()
    client.force_login(PersonFactory())
    for name in ("import_run", "import_progress", "import_report"):
        assert client.get(reverse(f"courses:{name}", args=[run.uid])).status_code == 404
    assert client.get(reverse("courses:import_run", args=[uuid.uuid4()])).status_code == 404


def test_progress_is_shown_while_the_import_runs_and_then_the_page_is_asked_for(client):
    run = ImportRunFactory(state=ImportState.RUNNING)
    client.force_login(run.by)
    assert "waiting" in client.get(reverse("courses:import_run", args=[run.uid])).content.decode()
    remember_progress(run.uid, 3, 9)
    answer = client.get(reverse("courses:import_progress", args=[run.uid]))
    assert "3 of 9 lessons" in answer.content.decode()
    ended = ImportRunFactory(state=ImportState.DONE, finished_at=run.created_at, by=run.by)
    answer = client.get(reverse("courses:import_progress", args=[ended.uid]))
    assert answer.headers["HX-Refresh"] == "true"


def test_report_as_csv_names_every_finding_and_every_file(client, coordinator, django_capture_on_commit_callbacks):
    client.force_login(coordinator.person)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, coordinator.organisation)
    run = ImportRun.objects.get()
    answer = client.get(reverse("courses:import_report", args=[run.uid]))
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == 1 + len(run.report["findings"]) + len(run.report["files"])
    assert any("lost-slide" in row for row in rows)


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_imports_needs_the_same_queries(client, coordinator, rows, django_assert_num_queries):
    ImportRunFactory.create_batch(rows, organisation=coordinator.organisation, by=coordinator.person)
    client.force_login(coordinator.person)
    client.get(reverse("courses:imports"))
    with django_assert_num_queries(6):
        client.get(reverse("courses:imports"))


def test_a_try_says_what_would_change_and_that_nothing_did(client, coordinator, django_capture_on_commit_callbacks):
    client.force_login(coordinator.person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, coordinator.organisation, trial="on", kind="minor", overwrite="on")
    page = client.get(answer.url).content.decode()
    assert "This was only a try" in page
    run = ImportRun.objects.get()
    assert all(slug in page for slug in run.report["changes"])
    assert (run.trial, run.kind, run.overwrite) == (True, "minor", True)
    assert not Course.objects.exists()


def test_a_kind_of_edit_that_does_not_exist_is_told(client, coordinator):
    client.force_login(coordinator.person)
    assert upload(client, coordinator.organisation, kind="tiny").status_code == 400
    assert not ImportRun.objects.exists()
