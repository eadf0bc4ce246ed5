"""From a document to ready pages in one language.

Each text is shown in the first language of the chain that has it and may be served: the language itself, its parents,
the source. Where it falls back, is outdated or unreviewed, the block says so, with its own language and direction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from courses.enums import BlockKind, TextFormat, TranslationState
from courses.publishing.asking import explanations_of, is_key, options_of
from courses.publishing.media import KINDS as MEDIA_KINDS
from courses.publishing.media import caption_languages, media_html
from courses.publishing.snapshot import Document
from wikilearn.core import languages, markdown

FALLBACK, OUTDATED, UNREVIEWED = "fallback", "outdated", "unreviewed"
NEEDS_A_LINE = frozenset({BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.DOWNLOAD, BlockKind.EXERCISE, BlockKind.OPAQUE})
"""Blocks that cannot be kept for reading without a connection."""
HIGHEST_HEADING = 2
"""Texts stand right below the title of the lesson."""
SEARCHED = 100_000
"""Characters of lesson text that the catalogue searches."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is shown: its own language and what a reader should know of it."""

    text: str
    language: str
    notice: str


def offered_languages(document: Document) -> list[str]:
    """The source language, and each in which at least one lesson can be read without falling back."""
    source = document["course"]["source_language"]
    return [source, *(tag for tag in sorted(document["translations"]) if Compiler(document, tag).whole_lessons())]


def caption_tracks(document: Document, compilers: "dict[str, Compiler]") -> dict[tuple[str, str], list[str]]:
    """The languages of the captions of each recording (lesson key, block key) that has some."""
    return {
        (lesson["key"], block["key"]): caption_languages(document, block, compilers)
        for module in document["modules"]
        for lesson in module["lessons"]
        for block in lesson["blocks"]
        if block["settings"].get("cues")
    }


@dataclass(slots=True)
class Compiler:
    """A document in one language.

    `lesson_route` names the page that links between lessons lead to, `captions_route` where captions are served;
    `captions` are the languages of the captions of each recording (lesson key, block key).
    """

    document: Document
    language: str
    lesson_route: str = "courses:lesson"
    captions_route: str = "courses:captions"
    source: str = field(init=False)
    chain: list[str] = field(init=False)
    asked: dict[str, Document] = field(init=False)
    lesson_keys: frozenset[str] = field(init=False)
    captions: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    rendered: dict[tuple[str, str], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.source = self.document["course"]["source_language"]
        self.chain = languages.fallback_chain([self.language], last=self.source)
        self.asked = {question["key"]: question for question in self.document["questions"]}
        self.lesson_keys = frozenset(
            lesson["key"] for module in self.document["modules"] for lesson in module["lessons"]
        )

    def said(self, key: str) -> Said:
        """The text of a segment in the best language."""
        for tag in self.chain:
            fallback = FALLBACK if tag != self.language else ""
            if tag == self.source:
                return Said(self.document["segments"][key]["text"], tag, fallback)
            text, state, _hash = self.document["translations"].get(tag, {}).get(key, ("", "", ""))
            if text and self._serves(state):
                return Said(text, tag, fallback or _notice(state))
        raise KeyError(key)

    def title(self, element: Document) -> Said:
        """The title of a course, module or lesson; its key where it has none."""
        if key := element["texts"].get("title"):
            return self.said(key)
        return Said(element.get("key", self.document["course"]["slug"]), self.source, "")

    def html(self, key: str) -> tuple[str, Said]:
        """A segment as safe HTML, with what was said of it; texts that occur twice are rendered once."""
        said = self.said(key)
        if (key, said.language) not in self.rendered:
            self.rendered[key, said.language] = self._rendered(key, said)
        return self.rendered[key, said.language], said

    def _rendered(self, key: str, said: Said) -> str:
        if self.document["segments"][key]["format"] != TextFormat.MARKDOWN:
            return f"<p>{escape(said.text, quote=False)}</p>"
        with translation.override(_interface_language(said.language)):
            return markdown.render(said.text, highest=HIGHEST_HEADING, resolve=self._resolve)

    def lessons(self) -> Iterator[dict[str, Any]]:
        """The fields of a `CompiledLesson` for each lesson, in order."""
        order = [(module, lesson) for module in self.document["modules"] for lesson in module["lessons"]]
        keys = ["", *(lesson["key"] for _module, lesson in order), ""]
        for position, (module, lesson) in enumerate(order):
            yield self.lesson(module, lesson) | {
                "position": position,
                "previous_key": keys[position],
                "next_key": keys[position + 2],
            }

    def lesson(self, module: Document, lesson: Document) -> dict[str, Any]:
        """The fields of a `CompiledLesson` that do not depend on its neighbours."""
        title, module_title = self.title(lesson), self.title(module)
        blocks = [self._block(block, lesson["key"]) for block in lesson["blocks"]]
        notices = {title.notice, *(block["notice"] for block in blocks)} - {""}
        return {
            "language": self.language,
            "lesson_key": lesson["key"],
            "module_key": module["key"],
            "minutes": lesson["minutes"],
            "title": title.text,
            "title_language": title.language,
            "module_title": module_title.text,
            "module_title_language": module_title.language,
            "blocks": blocks,
            "notices": sorted(notices),
            "translated": FALLBACK not in notices,
        }

    def questions(self) -> Iterator[dict[str, Any]]:
        """The fields of a `CompiledQuestion` for each question; never what is right, and no accepted words.

        What is asked stays out of the words that the catalogue searches: a search must not tell answers.
        """
        for position, question in enumerate(self.document["questions"]):
            html = {part: self._asked(key) for part, key in question["texts"].items() if not is_key(part)}
            _prompt, said = html.get("prompt", ("", Said("", self.language, "")))
            notices = [each.notice for _html, each in html.values() if each.notice]
            shown = {part: text for part, (text, _said) in html.items()}
            yield {
                "language": self.language,
                "key": question["key"],
                "module_key": question["module"],
                "kind": question["kind"],
                "position": position,
                "prompt": shown.get("prompt", ""),
                "options": options_of(question, shown),
                "explanations": explanations_of(shown),
                "text_language": said.language,
                "notice": notices[0] if notices else "",
            }

    def accepted(self, question: Document) -> list[str]:
        """The accepted words of a question that are written in this very language."""
        keys = [key for part, key in question["texts"].items() if is_key(part)]
        said = [self.said(key) for key in keys]
        return [each.text for each in said if each.language == self.language]

    def _asked(self, key: str) -> tuple[str, Said]:
        """A segment of a question as safe HTML, which the catalogue does not search."""
        said = self.said(key)
        return self._rendered(key, said), said

    def course(self) -> dict[str, Any]:
        """The fields of a `CompiledCourse` that come from the document."""
        title = self.title(self.document)
        summary_key = self.document["texts"].get("summary")
        summary, said = self.html(summary_key) if summary_key else ("", title)
        outline = [self._outline(module) for module in self.document["modules"]]
        return {
            "language": self.language,
            "title": title.text,
            "title_language": title.language,
            "summary": markdown.visible_text(summary),
            "summary_language": said.language,
            "outline": outline,
            "minutes": sum(module["minutes"] for module in outline),
            "lessons": sum(len(module["lessons"]) for module in outline),
            "questions": len(self.document["questions"]),
            "completeness": self.completeness(),
            "people": self.document.get("people", []),
            "search_text": self._search_text(outline),
            "audiences": self.document["course"].get("audiences", []),
            "readable_offline": self._readable_offline(),
        }

    def _readable_offline(self) -> bool:
        """Every lesson can be kept on a phone: no film, recording, file or task on a wiki in it."""
        kinds = (b["kind"] for m in self.document["modules"] for lesson in m["lessons"] for b in lesson["blocks"])
        return not NEEDS_A_LINE.intersection(kinds)

    def completeness(self) -> int:
        """The share of texts that are served in the language itself, 0–100; 100 only when all are."""
        keys = [key for key, segment in self.document["segments"].items() if segment["text"]]
        return 100 * sum(self._own(key) for key in keys) // len(keys) if keys else 100

    def whole_lessons(self) -> bool:
        """At least one lesson can be read in the language itself."""
        return any(
            all(self._own(key) for key in _keys(lesson))
            for module in self.document["modules"]
            for lesson in module["lessons"]
            if any(self.document["segments"][key]["text"] for key in _keys(lesson))
        )

    def _block(self, block: Document, lesson_key: str) -> dict[str, Any]:
        parts = [self.html(key) for key in block["texts"].values()]
        notices = [said.notice for _html, said in parts if said.notice]
        language = parts[0][1].language if parts else self.language
        if block["kind"] in (BlockKind.QUIZ, BlockKind.SCENARIO) and block["questions"]:
            notices, language = self._quiz(block["questions"])
        return {
            "key": block["key"],
            "kind": block["kind"],
            "html": self._html_of(block, lesson_key, language, "\n".join(html for html, _said in parts)),
            "language": language,
            "dir": languages.get(language).dir,
            "notice": notices[0] if notices else "",
            "questions": block["questions"],
        } | ({"exercise": block["settings"]} if block["kind"] == BlockKind.EXERCISE else {})

    def _html_of(self, block: Document, lesson_key: str, language: str, html: str) -> str:
        """Its texts, one after the other; with its file, where it has one."""
        if block["kind"] not in MEDIA_KINDS:
            return html
        with translation.override(_interface_language(language)):
            return media_html(self, lesson_key, block)

    def media_address(self, key: str) -> str:
        """Where a file of the course is served."""
        return reverse("courses:media", args=[self.document["course"]["slug"], key])

    def captions_address(self, lesson_key: str, block_key: str, language: str) -> str:
        """Where the captions of a recording are served."""
        return reverse(self.captions_route, args=[self.document["course"]["slug"], lesson_key, block_key, language])

    def _quiz(self, keys: list[str]) -> tuple[list[str], str]:
        """Notices of the questions that a block shows, and the language of the first one."""
        parts = [each for key in keys for each in self.asked[key]["texts"].items()]
        said = [self.said(text) for part, text in parts if not is_key(part)]
        return [each.notice for each in said if each.notice], said[0].language if said else self.language

    def _outline(self, module: Document) -> dict[str, Any]:
        title = self.title(module)
        lessons = [
            {"key": lesson["key"], "title": said.text, "language": said.language, "minutes": lesson["minutes"]}
            for lesson in module["lessons"]
            for said in [self.title(lesson)]
        ]
        section = self.document["texts"].get(f"section.{module['settings'].get('section')}.title")
        return {
            "key": module["key"],
            "title": title.text,
            "language": title.language,
            "minutes": module["settings"].get("minutes") or sum(lesson["minutes"] for lesson in lessons),
            "section": self.said(section).text if section else "",
            "lessons": lessons,
        }

    def _search_text(self, outline: list[dict[str, Any]]) -> str:
        titles = [
            title for module in outline for title in (module["title"], *(each["title"] for each in module["lessons"]))
        ]
        words = (markdown.visible_text(html) for html in self.rendered.values())
        return "\n".join([*titles, *words])[:SEARCHED]

    def _own(self, key: str) -> bool:
        """A text, if it is one, is shown in the language itself."""
        return not self.document["segments"][key]["text"] or self.said(key).language == self.language

    def _serves(self, state: str) -> bool:
        """An unreviewed text of a guarded course is not shown to anybody."""
        return state != TranslationState.TRANSLATED or not self.document["course"]["guarded"]

    def _resolve(self, address: str) -> str | None:
        """Links to other lessons of the course."""
        scheme, _colon, key = address.partition(":")
        if scheme != "lesson" or key not in self.lesson_keys:
            return None
        return reverse(self.lesson_route, args=[self.document["course"]["slug"], key])


def _notice(state: str) -> str:
    return {TranslationState.OUTDATED: OUTDATED, TranslationState.TRANSLATED: UNREVIEWED}.get(
        TranslationState(state), ""
    )


def _keys(lesson: Document) -> Iterator[str]:
    yield from lesson["texts"].values()
    for block in lesson["blocks"]:
        yield from block["texts"].values()


def _interface_language(tag: str) -> str:
    """The interface language in which to word what we add to a text in that language."""
    try:
        return get_supported_language_variant(tag.lower())
    except LookupError:
        return settings.LANGUAGE_CODE
