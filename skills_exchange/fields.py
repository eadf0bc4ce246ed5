"""Columns for masks of bits."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class BitsField(models.Field):
    """A fixed number of bits: in Python a whole number, in PostgreSQL `bit(n)`. Bit 0 is the leftmost."""

    description = _("Bits")

    def __init__(self, *args: Any, bits: int, **kwargs: Any) -> None:
        self.bits = bits
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bits": self.bits}

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - of Django
        """The column's type."""
        return f"bit({self.bits})"

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> int | None:
        """PostgreSQL writes bits as a text of zeros and ones."""
        return None if value is None else int(value[::-1], 2)

    def get_prep_value(self, value: int | None) -> str | None:
        """The text of zeros and ones. ValidationError if the number does not fit."""
        if value is None:
            return None
        if not isinstance(value, int) or not 0 <= value < 1 << self.bits:
            raise ValidationError(_("A week has %(bits)s parts."), params={"bits": self.bits}, code="mask")
        return format(value, f"0{self.bits}b")[::-1]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - of Django
        """As `get_prep_value`."""
        return value if prepared else self.get_prep_value(value)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:  # noqa: ARG002 - of Django
        """A text does not turn into bits by itself."""
        return f"%s::bit({self.bits})"

    def to_python(self, value: Any) -> int | None:
        """A whole number."""
        return None if value is None else int(value)
