"""Parts of addresses."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class KeyConverter(StringConverter):
    """The key of a lesson or a block: whatever importers found there, without control characters."""

    regex = r"[^/\x00-\x1f]+"


register_converter(KeyConverter, "key")
