"""From the files of a package to the document of a course. All problems are collected, with file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.editing.parts import format_of
from courses.enums import Audience, CourseLevel, CoursePath, TranslationState
from courses.exchange.ours import captions, layout, lessons, questions
from courses.exchange.ours.nodes import Fields, Problem, Source, compose, text_file
from courses.exchange.ours.texts import read_texts
from courses.models.texts import text_hash
from courses.publishing.snapshot import Document
from wikilearn.core import languages

_NAMED = ("title", "summary")
_SERVED = frozenset({TranslationState.TRANSLATED, TranslationState.REVIEWED, TranslationState.OUTDATED})


@dataclass(slots=True)
class Package:
    """A course as its files say. `document` is as in `courses.publishing.snapshot`, without what the site knows
    (`guarded`, `kind`, measures of media); `media` are contents by key, `lines` say where elements stand.

    `stated` names the texts of each language whose state the package gives itself.
    """

    document: Document
    problems: list[Problem]
    media: dict[str, bytes] = field(default_factory=dict)
    stated: dict[str, set[str]] = field(default_factory=dict)
    lines: dict[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)


def recognises(files: Mapping[str, bytes]) -> bool:
    """Whether these are the files of one package of ours, perhaps in one folder."""
    return layout.COURSE in _at_top(files)


def read_package(files: Mapping[str, bytes]) -> Package:
    """The course in the files; look at `problems` first."""
    return _Reader(_at_top(files)).read()


def _at_top(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files without the one folder that all of them are in; without what systems and git leave behind."""
    kept = {path: content for path, content in files.items() if not _is_left_over(path)}
    tops = {path.partition("/")[0] for path in kept}
    if layout.COURSE in kept or len(tops) != 1:
        return kept
    return {path.partition("/")[2]: content for path, content in kept.items()}


def _is_left_over(path: str) -> bool:
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db") for part in path.split("/"))


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self.used: set[str] = set()
        self.segments: dict[str, dict[str, str]] = {}
        self.lines: dict[tuple[str, ...], tuple[str, int]] = {}
        self.cues: dict[tuple[str, str], list[list[int]]] = {}

    def read(self) -> Package:
        fields = self._fields(layout.COURSE)
        course, people = self._course(fields)
        texts: dict[str, str] = {}
        formats: dict[str, str] = {}
        read_texts(fields, _NAMED, texts, formats)
        own = self._texts("course", texts, formats)
        modules = [self._module(each) for each in fields.lists("modules")]
        fields.finish()
        self._once([module["key"] for module in modules], layout.COURSE)
        self._once([lesson["key"] for module in modules for lesson in module["lessons"]], layout.COURSE)
        document: Document = {
            "format": 1,
            "course": course,
            "texts": own,
            "modules": modules,
            "questions": self._questions(modules),
            "people": people,
            "segments": self.segments,
            "translations": {},
        }
        self._shown(document)
        package = Package(document, self.problems, lines=self.lines)
        document["media"] = self._media(document, package)
        for language in sorted({found[1] for path in self.files if (found := layout.LANGUAGE.match(path))}):
            self._language(language, package)
        self._unused()
        self.problems.sort()
        return package

    def _source(self, path: str) -> Source:
        return Source(path, self.problems)

    def _text(self, path: str) -> str | None:
        self.used.add(path)
        content = self.files.get(path)
        return None if content is None else text_file(content, self._source(path))

    def _fields(self, path: str) -> Fields:
        text = self._text(path)
        source = self._source(path)
        return Fields.of(compose(text, source) if text is not None else None, source)

    def _texts(self, place: str, texts: Mapping[str, str], formats: Mapping[str, str]) -> dict[str, str]:
        """The texts as segments; gives their keys by part."""
        keys = {}
        for part, text in texts.items():
            keys[part] = key = f"{place}/{part}"
            written = formats.get(part, str(format_of(part)))
            self.segments[key] = {"text": text, "format": written, "hash": text_hash(text)}
        return keys

    def _course(self, fields: Fields) -> tuple[Document, list[dict[str, str]]]:
        fields.one_of("format", {layout.FORMAT}, layout.FORMAT)
        language = fields.text("language") or "en"
        self._check_language(language, fields, "language")
        if not (fields.text("title") or "").strip() and "title" not in fields:
            fields.problem("title", _("The field “%(name)s” is missing.") % {"name": "title"})
        audiences = fields.texts("audiences")
        for each in set(audiences) - set(Audience.values):
            fields.problem(
                "audiences",
                _("“%(value)s” is not known here. Known are: %(known)s.")
                % {"value": each[:100], "known": ", ".join(sorted(Audience.values))},
            )
        course = layout.DEFAULTS | {
            "slug": fields.required("key")[:100],
            "organisation": fields.text("organisation"),
            "topic": fields.text("topic"),
            "path": fields.one_of("path", CoursePath.values, layout.DEFAULTS["path"]),
            "level": fields.one_of("level", CourseLevel.values, layout.DEFAULTS["level"]),
            "audiences": [each for each in audiences if each in Audience.values],
            "source_language": language,
            "licence": (fields.text("licence") or "")[:100],
            "sources": fields.text("sources") or "",
            "questions_per_attempt": fields.whole("questions_per_attempt", 10, least=1, most=100),
            "pass_mark": fields.whole("pass_mark", 80, least=1, most=100),
            "attempts_before_pause": fields.whole("attempts_before_pause", 3, least=1, most=20),
            "pause": self._duration(fields, "pause", 86_400.0),
            "time_limit": self._duration(fields, "time_limit", None),
            "prerequisites": sorted(set(fields.texts("prerequisites"))),
            "settings": fields.mapping("settings"),
        }
        if course["slug"] in course["prerequisites"]:
            fields.problem("prerequisites", _("A course cannot be required before itself."))
        return course, list(self._people(fields))

    def _people(self, fields: Fields) -> Iterator[dict[str, str]]:
        for each in fields.lists("people"):
            yield {
                "name": each.required("name")[:200],
                "role": (each.text("role") or "")[:200],
                "credential": (each.text("credential") or "")[:500],
            }
            each.finish()

    def _duration(self, fields: Fields, name: str, usual: float | None) -> float | None:
        text = fields.text(name)
        if text is None:
            return usual
        found = layout.DURATION.match(text.strip())
        if found is None:
            fields.problem(name, _("“%(name)s” must be a length of time like 24 h, 90 min or 45 s.") % {"name": name})
            return usual
        return float(found[1]) * layout.UNITS[found[2]]

    def _module(self, fields: Fields) -> Document:
        key = fields.required("key")
        texts: dict[str, str] = {}
        formats: dict[str, str] = {}
        read_texts(fields, _NAMED, texts, formats)
        line, lesson_keys = fields.line_of("lessons"), fields.texts("lessons")
        module = {
            "key": key,
            "settings": fields.mapping("settings"),
            "texts": self._texts(f"module/{key}", texts, formats),
            "lessons": [found for each in lesson_keys if (found := self._lesson(each, line)) is not None],
        }
        fields.finish()
        self._check_key(key, layout.COURSE, fields.line)
        self.lines["module", key] = (layout.COURSE, fields.line)
        return module

    def _lesson(self, key: str, line: int) -> Document | None:
        path = layout.lesson_path(key)
        text = self._text(path)
        if text is None:
            if path not in self.files:
                message = _("The lesson “%(key)s” has no file %(path)s.")
                self.problems.append(Problem(layout.COURSE, line, message % {"key": key, "path": path}))
            return None
        source = self._source(path)
        fields, found = lessons.parse(text, source)
        self._check_key(key, path, 1)
        if (said := fields.text("key")) not in (None, key):
            fields.problem("key", _("course.yaml calls this lesson “%(key)s”.") % {"key": key})
        texts: dict[str, str] = {}
        formats: dict[str, str] = {}
        read_texts(fields, _NAMED, texts, formats)
        if "title" not in fields and said is None:
            fields.problem("title", _("The field “%(name)s” is missing.") % {"name": "title"})
        minutes = fields.whole("minutes", 0)
        lesson: Document = {
            "key": key,
            "settings": fields.mapping("settings"),
            "texts": self._texts(f"lesson/{key}", texts, formats),
            "blocks": [self._block(key, block, path) for block in found],
        }
        fields.finish()
        lesson["minutes"] = minutes if "minutes" in fields else self._minutes(found)
        self.lines["lesson", key] = (path, 1)
        return lesson

    def _minutes(self, blocks: list[lessons.Block]) -> int:
        words = sum(len(text.split()) for block in blocks for text in block.texts.values())
        return max(1, round(words / layout.WORDS_A_MINUTE))

    def _block(self, lesson: str, block: lessons.Block, path: str) -> Document:
        file = layout.captions_path(lesson, block.key)
        if block.kind in ("video", "audio") and file in self.files:
            self.used.add(file)
            cues, texts = captions.source_cues(self.files[file], self._source(file))
            block.settings["cues"] = self.cues[lesson, block.key] = cues
            block.texts |= texts
        self._check_key(block.key, path, block.line)
        self.lines["block", lesson, block.key] = (path, block.line)
        return {
            "key": block.key,
            "kind": block.kind,
            "core": block.core,
            "settings": block.settings,
            "texts": self._texts(f"lesson/{lesson}/{block.key}", block.texts, block.formats),
            "questions": block.questions,
        }

    def _questions(self, modules: list[Document]) -> list[Document]:
        text = self._text(layout.QUESTIONS)
        source = self._source(layout.QUESTIONS)
        node = compose(text, source) if text is not None else None
        if node is None:
            return []
        around = Fields(source, {"questions": node})
        known = {module["key"] for module in modules}
        found = []
        for fields in around.lists("questions"):
            question = questions.read(fields)
            if question.module not in known:
                fields.problem("module", _("There is no module “%(key)s”.") % {"key": question.module[:100]})
            self._check_key(question.key, layout.QUESTIONS, question.line)
            self.lines["question", question.key] = (layout.QUESTIONS, question.line)
            texts = self._texts(f"question/{question.key}", question.texts, question.formats)
            found.append(
                {
                    "key": question.key,
                    "module": question.module,
                    "kind": question.kind,
                    "settings": question.settings,
                    "answer": question.answer,
                    "texts": texts,
                }
            )
        self._once([str(each["key"]) for each in found], layout.QUESTIONS)
        order = [module["key"] for module in modules]
        return sorted(found, key=lambda each: order.index(each["module"]) if each["module"] in order else 0)

    def _shown(self, document: Document) -> None:
        """Each question is shown in one block at most, in the order of the pool."""
        order = {each["key"]: place for place, each in enumerate(document["questions"])}
        shown: set[str] = set()
        for module in document["modules"]:
            for lesson in module["lessons"]:
                for block in lesson["blocks"]:
                    path, line = self.lines["block", lesson["key"], block["key"]]
                    for key in block["questions"]:
                        if key not in order:
                            message = _("There is no question “%(key)s” in questions.yaml.")
                            self.problems.append(Problem(path, line, message % {"key": key[:100]}))
                        elif key in shown:
                            message = _("The question “%(key)s” is shown in another block already.")
                            self.problems.append(Problem(path, line, message % {"key": key[:100]}))
                        shown.add(key)
                    known = [key for key in block["questions"] if key in order]
                    block["questions"] = sorted(known, key=lambda key: order[key])

    def _media(self, document: Document, package: Package) -> dict[str, Document]:
        fields = self._fields(layout.MEDIA)
        found: dict[str, Document] = {}
        for module in document["modules"]:
            for lesson in module["lessons"]:
                for block in lesson["blocks"]:
                    key = block["settings"].get("media")
                    if not isinstance(key, str) or key in found:
                        continue
                    path = layout.media_path(key)
                    self.used.add(path)
                    if path not in self.files:
                        where, line = self.lines["block", lesson["key"], block["key"]]
                        message = _("There is no file %(path)s.")
                        self.problems.append(Problem(where, line, message % {"path": path[:200]}))
                        continue
                    package.media[key] = self.files[path]
                    said = fields.inner(key)
                    found[key] = {name: said.text(name) or "" for name in layout.CREDITS}
                    found[key]["filename"] = found[key]["filename"] or key
                    said.text("file")
                    said.finish()
        fields.finish()
        return found

    def _language(self, language: str, package: Package) -> None:
        folder = f"i18n/{language}/"
        try:
            right = languages.canonical(language) == language
        except ValueError:
            right = False
        if not right or language == package.document["course"]["source_language"]:
            first = min(path for path in self.files if path.startswith(folder))
            message = _("“%(tag)s” is not a language tag.") if not right else _("This is the source language.")
            self.problems.append(Problem(first, 1, message % {"tag": language[:50]} if not right else message))
            self.used |= {path for path in self.files if path.startswith(folder)}
            return
        said = _Translated(self, folder, package.document).read()
        states = self._fields(folder + layout.STATES)
        rows: dict[str, list[str]] = {}
        for key in states.names():
            if key not in said:
                states.problem(key, _("There is no such text in this language: “%(key)s”.") % {"key": key[:200]})
                states.text(key)
        for key, text in said.items():
            rows[key] = [text, *self._state(states, key)]
        package.stated[language] = set(states.names())
        if rows:
            package.document["translations"][language] = rows

    def _state(self, states: Fields, key: str) -> tuple[str, str]:
        """State and hash of the source; `translated` from the text of the package where the file does not say."""
        current = self.segments[key]["hash"]
        state, _space, source = (states.text(key) or str(TranslationState.TRANSLATED)).partition(" ")
        if state not in _SERVED:
            states.problem(
                key,
                _("“%(value)s” is not known here. Known are: %(known)s.")
                % {"value": state[:100], "known": ", ".join(sorted(_SERVED))},
            )
        if (len(source) == layout.SHORT and current.startswith(source)) or not source:
            return state, current
        if len(source) == layout.SHORT:
            # Made from a text that the package does not hold any more: what matters is that it is another one.
            return str(TranslationState.OUTDATED), text_hash(source)
        if source != current and state != TranslationState.OUTDATED:
            state = str(TranslationState.OUTDATED)
        return state, source[:64]

    def _check_language(self, tag: str, fields: Fields, name: str) -> None:
        try:
            right = languages.canonical(tag) == tag
        except ValueError:
            right = False
        if not right:
            fields.problem(name, _("“%(tag)s” is not a language tag.") % {"tag": tag[:50]})

    def _check_key(self, key: str, path: str, line: int) -> None:
        if len(key) > 200 or "/" in key or any(ord(char) < 32 for char in key):
            self.problems.append(Problem(path, line, _("“%(key)s” cannot be a key.") % {"key": key[:50]}))

    def _once(self, keys: list[str], path: str) -> None:
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            line = self.lines.get(("question", key), (path, 1))[1] if path == layout.QUESTIONS else 1
            self.problems.append(Problem(path, line, _("The key “%(key)s” is used twice.") % {"key": key[:100]}))

    def _unused(self) -> None:
        for path in sorted(self.files.keys() - self.used):
            if path.rpartition("/")[2].lower() in layout.IGNORED:
                continue
            self.problems.append(Problem(path, 1, _("Nothing in the course uses this file.")))


class _Translated:
    """The texts of one language."""

    def __init__(self, reader: _Reader, folder: str, document: Document) -> None:
        self.reader = reader
        self.folder = folder
        self.document = document
        self.said: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        self._course()
        for module in self.document["modules"]:
            for lesson in module["lessons"]:
                self._lesson(lesson)
        asked = self.reader._fields(self.folder + layout.QUESTIONS)
        for question in self.document["questions"]:
            if question["key"] in asked:
                fields = asked.inner(question["key"])
                texts = {part: text for part in fields.names() if (text := fields.text(part)) is not None}
                self._take(f"question/{question['key']}", texts, fields)
        asked.finish()
        return self.said

    def _take(self, place: str, texts: Mapping[str, str], fields: Fields, line: int | None = None) -> None:
        for part, text in texts.items():
            key = f"{place}/{part}"
            if key not in self.reader.segments:
                message = _("The source has no such text: “%(part)s”.") % {"part": part[:80]}
                fields.source.problem(message, line or fields.line_of(part))
            else:
                self.said[key] = text

    def _course(self) -> None:
        fields = self.reader._fields(self.folder + layout.COURSE)
        texts: dict[str, str] = {}
        read_texts(fields, _NAMED, texts, {})
        self._take("course", texts, fields)
        modules = fields.inner("modules")
        for module in self.document["modules"]:
            if module["key"] in modules:
                own: dict[str, str] = {}
                inner = modules.inner(module["key"])
                read_texts(inner, _NAMED, own, {})
                self._take(f"module/{module['key']}", own, inner)
                inner.finish()
        modules.finish()
        fields.finish()

    def _lesson(self, lesson: Document) -> None:
        key = lesson["key"]
        path = self.folder + layout.lesson_path(key)
        if (text := self.reader._text(path)) is not None:
            fields, blocks = lessons.parse(text, self.reader._source(path))
            fields.text("key")
            texts: dict[str, str] = {}
            read_texts(fields, _NAMED, texts, {})
            self._take(f"lesson/{key}", texts, fields)
            fields.finish()
            for block in blocks:
                self._take(f"lesson/{key}/{block.key}", block.texts, fields, block.line)
        for block in lesson["blocks"]:
            file = self.folder + layout.captions_path(key, block["key"])
            if file in self.reader.files and (cues := self.reader.cues.get((key, block["key"]))):
                self.reader.used.add(file)
                source = self.reader._source(file)
                found = captions.translated_cues(self.reader.files[file], cues, source)
                self._take(f"lesson/{key}/{block['key']}", found, Fields(source))
