"""From training libraries to course documents."""

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enums import BlockKind
from courses.exchange import strict_yaml, wikiedu
from courses.exchange.document import Malformed
from courses.exchange.loss_report import Report
from tests.courses.archives import ROOT, as_bytes, library_files
from wikilearn.core.archives import ArchiveRefused


def parsed(**changes: Any):
    report = Report()
    return wikiedu.parse(as_bytes(library_files(**changes)), report), report


def found(report, why):
    return [finding["what"] for finding in report.findings if finding["why"] == why]


def by_part(texts):
    return {text.part: text for text in texts}


def test_library_becomes_a_course_with_its_sections_modules_and_lessons():
    (course, _unlisted), report = parsed()
    texts = by_part(course.texts)
    assert (course.key, course.slug, course.language) == ("basics", "basics", "en")
    assert texts["title"].source == "The basics"
    assert texts["title"].translations == {"es": "Lo básico"}
    assert texts["section.1.title"].source == "To begin with"
    assert [module.key for module in course.modules] == ["reading", "writing"]
    assert [lesson.key for lesson in course.modules[0].lessons] == ["reading--welcome", "reading--sources"]
    assert course.modules[0].settings == {"section": 1, "minutes": 10}
    assert report.counts == {"libraries": 1, "modules": 2, "slides": 5, "quizzes": 1}
    assert report.translations == {"es": 2}


def test_slide_with_an_assessment_becomes_a_quiz_with_an_explanation_per_answer():
    (course, _unlisted), _report = parsed()
    (block,) = course.modules[1].lessons[1].blocks
    (question,) = block.questions
    texts = by_part(question.texts)
    assert block.kind == BlockKind.QUIZ
    assert question.settings == {"options": ["1", "2"]}
    assert question.answer == {"correct": ["2"]}
    assert texts["explanation.1"].source == "Too early."
    assert texts["option.2"].translations == {"es": "Leer"}


def test_dangling_and_orphan_slides_are_named():
    _courses, report = parsed()
    assert found(report, "slide_missing") == ["lost-slide"]
    assert found(report, "slide_unused") == ["lonely"]


def test_what_no_library_lists_is_kept_in_a_course_of_its_own():
    files = library_files()
    files["libraries/basics.yml"]["categories"][0]["modules"].pop()
    report = Report()
    _basics, unlisted = wikiedu.parse(as_bytes(files), report)
    assert [module.key for module in unlisted.modules] == ["writing", "orphan-slides"]
    assert found(report, "module_unlisted") == ["writing"]


def test_links_between_lessons_follow_them():
    (course, _unlisted), _report = parsed()
    (block,) = course.modules[0].lessons[0].blocks
    assert "(lesson:reading--sources)" in block.texts[0].source


def test_title_prefix_summary_and_button_are_kept():
    (course, _unlisted), report = parsed()
    lesson = course.modules[0].lessons[1]
    texts = by_part(lesson.texts)
    assert texts["title"].source == "Review: Sources"
    assert texts["summary"].source == "Why sources matter"
    assert lesson.settings["button"] == "I see"
    assert found(report, "button_text") == ["I see"]
    assert found(report, "listed_name") == ["Writing well"]


def test_words_are_counted_and_none_is_lost():
    _courses, report = parsed()
    words = report.as_json()["words"]
    assert words["before"] == words["after"] > 50
    assert found(report, "words_lost") == []


def test_script_is_no_visible_word():
    _courses, report = parsed(
        slides__2_writing__201_draft={"title": "Draft", "content": "<script>x()</script>Two words"}
    )
    path = f"{ROOT}/slides/2-writing/201-draft.yml"
    assert report.files[path] == ["imported", 3, 3]


def test_symbols_of_ruby_are_read_like_names():
    quiz = library_files()["slides/2-writing/202-check.yml"]["assessment"]
    ruby = {f":{name}": value for name, value in quiz.items()}
    ruby[":answers"] = [{f":{name}": value for name, value in answer.items()} for answer in quiz["answers"]]
    (course, _unlisted), _report = parsed(slides__2_writing__202_check={"title": "Check", "assessment": ruby})
    assert course.modules[1].lessons[1].blocks[0].questions[0].answer == {"correct": ["2"]}


def test_question_without_a_correct_answer_becomes_text():
    quiz = library_files()["slides/2-writing/202-check.yml"]
    quiz["assessment"]["correct_answer_id"] = 9
    (course, _unlisted), report = parsed(slides__2_writing__202_check=quiz)
    (block,) = course.modules[1].lessons[1].blocks
    assert block.kind == BlockKind.PROSE
    assert "Too early." in block.texts[0].source
    assert found(report, "no_correct_answer") == ["What comes first?"]


def test_unknown_fields_languages_and_files_are_reported():
    slide = {"title": "Draft", "content": "x", "sound": "x.ogg", "translations": {"not a tag": {"title": "y"}}}
    files = as_bytes(library_files(slides__2_writing__201_draft=slide))
    report = Report()
    wikiedu.parse(files | {"README": b"hello"}, report)
    assert found(report, "unknown_field") == ["sound"]
    assert set(found(report, "unknown_language")) == {"not a tag"}
    assert found(report, "not_a_course_file") == ["README"]


def test_shared_slide_is_a_lesson_in_each_module():
    files = library_files()
    files["modules/writing.yml"]["slides"].append({"slug": "welcome"})
    course, _unlisted = wikiedu.parse(as_bytes(files), Report())
    assert course.modules[1].lessons[2].key == "writing--welcome"


def test_keys_do_not_depend_on_the_order_or_the_folder_of_the_files():
    files = as_bytes(library_files())
    moved = {path.removeprefix("training_content/"): content for path, content in reversed(files.items())}
    first, second = wikiedu.parse(files, Report()), wikiedu.parse(moved, Report())
    assert first == second


def test_names_that_addresses_cannot_have_become_keys_that_stay_apart():
    files = library_files()
    for name in ("قراءة", "读"):
        files[f"slides/{name}.yml"] = {"title": name}
        files["modules/reading.yml"]["slides"].append({"slug": name})
    course, _unlisted = wikiedu.parse(as_bytes(files), Report())
    keys = [lesson.key for lesson in course.modules[0].lessons]
    assert len(set(keys)) == len(keys)
    assert all(key.isascii() for key in keys)


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("slides__2_writing__201_draft", b"title: [", "not valid YAML, see line"),
        ("slides__2_writing__201_draft", b"\xff\xfe\x00", "not UTF-8"),
        ("slides__2_writing__201_draft", b"title: !!python/object/apply:os.system ['true']", "tags are refused"),
        ("slides__2_writing__201_draft", b"title: !secret x", "tags are refused"),
        ("slides__2_writing__201_draft", b"a: &a [x, *a]", "circle"),
        ("slides__2_writing__201_draft", b"a: " + b"[" * 5000, "nested too deeply"),
        ("slides__2_writing__201_draft", b"- " * 5000 + b"x", "nested too deeply"),
        ("slides__2_writing__201_draft", b"a: &a [x]\nb: *c\n", "not valid YAML"),
        ("slides__2_writing__201_draft", b"x" * (1024 * 1024 + 1), "too large"),
        ("slides__2_writing__201_draft", {"title": ["x"]}, "must be text"),
        ("slides__2_writing__201_draft", {"title": "x", "content": "y" * 100_001}, "too long"),
        ("slides__2_writing__201_draft", ["x"], "named fields"),
        ("slides__2_writing__201_draft", {"assessment": {"answers": "x"}}, "must be a list"),
        ("slides__2_writing__201_draft", {"translations": ["x"]}, "named fields"),
        ("modules__reading", {"slides": "x"}, "must be a list"),
        ("libraries__basics", {"categories": [["x"]]}, "named fields"),
    ],
)
def test_file_that_is_not_what_its_place_says_is_named(path, content, words):
    with pytest.raises(Malformed, match=words) as refusal:
        parsed(**{path: content})
    assert ROOT in str(refusal.value)


def test_alias_bomb_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(Malformed, match="grows too large"):
        strict_yaml.load("\n".join(lines).encode(), path="bomb.yml")


def test_archive_without_libraries_is_refused():
    with pytest.raises(ArchiveRefused, match="no training library"):
        parsed(libraries__basics=None)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: yes", {"a": True}),
        ("a: 1", {"a": 1}),
        ("", None),
        ("a: ~", {"a": None}),
    ],
)
def test_plain_values_are_read(source, value):
    assert strict_yaml.load(source.encode(), path="x") == value


def _mutations():
    return st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.sampled_from(sorted(library_files())), _mutations())
def test_damaged_files_are_refused_or_read_never_more(path, mutations):
    files = as_bytes(library_files())
    content = files[f"{ROOT}/{path}"]
    for place, piece in mutations:
        place %= len(content) + 1
        content = content[:place] + piece + content[place + len(piece) // 2 :]
    try:
        courses = wikiedu.parse(files | {f"{ROOT}/{path}": content}, Report())
    except ArchiveRefused:
        return
    assert all(module.key for course in courses for module in course.modules)


_junk = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=5) | st.sampled_from(["welcome", "reading"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["slug", "id", "text", "title", "slides", "modules", "answers", "es", "assessment", "content"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.sampled_from(sorted(library_files())), st.data())
def test_fields_of_any_kind_are_refused_or_read_never_more(path, data):
    files = library_files()
    field = data.draw(st.sampled_from(sorted(files[path])))
    files[path][field] = data.draw(_junk)
    with suppress(ArchiveRefused):
        wikiedu.parse(as_bytes(files), Report())


def test_yaml_of_our_own_is_read_as_it_was_written():
    files = library_files()
    for path, content in as_bytes(files).items():
        assert strict_yaml.load(content, path=path) == yaml.safe_load(content)
