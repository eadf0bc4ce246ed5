"""Which files of the front-end packages are collected: style sheets and icons, not their scripts and sources."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """`django.contrib.staticfiles`, leaving out what no page of ours asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "codex.js",
        "*.cjs",
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
        "ht*x-4*",
        "htmx-2.js",
    ]
