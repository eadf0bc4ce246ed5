"""From the document of a course to the files of its package. The same document gives the same bytes."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from courses.editing.parts import CUE
from courses.exchange.ours import captions, layout, lessons, questions
from courses.exchange.ours.spelling import file_name, spell
from courses.exchange.ours.texts import texts_fields
from courses.publishing.snapshot import Document

_NAMED = ("title", "summary")


def files_of(document: Document, media: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file by its path. `media` are the contents by key."""
    return _Writer(document).files() | {layout.media_path(key): content for key, content in media.items()}


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = {key: each["text"] for key, each in document["segments"].items()}
        self.written: dict[str, str] = {}
        self.timed: dict[tuple[str, str], Any] = {}

    def files(self) -> dict[str, bytes]:
        self.written[layout.COURSE] = spell(self._course())
        for module in self.document["modules"]:
            for lesson in module["lessons"]:
                self._lesson(lesson)
        if self.document["questions"]:
            entries = [questions.write(self._question(each)) for each in self.document["questions"]]
            self.written[layout.QUESTIONS] = "\n".join(spell([entry]) for entry in entries)
        if media := {
            key: said for key, each in sorted(self.document["media"].items()) if (said := _credits(key, each))
        }:
            self.written[layout.MEDIA] = spell(media)
        places = layout.places_of(self.document)
        for language, said in sorted(self.document["translations"].items()):
            self._language(language, said, places)
        return {path: text.encode() for path, text in sorted(self.written.items())}

    def _texts(self, element: Document) -> dict[str, str]:
        return {part: self.source[key] for part, key in element["texts"].items()}

    def _formats(self, element: Document) -> dict[str, str]:
        segments = self.document["segments"]
        return lessons.usual_formats({part: segments[key]["format"] for part, key in element["texts"].items()})

    def _course(self) -> dict[str, Any]:
        course = self.document["course"]
        fields: dict[str, Any] = {"format": int(layout.FORMAT), "key": course["slug"]}
        fields |= {"organisation": course["organisation"]} if course.get("organisation") else {}
        fields |= {"language": course["source_language"]}
        fields |= texts_fields(self._texts(self.document), _NAMED, self._formats(self.document))
        fields |= {"topic": course["topic"]} if course["topic"] is not None else {}
        for name, usual in layout.DEFAULTS.items():
            value = course.get(name, usual)
            if value != usual:
                length = name in ("pause", "time_limit")
                fields[name] = layout.duration(value) if length else value
        fields |= {"prerequisites": course["prerequisites"]} if course.get("prerequisites") else {}
        people = [
            {name: each[name] for name in layout.PEOPLE if each[name]} for each in self.document.get("people", [])
        ]
        fields |= {"people": people} if people else {}
        fields |= {"settings": course["settings"]} if course["settings"] else {}
        return fields | {"modules": [self._module(module) for module in self.document["modules"]]}

    def _module(self, module: Document) -> dict[str, Any]:
        fields = {"key": module["key"]} | texts_fields(self._texts(module), _NAMED, self._formats(module))
        fields |= {"settings": module["settings"]} if module["settings"] else {}
        return fields | {"lessons": [lesson["key"] for lesson in module["lessons"]]}

    def _lesson(self, lesson: Document) -> None:
        front = {} if lesson["key"] == file_name(lesson["key"]) else {"key": lesson["key"]}
        front |= texts_fields(self._texts(lesson), _NAMED, self._formats(lesson))
        front |= {"minutes": lesson["minutes"]}
        front |= {"settings": lesson["settings"]} if lesson["settings"] else {}
        blocks = [self._block(lesson["key"], block) for block in lesson["blocks"]]
        self.written[layout.lesson_path(lesson["key"])] = lessons.write(front, blocks)

    def _block(self, lesson: str, block: Document) -> lessons.Block:
        texts, settings = self._texts(block), dict(block["settings"])
        file = captions.as_file(settings.get("cues"), texts)
        formats = self._formats(block)
        whole = file is not None and len(settings["cues"]) == sum(part.startswith(CUE) for part in texts)
        if whole and file is not None and not any(part.startswith(CUE) for part in formats):
            self.written[layout.captions_path(lesson, block["key"])] = file
            self.timed[lesson, block["key"]] = settings.pop("cues")
            texts = {part: text for part, text in texts.items() if not part.startswith(CUE)}
        return lessons.Block(
            block["kind"], block["key"], texts, settings, list(block["questions"]), formats, bool(block["core"])
        )

    def _question(self, each: Document) -> questions.Question:
        return questions.Question(
            each["key"],
            each["module"],
            each["kind"],
            each["settings"],
            each["answer"],
            self._texts(each),
            self._formats(each),
        )

    def _language(self, language: str, said: Mapping[str, list[str]], places: Mapping[str, tuple[str, ...]]) -> None:
        texts: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for key, (text, _state, _hash) in said.items():
            *owner, part = places[key]
            texts[tuple(owner)][part] = text
        folder = f"i18n/{language}/"
        if course := self._translated_course(texts):
            self.written[folder + layout.COURSE] = spell(course)
        for module in self.document["modules"]:
            for lesson in module["lessons"]:
                self._translated_lesson(folder, lesson, texts)
        asked = {
            each["key"]: _flat(texts["question", each["key"]])
            for each in self.document["questions"]
            if texts["question", each["key"]]
        }
        if asked:
            self.written[folder + layout.QUESTIONS] = spell(asked)
        self.written[folder + layout.STATES] = spell({key: self._state(key, said[key]) for key in sorted(said)})

    def _state(self, key: str, said: list[str]) -> str:
        _text, state, source_hash = said
        current = source_hash == self.document["segments"][key]["hash"]
        return f"{state} {source_hash[: layout.SHORT] if current else source_hash}"

    def _translated_course(self, texts: Mapping[tuple[str, ...], dict[str, str]]) -> dict[str, Any]:
        fields = texts_fields(texts.get(("course",), {}), _NAMED, {})
        modules = {
            module["key"]: texts_fields(found, _NAMED, {})
            for module in self.document["modules"]
            if (found := texts.get(("module", module["key"])))
        }
        return fields | ({"modules": modules} if modules else {})

    def _translated_lesson(
        self, folder: str, lesson: Document, texts: Mapping[tuple[str, ...], dict[str, str]]
    ) -> None:
        key = lesson["key"]
        own = texts.get(("lesson", key), {})
        blocks = []
        for block in lesson["blocks"]:
            if found := dict(texts.get(("block", key, block["key"]), {})):
                file = captions.as_file(self.timed.get((key, block["key"])), found)
                if file is not None:
                    self.written[folder + layout.captions_path(key, block["key"])] = file
                    found = {part: text for part, text in found.items() if not part.startswith(CUE)}
                if found:
                    blocks.append(lessons.Block(block["kind"], block["key"], found, _shown_media(block, found)))
        if own or blocks:
            front = {} if key == file_name(key) else {"key": key}
            self.written[folder + layout.lesson_path(key)] = lessons.write(
                front | texts_fields(own, _NAMED, {}), blocks
            )


def _shown_media(block: Document, texts: Mapping[str, str]) -> dict[str, Any]:
    """The file beside a translated alternative text, for whoever reads it."""
    media = block["settings"].get("media")
    return {"media": media} if block["kind"] == "image" and "alt" in texts and isinstance(media, str) else {}


def _flat(texts: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(texts.items()))


def _credits(key: str, media: Document) -> dict[str, str]:
    said = {name: media.get(name, "") for name in layout.CREDITS if media.get(name)}
    if said.get("filename") == key:
        del said["filename"]
    return said if key == file_name(key) else said | {"file": file_name(key)}
