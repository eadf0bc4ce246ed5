"""One step for many tables, and that databases made before it go on."""

import io

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState, StateApps
from django.db.migrations.writer import OperationWriter
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger

from wikilearn.core.schema import InOneStep

pytestmark = pytest.mark.django_db


def table(name, *, other):
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("other", models.ForeignKey(f"core.{other}", models.CASCADE, null=True, related_name="+")),
    ]
    return migrations.CreateModel(name, fields)


def trigger(model_name):
    sql = compiler.UpsertTriggerSql(
        func="RETURN NEW;",
        hash="abc",
        operation="INSERT",
        pgid=f"pgtrigger_{model_name}_abc",
        table=f"core_{model_name}",
        when="BEFORE",
    )
    return AddTrigger(model_name=model_name, trigger=compiler.Trigger(name=f"of_{model_name}", sql=sql))


@pytest.fixture
def step():
    """Two tables that point at each other, and a trigger."""
    return InOneStep([table("Hen", other="egg"), table("Egg", other="hen"), trigger("hen")])


def tables():
    return {name for name in connection.introspection.table_names() if name.startswith("core_")}


def carry_out(step):
    """Forwards on the database; the states before and after."""
    before, after = ProjectState(), ProjectState()
    step.state_forwards("core", after)
    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, before, after)
    return before, after


def test_tables_that_point_at_each_other_and_triggers_are_made_in_one_step(step):
    carry_out(step)
    assert tables() == {"core_hen", "core_egg"}
    with connection.cursor() as cursor:
        for name, other in (("core_hen", "core_egg"), ("core_egg", "core_hen")):
            assert connection.introspection.get_relations(cursor, name) == {"other_id": ("id", other)}
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'pgtrigger_hen_abc'")
        assert cursor.fetchone() == (1,)


def test_the_step_can_be_taken_back(step):
    before, after = carry_out(step)
    with connection.schema_editor() as editor:
        step.database_backwards("core", editor, after, before)
    assert tables() == set()


def test_models_are_rendered_once(step, monkeypatch):
    rendered = []
    render = StateApps.__init__
    monkeypatch.setattr(
        StateApps, "__init__", lambda self, *args, **more: rendered.append(1) or render(self, *args, **more)
    )
    before, after = ProjectState(), ProjectState()
    assert after.apps is not None  # as the executor does before the first migration
    rendered.clear()
    step.state_forwards("core", after)
    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, before, after)
    assert len(rendered) == 1


def test_the_step_is_written_into_migrations(step):
    text, imports = OperationWriter(step, indentation=0).serialize()
    assert text.startswith("wikilearn.core.schema.InOneStep(\n    operations=[\n        migrations.CreateModel(")
    assert "import wikilearn.core.schema" in imports


def test_a_database_made_by_the_migrations_before_the_squash_goes_on(step):
    recorder = MigrationRecorder(connection)
    loader = MigrationLoader(connection)
    assert len(loader.replacements) >= 8
    for (label, name), migration in loader.replacements.items():
        recorder.record_unapplied(label, name)
        for old in migration.replaces:
            recorder.record_applied(*old)
    call_command("migrate", "--check", stdout=io.StringIO())
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


def test_a_migration_that_depends_on_a_replaced_one_finds_its_way():
    loader = MigrationLoader(connection)
    loader.disk_migrations["core", "9999_of_a_branch"] = type(
        "Migration", (migrations.Migration,), {"dependencies": [("courses", "0014_how_to_import")]}
    )("9999_of_a_branch", "core")
    loader.load_disk = lambda: None
    loader.build_graph()
    parents = {node.key for node in loader.graph.node_map["core", "9999_of_a_branch"].parents}
    (squashed,) = [
        key for key, each in loader.disk_migrations.items() if ("courses", "0014_how_to_import") in each.replaces
    ]
    assert parents == {squashed}
