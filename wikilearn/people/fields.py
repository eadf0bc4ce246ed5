"""Columns of our own."""

from typing import Any

from django.db import models

from wikilearn.people.usernames import normalise


class UsernameField(models.CharField):
    """A username, brought to its canonical spelling wherever Django cleans, writes or looks for it as a whole."""

    def to_python(self, value: Any) -> Any:
        """The canonical spelling of a text."""
        text = super().to_python(value)
        return normalise(text) if isinstance(text, str) else text
