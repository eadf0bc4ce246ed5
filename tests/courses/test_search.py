"""The words of a catalogue entry are indexed whoever writes it."""

import pytest
from django.contrib.postgres.search import SearchQuery

from courses.models import CompiledCourse
from courses.search import configuration
from tests.factories.courses import CompiledCourseFactory

pytestmark = pytest.mark.django_db


def found(words, language="en"):
    query = SearchQuery(words, config=configuration(language), search_type="websearch")
    return CompiledCourse.objects.filter(language=language, search_vector=query).exists()


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Editing articles together", "edit article"),
        ("es", "Edición de artículos", "articulo"),
        ("pt-BR", "Segurança das contas", "seguranca conta"),
        ("ar", "الأمان الرقمي", "الرقمي"),
        ("sw", "Usalama wa kidijitali", "usalama"),
    ],
)
def test_words_are_found_in_the_language_of_the_entry(language, text, words):
    CompiledCourseFactory(language=language, title=text)
    assert found(words, language)


def test_words_follow_a_change():
    entry = CompiledCourseFactory(title="Bicycles")
    entry.title = entry.search_text = "Passphrases"
    entry.save()
    assert found("passphrase")
    assert not found("bicycle")


def test_words_of_a_very_long_text_are_indexed():
    CompiledCourseFactory(search_text=" ".join(f"word{n}" for n in range(100_000)))
    assert found("word1")


@pytest.mark.parametrize(
    ("language", "expected"), [("en-GB", "english"), ("zh-Hans", "simple"), ("ru", "russian"), ("xx", "simple")]
)
def test_configuration_follows_the_language(language, expected):
    assert configuration(language) == expected
