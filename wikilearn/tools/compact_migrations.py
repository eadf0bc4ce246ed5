"""Rewrite initial migrations so that each table is made whole, in one operation (run it without arguments).

`makemigrations` adds foreign keys, indexes and constraints one by one where models point at each other. Each such
operation makes Django render all related models again; a first start took most of its time with that. Only migrations
that no database has applied yet may be rewritten: use it before a release, then see that `makemigrations --check` finds
nothing.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wikilearn.settings.test")

import django  # noqa: E402
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations.base import Operation  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402


def compact(migration: Migration) -> bool:
    """Fold what belongs to a new table into its creation; False if there was nothing to fold."""
    created = {op.name_lower: op for op in migration.operations if isinstance(op, CreateModel)}
    added = [op for op in migration.operations if isinstance(op, AddField) and op.model_name_lower in created]
    needs = {name: _targets(op, migration.app_label) & created.keys() - {name} for name, op in created.items()}
    kept: list[AddField] = []
    for op in added:
        target = _target(op.field, migration.app_label)
        if target in created and target != op.model_name_lower and _reaches(needs, target, op.model_name_lower):
            kept.append(op)  # two tables that point at each other
            continue
        created[op.model_name_lower].fields.append((op.name, op.field))
        if target in created and target != op.model_name_lower:
            needs[op.model_name_lower].add(target)
    rest: list[Operation] = []
    whole = created.keys() - {op.model_name_lower for op in kept}
    for operation in migration.operations:
        if isinstance(operation, AddIndex) and operation.model_name_lower in whole:
            created[operation.model_name_lower].options.setdefault("indexes", []).append(operation.index)
        elif isinstance(operation, AddConstraint) and operation.model_name_lower in whole:
            created[operation.model_name_lower].options.setdefault("constraints", []).append(operation.constraint)
        elif not isinstance(operation, CreateModel) and operation not in added:
            rest.append(operation)
    operations = [*(created[name] for name in _in_order(needs)), *kept, *rest]
    if len(operations) == len(migration.operations):
        return False
    vars(migration)["operations"] = operations
    return True


def _target(field: object, app_label: str) -> str | None:
    """The model of this app that a field points at."""
    remote = getattr(field, "remote_field", None)
    if remote is None:
        return None
    app, _, name = str(getattr(remote, "model", "")).lower().rpartition(".")
    return name if app == app_label else None


def _targets(operation: CreateModel, app_label: str) -> set[str]:
    return {target for _, field in operation.fields if (target := _target(field, app_label))}


def _reaches(needs: dict[str, set[str]], start: str, goal: str) -> bool:
    return start == goal or any(_reaches(needs, name, goal) for name in needs[start])


def _in_order(needs: dict[str, set[str]]) -> list[str]:
    """The models, each after those it needs, otherwise as they were."""
    done: list[str] = []
    while len(done) < len(needs):
        done.append(next(name for name in needs if name not in done and needs[name] <= set(done)))
    return done


def main() -> None:
    """Compact the initial migrations of all our apps."""
    django.setup()
    for (_app, name), migration in MigrationLoader(None).disk_migrations.items():
        path = Path(sys.modules[type(migration).__module__].__file__ or "")
        if path.is_relative_to(ROOT) and ".venv" not in path.parts and migration.initial and compact(migration):
            path.write_text(MigrationWriter(migration, include_header=False).as_string())
            print(f"{migration.app_label} {name}: {len(migration.operations)} operations")  # noqa: T201


if __name__ == "__main__":
    main()
