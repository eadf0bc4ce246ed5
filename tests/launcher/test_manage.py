"""`make manage`: one command against the same data, alone or beside the running site."""

import os
import signal

import pytest

from tests.launcher.conftest import Run
from wikilearn.launcher.folders import DataFolder

SAY_DATABASE = ("manage", "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.DATA_DIR)")


@pytest.fixture
def prepared(launch, site_folder):
    """A folder whose database is up to date, with nothing running."""
    assert launch(site_folder, "manage", "check").finish() == 0
    return site_folder


def test_command_alone_starts_services_prints_only_its_output_and_stops_them(launch, site_folder):
    run = launch(site_folder, *SAY_DATABASE)
    assert run.finish() == 0
    assert run.output == f"{site_folder}\n"
    assert not (site_folder / "running.json").exists()
    assert DataFolder(site_folder).claim()


def test_command_in_a_fresh_folder_finds_tables(launch, site_folder):
    code = "from wikilearn.people.models import Person; print(Person.objects.count())"
    run = launch(site_folder, "manage", "shell", "--no-imports", "-c", code)
    assert run.finish() == 0
    assert run.output == "0\n"


def test_command_beside_the_site_uses_its_services_and_leaves_them(launch, prepared):
    site = launch(prepared).ready()
    run = launch(prepared, *SAY_DATABASE)
    assert run.finish() == 0
    assert run.output == f"{prepared}\n"
    assert site.process.poll() is None
    assert site.finish(signal.SIGINT) == 0


def test_failure_of_the_command_is_its_exit_status(launch, prepared):
    run = launch(prepared, "manage", "shell", "--no-imports", "-c", "import sys; sys.exit(7)")
    assert run.finish() == 7


def test_command_that_may_change_the_schema_has_the_next_start_prepare_again(launch, prepared):
    assert DataFolder(prepared).read("prepared")["sources"] != ""
    assert launch(prepared, "manage", "migrate", "--verbosity", "0").finish() == 0
    assert DataFolder(prepared).read("prepared")["sources"] == ""


def test_owner_waits_for_commands_that_borrowed_its_services(launch, prepared, tmp_path):
    def waiting(name: str) -> Run:
        os.mkfifo(tmp_path / name)
        code = f"""
print('up', flush=True)
open({str(tmp_path / name)!r}).read()
from django.db import connection
connection.ensure_connection()
print('database answers')
"""
        run = launch(prepared, "manage", "shell", "--no-imports", "-c", code)
        run.wait_for("up")
        return run

    owner = waiting("owner")
    borrower = waiting("borrower")
    (tmp_path / "owner").write_text("")
    owner.wait_for("database answers")
    assert owner.process.poll() is None
    (tmp_path / "borrower").write_text("")
    assert borrower.finish() == 0
    assert borrower.output == "up\ndatabase answers\n"
    assert owner.finish() == 0
