"""The settings of `make run`, plus the two addresses that pages are compared with."""

from wikilearn.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
