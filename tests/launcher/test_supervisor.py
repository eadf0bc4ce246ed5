"""`make run` as a person and a bad day meet it."""

import http.client
import os
import signal
import socket

import psycopg2
import pytest

from tests.launcher.conftest import family, free_port, survivors
from wikilearn.launcher.folders import DataFolder
from wikilearn.launcher.postgres import SOCKET_NAME


def ask(port: int, path: str) -> int:
    """The status with which the site answers."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().status


def query(folder, statement: str) -> list[tuple]:
    """Ask the database of a data folder."""
    assert (folder / "postgres" / "run" / SOCKET_NAME).exists()
    connection = psycopg2.connect(host=str(folder / "postgres" / "run"), user="postgres", dbname="wikilearn")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_first_start_serves_and_ctrl_c_leaves_nothing(launch, site_folder):
    run = launch(site_folder, WEB_WORKERS=None).ready()
    assert f"http://localhost:{run.port}/" in run.output
    assert len(family(run.child("granian"))) == 3  # itself and two that answer
    assert ask(run.port, "/health/ready") == 200
    assert ask(run.port, "/") == 200
    members = family(run.process.pid)
    assert len(members) > 10  # web, worker, beat, their processes, PostgreSQL and its own, Valkey
    assert run.finish(signal.SIGINT) == 0
    assert not survivors(members)
    assert not (site_folder / "running.json").exists()


def test_second_start_has_nothing_to_prepare_and_keeps_the_data(launch, site_folder):
    first = launch(site_folder).ready()
    query(site_folder, "CREATE TABLE kept AS SELECT 'still here' AS what")
    assert first.finish(signal.SIGTERM) == 0
    second = launch(site_folder).ready()
    assert "prepare" not in second.output
    assert query(site_folder, "SELECT what FROM kept") == [("still here",)]
    assert second.finish(signal.SIGINT) == 0


@pytest.mark.parametrize("name", ["granian", "valkey"])  # one with processes of its own and a server
def test_death_of_a_child_stops_everything(launch, site_folder, name):
    run = launch(site_folder).ready()
    members = family(run.process.pid)
    os.kill(run.child(name), signal.SIGKILL)
    assert run.finish() == 1
    assert "ended by itself (status -9); stopping everything" in run.output
    assert not survivors(members)


def test_killed_postgres_stops_everything_and_recovers_at_the_next_start(launch, site_folder):
    run = launch(site_folder).ready()
    members = family(run.process.pid)
    query(site_folder, "CREATE TABLE survivor AS SELECT 42 AS answer")
    os.kill(run.child("postgres -D"), signal.SIGKILL)
    assert run.finish() == 1
    assert "postgres ended by itself" in run.output
    assert not survivors(members)
    again = launch(site_folder).ready()
    assert query(site_folder, "SELECT answer FROM survivor") == [(42,)]
    assert again.finish(signal.SIGINT) == 0


def test_killed_supervisor_takes_everything_along(launch, site_folder):
    run = launch(site_folder).ready()
    members = family(run.process.pid)
    assert run.finish(signal.SIGKILL) == -signal.SIGKILL
    assert not survivors(members)
    again = launch(site_folder).ready()
    assert again.finish(signal.SIGINT) == 0, again.output


def test_taken_port_is_said_before_anything_starts(launch, folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = launch(folder, port=port)
        assert run.finish() == 1
    assert f"Port {port} cannot be used" in run.output
    assert "make run PORT=" in run.output
    assert not (folder / "postgres").exists()


def test_second_supervisor_on_the_same_folder_is_refused_and_the_first_goes_on(launch, site_folder):
    first = launch(site_folder).ready()
    second = launch(site_folder, port=free_port())
    assert second.finish() == 1
    assert f"already runs on {site_folder} (process {first.process.pid})" in second.output
    assert ask(first.port, "/health/ready") == 200


def test_production_settings_are_refused(launch, folder):
    run = launch(folder, DJANGO_SETTINGS_MODULE="wikilearn.settings.base")
    assert run.finish() == 1
    assert "wikilearn.settings.base" in run.output
    assert "production" in run.output
    assert not (folder / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_port_must_be_a_port(launch, folder, port):
    run = launch(folder, port=port)
    assert run.finish() == 1
    assert run.output.startswith("PORT must be a number from 1 to 65535")


def test_ctrl_c_during_the_first_preparation_leaves_nothing_and_the_next_start_works(launch, folder):
    run = launch(folder)
    while DataFolder(folder).read("running") == {}:
        assert run.process.poll() is None, run.output
    members = family(run.process.pid)
    assert run.finish(signal.SIGINT) == 0
    assert not survivors(members)
    assert launch(folder).ready().finish(signal.SIGINT) == 0


def test_given_servers_are_used_and_not_stopped(launch, folder):
    with_servers = ["with-servers", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exec sleep 100000"]
    servers = launch(folder / "servers", *with_servers)
    servers.wait_for("unix://")
    database, redis = servers.output.split()
    run = launch(folder / "site", DATABASE_URL=database, REDIS_URL=redis).ready()
    assert ask(run.port, "/health/ready") == 200
    assert not (folder / "site" / "postgres").exists()
    assert not (folder / "site" / "valkey").exists()
    assert run.finish(signal.SIGINT) == 0
    assert servers.process.poll() is None
