"""Replace the migrations of each of our apps by one that makes the same tables in one step (run it without arguments).

    python -m wikilearn.launcher with-servers python wikilearn/tools/squash_migrations.py

The new one `replaces` the old ones: a database that has them all goes on as it is, and migrations on other branches
that depend on an old name still find their way. A database that has only some of them must first be brought up to the
version before. Columns keep their order, `RunSQL` follows the tables. `RunPython` is left out and named: an empty
database has no data to change. Then see that `makemigrations --check` finds nothing and that `pg_dump --schema-only`
tells no difference to the old ones.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wikilearn.settings.test")

import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.db.migrations import CreateModel, Migration, RunPython, RunSQL  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations.base import Operation  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from pgtrigger.migrations import AddTrigger  # noqa: E402

from wikilearn.core.schema import InOneStep  # noqa: E402

NAME = "0001_squashed_"
"""Django reads the number of the last replaced migration after it, and counts on from there."""


def ours(loader: MigrationLoader) -> dict[str, list[str]]:
    """The names of the migrations of each app of ours that has more than one."""
    names: dict[str, list[str]] = {}
    for label, name in sorted(loader.disk_migrations):
        if (
            Path(apps.get_app_config(label).path).is_relative_to(ROOT)
            and ".venv" not in apps.get_app_config(label).path
        ):
            names.setdefault(label, []).append(name)
    return {label: found for label, found in names.items() if len(found) > 1}


def squash(loader: MigrationLoader, label: str, squashed: dict[str, list[str]]) -> Migration:
    """One migration in place of all of that app."""
    old = [loader.disk_migrations[label, name] for name in squashed[label]]
    migration = Migration(new_name(squashed[label]), label)
    vars(migration).update(
        initial=True,
        dependencies=sorted(dependencies(loader, label, old, squashed)),
        replaces=[(label, name) for each in old for name in (*(n for _, n in each.replaces), each.name)],
        operations=[InOneStep(list(creations(loader, label))), *of_kind(RunSQL, old)],
    )
    return migration


def new_name(names: list[str]) -> str:
    """`0001_squashed_0005_holds`, whatever number of times this is done."""
    return NAME + names[-1].removeprefix(NAME)


def dependencies(
    loader: MigrationLoader, label: str, old: list[Migration], squashed: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """What the old ones depended on in other apps, each at its newest."""
    wanted = {"people" if app == "__setting__" else app for each in old for app, _name in each.dependencies} - {label}
    for app in wanted:
        yield (app, new_name(squashed[app])) if app in squashed else loader.graph.leaf_nodes(app)[0]


def creations(loader: MigrationLoader, label: str) -> Iterator[Operation]:
    """The tables of the app as they are in the end, then their triggers."""
    models = [model for (app, _name), model in loader.project_state().models.items() if app == label]
    for model in models:
        options = {name: value for name, value in model.options.items() if name != "triggers"}
        yield CreateModel(model.name, list(model.fields.items()), options, model.bases, model.managers)
    for model in models:
        for trigger in model.options.get("triggers", []):
            yield AddTrigger(model_name=model.name_lower, trigger=trigger)


def of_kind(kind: type[Operation], migrations: list[Migration]) -> list[Operation]:
    """Operations that no state of models tells of and that are not said to be dispensable."""
    return [each for old in migrations for each in old.operations if isinstance(each, kind) and not each.elidable]


def main() -> None:
    """Write the new ones, remove the old ones."""
    django.setup()
    loader = MigrationLoader(None)
    squashed = ours(loader)
    migrations = [squash(loader, label, squashed) for label in squashed]
    for migration in migrations:
        folder = Path(apps.get_app_config(migration.app_label).path, "migrations")
        for name in squashed[migration.app_label]:
            (folder / f"{name}.py").unlink()
        (folder / f"{migration.name}.py").write_text(MigrationWriter(migration, include_header=False).as_string())
        print(f"{migration.app_label} {migration.name}")  # noqa: T201
        old = [loader.disk_migrations[migration.app_label, name] for name in squashed[migration.app_label]]
        for operation in of_kind(RunPython, old):
            print(f"    left out: {operation.describe()}")  # noqa: T201


if __name__ == "__main__":
    main()
