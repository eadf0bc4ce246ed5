"""Texts by part: the usual ones as fields of their own names, others under `texts`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.enums import TextFormat
from courses.exchange.ours.nodes import Fields


def read_texts(fields: Fields, named: Sequence[str], texts: dict[str, str], formats: dict[str, str]) -> None:
    """Fill in what the fields say."""
    for part in named:
        if (text := fields.text(part)) is not None:
            if part in texts:
                fields.problem(part, _("The field “%(name)s” stands here twice.") % {"name": part})
            texts[part] = text
    others = fields.inner("texts")
    for part in others.names():
        if (text := others.text(part)) is not None:
            texts[part[:80]] = text
    written = fields.inner("formats")
    for part in written.names():
        formats[part] = written.one_of(part, TextFormat.values, str(TextFormat.MARKDOWN))


def texts_fields(texts: Mapping[str, str], named: Sequence[str], formats: Mapping[str, str]) -> dict[str, Any]:
    """The fields that `read_texts` reads back."""
    fields: dict[str, Any] = {part: texts[part] for part in named if part in texts}
    if others := {part: text for part, text in sorted(texts.items()) if part not in named}:
        fields["texts"] = others
    if formats:
        fields["formats"] = dict(sorted(formats.items()))
    return fields
