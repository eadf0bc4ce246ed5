"""Which static files are collected: style sheets, icons and our own; not the scripts and sources of packages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder

UNUSED = [
    "*.cjs",
    "codex.js",
    "codex.style-bidi.css",
    "messageKeys.json",
    "mixins",
    "modules",
    "sandbox",
    "theme-wikimedia-ui*.js",
    "theme-wikimedia-ui*.json",
    "theme-wikimedia-ui*.less",
    "theme-wikimedia-ui*.scss",
    "theme-wikimedia-ui.css",
    "theme-wikimedia-ui-mode-*large.css",
    "theme-wikimedia-ui-mode-small.css",
    "types",
    "ext",
    "ht*x-4*",
    "htmx-2.js",
]
"""Patterns of files and folders that no page of ours asks for."""


class Folders(FileSystemFinder):
    """`static/` and the front-end packages."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return iter(super().list([*(ignore_patterns or ()), *UNUSED]))


class Apps(AppDirectoriesFinder):
    """The `static` folders of installed apps."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        return iter(super().list([*(ignore_patterns or ()), *UNUSED]))
