"""Our own package format, without a database: documents to files and back."""

import json
import random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from courses.exchange.ours.reading import read_package
from courses.exchange.ours.spelling import spell
from courses.exchange.ours.writing import files_of
from courses.exchange.ours.zipping import zipped
from tests.courses.generated import documents, media_of


@pytest.mark.parametrize("text", ["\n", "\n\n", "a\n", "a\n\n", "\u2028"])
def test_text_at_the_end_of_an_entry_keeps_its_line_ends(text):
    entry = spell([{"key": "a", "accepted": [text]}]) + "\n" + spell([{"key": "b"}])
    assert yaml.safe_load(entry)[0]["accepted"] == [text]


def kept(document):
    """What a package says; the rest the site knows itself."""
    document = json.loads(json.dumps(document))
    for name in ("guarded", "kind"):
        document["course"].pop(name, None)
    for media in document["media"].values():
        for name in ("content_type", "size", "sha256", "width", "height"):
            media.pop(name, None)
    return document


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_course_comes_back_from_its_files(document):
    media = media_of(document)
    files = files_of(document, media)
    package = read_package(files)
    assert [str(problem) for problem in package.problems] == []
    assert kept(package.document) == kept(document)
    assert package.media == media
    assert zipped(files) == zipped(dict(sorted(files.items(), key=lambda _each: random.random())))
    assert files_of(document, media) == files
