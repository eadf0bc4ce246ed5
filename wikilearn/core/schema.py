"""Many tables in one step: what makes an empty database ready in seconds.

Django renders the models of a migration's state anew for each operation: those that changed, and all that are connected
with them. Where nearly every table leads to a person, that is nearly all models for each table.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class InOneStep(Operation):
    """Operations that only create (tables, triggers), whose models are rendered once, when all of them are known.

    So tables may refer to each other in any order: PostgreSQL hears of foreign keys at the end of the migration.
    Not for operations that change or remove what is there, and not for ones that look at the state in between.
    """

    serialization_expand_args = ["operations"]
    category = OperationCategory.ADDITION

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it is written in a migration."""
        return self.__class__.__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note everything; a state that nobody has rendered costs next to nothing."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create in the given order, each from the models as they are in the end."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - a trigger's model would be looked up there, where no model is left
    ) -> None:
        """Remove in the opposite order."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        """What it does, as `migrate --plan` says it."""
        return f"Create {len(self.operations)} tables and triggers in one step"
