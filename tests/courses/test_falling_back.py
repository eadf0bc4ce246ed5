"""What readers see where their language has nothing."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.actions.publishing import publish_course, submit_course
from courses.actions.publishing_languages import publish_localization
from courses.enums import RevisionKind
from courses.publishing.compiling import Compiler
from courses.queries.falling_back import fall_back, languages_between
from courses.queries.reading import lesson_of, served_course
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory
from wikilearn.core.languages import fallback_chain
from wikilearn.movement.enums import MemberRole

TAGS = st.sampled_from(["pt-BR", "pt", "es", "en", "zh-Hant-HK", "zh-Hant", "ar"])
CHAINS = st.lists(TAGS, max_size=5).map(fallback_chain)


@given(st.lists(TAGS, max_size=5), TAGS)
def test_chain_holds_each_language_once_parents_after_children_and_the_last_one(tags, last):
    chain = fallback_chain(tags, last=last)
    assert len(chain) == len(set(chain))
    assert set(tags) <= set(chain)
    assert last in chain
    for tag in tags:
        parent = tag.rpartition("-")[0]
        assert not parent or chain.index(parent) <= max(chain.index(tag) + 1, len(chain))
        assert not parent or parent in chain
    assert [tag for tag in chain if tag in tags] == sorted(set(tags), key=chain.index)


@given(CHAINS, TAGS, TAGS, st.lists(TAGS, unique=True))
def test_only_what_is_preferred_to_the_source_and_offered_comes_between(chain, shown, source, offered):
    between = languages_between(chain, shown=shown, source=source, offered=offered)
    assert set(between) <= set(offered) - {shown, source}
    assert between == [tag for tag in chain if tag in between]
    if source in chain:
        assert all(chain.index(tag) < chain.index(source) for tag in between)


def page(language, said, keys):
    """A compiled lesson in which the blocks `said` are in the language, the others in English."""
    blocks = [
        {"key": key, "language": language if key in said else "en", "notice": "" if key in said else "fallback"}
        for key in keys
    ]
    return SimpleNamespace(language=language, title="", title_language="en", blocks=blocks)


@settings(max_examples=80)
@given(st.dictionaries(TAGS.filter(lambda tag: tag != "en"), st.sets(st.sampled_from("abc")), min_size=1))
def test_each_block_is_in_the_first_language_that_has_it(said):
    shown, *others = [page(tag, keys, "abc") for tag, keys in said.items()]
    fall_back(shown, others)
    for block in shown.blocks:
        first = next((tag for tag, keys in said.items() if block["key"] in keys), "en")
        assert block["language"] == first
        assert block["notice"] == ("" if first == shown.language else "fallback")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TAGS.filter(lambda tag: tag != "en"), st.just(["Said", "reviewed", "h"])), TAGS)
def test_compiled_text_is_the_first_of_its_chain(translations, language):
    document = {
        "course": {"source_language": "en", "guarded": False, "slug": "x"},
        "segments": {"k": {"text": "Source", "format": "plain", "hash": "h"}},
        "translations": {tag: {"k": said} for tag, said in translations.items()},
        "modules": [],
        "questions": [],
        "texts": {},
    }
    said = Compiler(document, language).said("k")
    chain = fallback_chain([language], last="en")
    assert said.language == next(tag for tag in chain if tag in translations or tag == "en")
    assert (said.notice == "fallback") is (said.language != language)


@pytest.mark.django_db
def test_reader_of_portuguese_and_spanish_gets_spanish_before_english():
    course = CourseFactory(settings={"localization": {"threshold": 1}})
    lesson = LessonFactory(module=ModuleFactory(course=course), key="l")
    other = LessonFactory(module=lesson.module, key="m")
    for key in ("one", "two"):
        BlockFactory(lesson=lesson, key=key, text=f"Text {key}")
    BlockFactory(lesson=other, key="one", text="More")
    author = MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    for segment in course.segments.filter(lesson=other):
        TranslationFactory(segment=segment, language="pt")
    for segment in course.segments.filter(key__in=["lesson/l/title", "lesson/l/two/text"]):
        TranslationFactory(segment=segment, language="es")
    for segment in course.segments.filter(lesson=other):
        TranslationFactory(segment=segment, language="es")
    for tag in ("pt", "es"):
        publish_localization(actor=reviewer, course=course, language=tag)
    chain = fallback_chain(["pt-BR", "es"])
    served = served_course(course.slug, reader=None, chain=chain)
    assert served.entry.language == "pt"
    shown = lesson_of(served, "l", chain)
    assert [(block["language"], block["notice"]) for block in shown.blocks] == [("en", "fallback"), ("es", "fallback")]
    assert (shown.title, shown.title_language) == ("es: Title of l", "es")
    assert [block["language"] for block in lesson_of(served, "l", ["pt", "en", "es"]).blocks] == ["en", "en"]
