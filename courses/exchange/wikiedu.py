"""The training libraries of Wiki Education's Dashboard: YAML in `libraries/`, `modules/` and `slides/<n>-<slug>.yml`.

A library becomes a course, its categories sections, a module a module, a slide a lesson (a text and, where it has an
assessment, a quiz that is also in the module's pool). Translations stand inside the files, by language. What no library
lists is kept in a course of its own, so that nothing of the archive is lost.

Format: https://github.com/WikiEducationFoundation/WikiEduDashboard, `training_content/` and `lib/training/`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from courses.enums import BlockKind, QuestionKind, TextFormat
from courses.exchange import strict_yaml
from courses.exchange.document import (
    BlockDocument,
    CourseDocument,
    LessonDocument,
    Malformed,
    ModuleDocument,
    QuestionDocument,
    Text,
)
from courses.exchange.fields import File, key_of, list_of, mapping_of, text_of
from courses.exchange.loss_report import Outcome, Report
from wikilearn.core import languages, markdown
from wikilearn.core.archives import ArchiveRefused

ORIGIN = "wikiedu"
UNLISTED = "unlisted"
WORDS_A_MINUTE = 180
_FOLDERS = ("libraries", "modules", "slides")
_SLIDE_FIELDS = {"id", "title", "title_prefix", "summary", "content", "assessment", "translations", "button_text"}
_WORD = re.compile(r"\w+")
_IMAGE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_MEDIUM = re.compile(r"<(?:iframe|video|audio|embed|object)\b", re.IGNORECASE)
_TRAINING_LINK = re.compile(r"""(\]\(\s*|href\s*=\s*["'])/training/([\w-]+)/([\w-]+)(?:/([\w-]+))?/?(?=[)"'\s#])""")
_RELATIVE_LINK = re.compile(r"""(?:\]\(\s*|href\s*=\s*["'])((?:/(?!/)|#|\.)[^)"'\s]*)""")


@dataclass(slots=True)
class _Slide:
    """A slide, ready to become a lesson wherever a module lists it."""

    file: File
    texts: list[Text]
    content: Text | None
    question: QuestionDocument | None
    settings: dict[str, Any]
    minutes: int


def recognises(files: dict[str, bytes]) -> bool:
    """Whether an archive with these files is one of this format."""
    return any(place is not None and place[0] == "libraries" for place in map(_place, files))


def parse(files: dict[str, bytes], report: Report) -> list[CourseDocument]:
    """The courses in the archive; raises `ArchiveRefused` for files that are not what their place says."""
    return _Parser(files, report).courses()


class _Parser:
    def __init__(self, files: dict[str, bytes], report: Report) -> None:
        self.report = report
        self.languages: dict[str, str | None] = {}
        found: dict[str, dict[str, File]] = {folder: {} for folder in _FOLDERS}
        for path in sorted(files):
            place = _place(path)
            if place is None:
                report.file(path, Outcome.DROPPED)
                report.find(Outcome.DROPPED, path, path.rsplit("/", 1)[-1], "not_a_course_file")
                continue
            folder, slug = place
            data = mapping_of(strict_yaml.load(files[path], path=path), path, "")
            if slug in found[folder]:
                raise Malformed(path, _("Another file has the same name."))
            found[folder][slug] = File(path, slug, data)
        if not found["libraries"]:
            raise ArchiveRefused(_("The archive holds no training library."))
        self.libraries, self.modules = found["libraries"], found["modules"]
        self.slides = {slug: self._slide(file) for slug, file in found["slides"].items()}
        self.listed: dict[str, list[str]] = {slug: self._listed(file) for slug, file in self.modules.items()}

    def courses(self) -> list[CourseDocument]:
        used: set[str] = set()
        courses = [self._library(file, used) for file in self.libraries.values()]
        unlisted = self._unlisted(used)
        self.report.counts.update(
            libraries=len(self.libraries),
            modules=len(self.modules),
            slides=len(self.slides),
            quizzes=sum(slide.question is not None for slide in self.slides.values()),
        )
        return [*courses, *unlisted]

    def _library(self, file: File, used: set[str]) -> CourseDocument:
        texts = _texts(file, {"title": "name", "summary": "introduction"}, self._language)
        members: list[tuple[str, dict[str, Any]]] = []
        for number, category in enumerate(file.list("categories"), start=1):
            category = mapping_of(category, file.path, "categories")
            for part, field in (("title", "title"), ("summary", "description")):
                if text := text_of(category.get(field), file.path, field):
                    texts.append(Text(f"section.{number}.{part}", text, _format(part)))
            for entry in list_of(category.get("modules"), file.path, "modules"):
                entry = mapping_of(entry, file.path, "modules")
                slug = text_of(entry.get("slug"), file.path, "slug")
                if slug not in self.modules:
                    self.report.find(Outcome.DANGLING, file.path, slug, "module_missing")
                elif slug not in {member for member, _settings in members}:
                    members.append((slug, self._listing(file, entry, slug, number)))
        used.update(slug for slug, _settings in members)
        self.report.file(file.path, Outcome.IMPORTED, *_same(texts))
        slugs = [slug for slug, _settings in members]
        modules = []
        for slug, settings in members:
            listing = settings.pop("listing", "")
            module = self._module(slug, slugs, settings)
            if listing:
                module.texts.append(Text("listing", listing, TextFormat.MARKDOWN))
            modules.append(module)
        extra = {str(name): value for name, value in file.data.items() if name not in _LIBRARY_FIELDS}
        course = CourseDocument(ORIGIN, key_of(file.slug, 100), key_of(file.slug, 100), "en", texts, modules)
        if extra:
            course.settings["origin"] = extra
        return course

    def _listing(self, file: File, entry: dict[str, Any], slug: str, section: int) -> dict[str, Any]:
        settings: dict[str, Any] = {"section": section}
        name = text_of(entry.get("name"), file.path, "name")
        if name and name != self.modules[slug].text("name"):
            settings["listed_as"] = name
            self.report.find(Outcome.KEPT, file.path, name, "listed_name")
        settings["listing"] = text_of(entry.get("description"), file.path, "description")
        return settings

    def _unlisted(self, used: set[str]) -> list[CourseDocument]:
        """What no library lists: modules, and in a module of their own the slides that no module lists."""
        slugs = [slug for slug in self.modules if slug not in used]
        for slug in slugs:
            self.report.find(Outcome.ORPHAN, self.modules[slug].path, slug, "module_unlisted")
        modules = [self._module(slug, slugs, {}) for slug in slugs]
        listed = {slug for slugs in self.listed.values() for slug in slugs}
        orphans = [slug for slug in self.slides if slug not in listed]
        for slug in orphans:
            self.report.find(Outcome.ORPHAN, self.slides[slug].file.path, slug, "slide_unused")
        if orphans:
            title = Text("title", "Slides that no module lists")
            lessons = [self._lesson("orphan-slides", slug, slugs) for slug in orphans]
            modules.append(ModuleDocument("orphan-slides", [title], lessons))
        if not modules:
            return []
        texts = [
            Text("title", "Modules and slides that no library lists"),
            Text("summary", "Kept from the import, so that nothing is lost.", TextFormat.MARKDOWN),
        ]
        return [CourseDocument(ORIGIN, UNLISTED, UNLISTED, "en", texts, modules)]

    def _listed(self, file: File) -> list[str]:
        """The slides of a module that exist, each once; reports the others."""
        slugs = [
            text_of(entry.get("slug") if isinstance(entry, dict) else entry, file.path, "slug")
            for entry in file.list("slides")
        ]
        if not slugs:
            self.report.find(Outcome.KEPT, file.path, file.slug, "module_empty")
        for slug in slugs:
            if slug not in self.slides:
                self.report.find(Outcome.DANGLING, file.path, slug, "slide_missing")
        return list(dict.fromkeys(slug for slug in slugs if slug in self.slides))

    def _module(self, slug: str, course: list[str], settings: dict[str, Any]) -> ModuleDocument:
        file = self.modules[slug]
        texts = _texts(file, {"title": "name", "summary": "description"}, self._language)
        for name in ("kind", "status"):
            if value := file.text(name):
                settings[name] = value
        if minutes := [int(number) for number in re.findall(r"\d{1,4}", file.text("estimated_ttc"))]:
            settings["minutes"] = max(minutes)
        extra = {name: value for name, value in file.data.items() if name == "settings" or name not in _MODULE_FIELDS}
        if extra:
            settings["origin"] = extra
            self.report.find(Outcome.KEPT, file.path, ", ".join(map(str, extra)), "module_setting")
        self.report.file(file.path, Outcome.IMPORTED, *_same(texts))
        lessons = [self._lesson(slug, slide, course) for slide in self.listed[slug]]
        return ModuleDocument(key_of(slug, 95), texts, lessons, settings)

    def _lesson(self, module: str, slug: str, course: list[str]) -> LessonDocument:
        slide = self.slides[slug]
        key = self._lesson_key(module, slug)
        blocks = []
        if slide.content is not None:
            content = self._linked(slide.content, course)
            for dead in _RELATIVE_LINK.findall(content.source):
                self.report.find(Outcome.CHANGED, slide.file.path, dead, "dead_link")
            blocks.append(BlockDocument("text", BlockKind.PROSE, [content]))
        if slide.question is not None:
            question = slide.question
            texts = [self._linked(text, course) for text in question.texts]
            asked = QuestionDocument(key, question.kind, dict(question.settings), dict(question.answer), texts)
            blocks.append(BlockDocument("quiz", BlockKind.QUIZ, questions=[asked]))
        return LessonDocument(key, slide.minutes, slide.texts, blocks, dict(slide.settings))

    @staticmethod
    def _lesson_key(module: str, slide: str) -> str:
        return f"{key_of(module, 95)}--{key_of(slide, 95)}"

    def _slide(self, file: File) -> _Slide:
        title = Text("title", " ".join(filter(None, [file.text("title_prefix"), file.text("title")])) or file.slug)
        texts = [title, *_texts(file, {"summary": "summary"}, self._language)]
        content = Text("text", file.text("content"), TextFormat.MARKDOWN)
        quiz = Text("quiz", "", TextFormat.MARKDOWN)
        asked = _quiz(file.data.get("assessment"), file.path)
        translated_quizzes = {}
        for language, said in file.translations().items():
            tag = self._language(language, file.path)
            if tag is None:
                continue
            self.report.translations[tag] += 1
            for text, name in ((title, "title"), (content, "content")):
                if text.source and (translation := text_of(said.get(name), file.path, name)):
                    text.translations[tag] = translation
            if translated := _quiz(said.get("assessment"), file.path):
                translated_quizzes[tag] = translated
        question = self._question(file, asked, translated_quizzes) if asked else None
        if asked and question is None:
            quiz.source = asked.as_prose()
            quiz.translations = {tag: translated.as_prose() for tag, translated in translated_quizzes.items()}
            content = _joined(content, quiz)
        self._count(file, texts, content, question)
        settings: dict[str, Any] = {}
        if button := file.text("button_text"):
            settings["button"] = button
            self.report.find(Outcome.KEPT, file.path, button, "button_text")
        if extra := {str(name): value for name, value in file.data.items() if name not in _SLIDE_FIELDS}:
            settings["origin"] = extra
            self.report.find(Outcome.KEPT, file.path, ", ".join(extra), "unknown_field")
        words = len(markdown.visible_text(content.source).split()) + (60 if question else 0)
        minutes = max(1, ceil(words / WORDS_A_MINUTE))
        return _Slide(file, texts, content if content.source else None, question, settings, minutes)

    def _question(self, file: File, asked: "_Quiz", translated: dict[str, "_Quiz"]) -> QuestionDocument | None:
        if asked.correct not in asked.options:
            self.report.find(Outcome.CHANGED, file.path, asked.prompt, "no_correct_answer")
            return None
        texts = [
            Text(
                part, text, TextFormat.MARKDOWN, {tag: said for tag, quiz in translated.items() if (said := quiz[part])}
            )
            for part, text in asked.parts()
            if text
        ]
        settings = {"options": list(asked.options)}
        return QuestionDocument("", QuestionKind.SINGLE, settings, {"correct": [asked.correct]}, texts)

    def _count(self, file: File, texts: list[Text], content: Text, question: QuestionDocument | None) -> None:
        """Words before and after, and what a reader will see in another way."""
        before, after = _same([*texts, *(question.texts if question else [])])
        for text in filter(None, [content.source, *content.translations.values()]):
            seen = Counter(_WORD.findall(markdown.visible_text(markdown.unsafe_html(text))))
            lost = seen - Counter(_WORD.findall(markdown.visible_text(markdown.render(text))))
            before += seen.total()
            after += seen.total() - lost.total()
            if lost:
                self.report.find(Outcome.DROPPED, file.path, " ".join(lost), "words_lost")
        for pattern, why in ((_IMAGE, "external_image"), (_MEDIUM, "external_media")):
            if number := len(pattern.findall(content.source)):
                self.report.find(Outcome.CHANGED, file.path, f"{number} ×", why)
        self.report.file(file.path, Outcome.IMPORTED, before, after)

    def _linked(self, text: Text, course: list[str]) -> Text:
        """The text with links to other lessons of the same course pointing to them."""
        said = {tag: self._relinked(translation, course) for tag, translation in text.translations.items()}
        return Text(text.part, self._relinked(text.source, course), text.format, said)

    def _relinked(self, text: str, course: list[str]) -> str:
        def lesson(match: re.Match[str]) -> str:
            before, module, slide = match[1], match[3], match[4]
            slides = self.listed.get(module, []) if module in course else []
            slide = slide or (slides[0] if slides else "")
            return f"{before}lesson:{self._lesson_key(module, slide)}" if slide in slides else match[0]

        return _TRAINING_LINK.sub(lesson, text)

    def _language(self, tag: str, path: str) -> str | None:
        if tag not in self.languages:
            try:
                self.languages[tag] = languages.canonical(tag)
            except ValueError:
                self.languages[tag] = None
        if self.languages[tag] is None:
            self.report.find(Outcome.DROPPED, path, tag, "unknown_language")
        return self.languages[tag]


_LIBRARY_FIELDS = {"name", "id", "introduction", "categories", "translations"}
_MODULE_FIELDS = {"name", "id", "description", "slides", "estimated_ttc", "kind", "status", "translations"}


@dataclass(slots=True)
class _Quiz:
    """An assessment as it stands in a file: options and explanations by their ids."""

    prompt: str
    correct: str
    options: dict[str, str]
    explanations: dict[str, str]

    def __getitem__(self, part: str) -> str:
        name, _dot, number = part.partition(".")
        if name == "prompt":
            return self.prompt
        return (self.options if name == "option" else self.explanations).get(number, "")

    def parts(self) -> Iterator[tuple[str, str]]:
        yield "prompt", self.prompt
        for number, text in self.options.items():
            yield f"option.{number}", text
            yield f"explanation.{number}", self.explanations[number]

    def as_prose(self) -> str:
        """The words alone, for a question that cannot be asked."""
        options = [f"- {text} {self.explanations[number]}".rstrip() for number, text in self.options.items()]
        return "\n\n".join(filter(None, [self.prompt, "\n".join(options)]))


def _quiz(value: Any, path: str) -> _Quiz | None:
    """An assessment, with or without the colons that Ruby's symbols have left in some files."""
    said = {str(name).lstrip(":"): item for name, item in mapping_of(value, path, "assessment").items()}
    if not said:
        return None
    options: dict[str, str] = {}
    explanations: dict[str, str] = {}
    for answer in list_of(said.get("answers"), path, "answers"):
        fields = {str(name).lstrip(":"): item for name, item in mapping_of(answer, path, "answers").items()}
        number = text_of(fields.get("id"), path, "id")[:40] or str(len(options) + 1)
        if number in options:
            raise Malformed(path, _("Two answers have the same id."))
        options[number] = text_of(fields.get("text"), path, "text")
        explanations[number] = text_of(fields.get("explanation"), path, "explanation")
    correct = text_of(said.get("correct_answer_id"), path, "correct_answer_id")
    return _Quiz(text_of(said.get("question"), path, "question"), correct, options, explanations)


def _texts(file: File, parts: dict[str, str], language: Callable[[str, str], str | None]) -> list[Text]:
    """The texts of a file by part, from the fields that hold them, with their translations."""
    texts = [Text(part, source, _format(part)) for part, field in parts.items() if (source := file.text(field))]
    if not any(text.part == "title" for text in texts) and "title" in parts:
        texts.insert(0, Text("title", file.slug))
    for tag, said in file.translations().items():
        canonical = language(tag, file.path)
        for text in texts:
            if canonical and (translation := text_of(said.get(parts[text.part]), file.path, parts[text.part])):
                text.translations[canonical] = translation
    return texts


def _joined(first: Text, second: Text) -> Text:
    """Two texts in one."""
    tags = [*dict.fromkeys([*first.translations, *second.translations])]
    said = {tag: "\n\n".join(filter(None, [first.translations.get(tag), second.translations.get(tag)])) for tag in tags}
    return Text(first.part, "\n\n".join(filter(None, [first.source, second.source])), first.format, said)


def _same(texts: list[Text]) -> tuple[int, int]:
    """Words of texts that are shown as they are, before and after."""
    words = sum(len(said.split()) for text in texts for said in (text.source, *text.translations.values()))
    return words, words


def _format(part: str) -> TextFormat:
    return TextFormat.PLAIN if part.endswith("title") else TextFormat.MARKDOWN


def _place(path: str) -> tuple[str, str] | None:
    """The folder and the slug of a file of a course, None for other files."""
    parts = path.split("/")
    folder = next((part for part in parts[:-1] if part in _FOLDERS), None)
    stem, _dot, ending = parts[-1].rpartition(".")
    if folder is None or ending.lower() not in ("yml", "yaml") or not stem:
        return None
    return folder, re.sub(r"^\d+-(?=.)", "", stem) if folder == "slides" else stem
