"""A clock that tests can set: what Python takes for now. The database keeps its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Inside, it is that moment and stays it."""
    with patch.object(timezone, "now", lambda: moment):
        yield
