"""What may be wrong with a translation, found by comparing it with its source.

A blocking problem keeps a text from being handed in, reviewed and published: learners would lose something. A warning
is for the eyes of translator and reviewer. Every check is a function of texts alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from markdown_it.token import Token

from courses.enums import TextFormat
from courses.localization.terms import Term, occurs
from wikilearn.core import languages, markdown

LONGEST = 50_000
"""Characters that a translation may have."""
CUE_CHARACTERS, CUE_PER_SECOND = 84, 20
"""Two lines of 42 characters, read at 20 a second: what subtitlers take for readable."""
_PLACEHOLDER = re.compile(r"\{\{?\s*[\w.-]+\s*\}?\}|(?<![\w%])%(?:\(\w+\))?[sdif](?!\w)|\$\d+")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES, _END = frozenset("\u2066\u2067\u2068"), "\u2069"
_DENSE = frozenset({"Hans", "Hant", "Jpan", "Kore", "Hira", "Kana"})
_STRUCTURE = {
    "heading_open": _("heading"),
    "list_item_open": _("list item"),
    "fence": _("code block"),
    "code_block": _("code block"),
    "blockquote_open": _("quotation"),
    "tr_open": _("table row"),
    "hr": _("rule"),
}
_MARKS = ("strong_open", "em_open", "s_open", "code_inline")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text with what the checks need to know of it. `seconds`: how long a caption is shown."""

    text: str
    language: str
    format: str = TextFormat.PLAIN
    part: str = "text"
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` for programs, `message` for people; a `blocking` one keeps the text from learners."""

    code: str
    message: str | Promise
    blocking: bool = True


def problems(source: Said, translation: Said, terms: Sequence[Term] = ()) -> list[Problem]:
    """All that is wrong, blocking problems first. An empty translation has the one problem that it is none."""
    if not translation.text.strip():
        return [Problem("untranslated", _("Not translated yet."), blocking=False)]
    if len(translation.text) > LONGEST:
        return [Problem("too_long", _("The text is too long to be a translation."))]
    found = [*_characters(translation.text)]
    for check in _CHECKS:
        found += check(source, translation)
    found += _terms(source, translation, terms)
    return sorted(found, key=lambda problem: not problem.blocking)


def blocking(found: Iterable[Problem]) -> list[Problem]:
    """Those that keep a text from learners."""
    return [problem for problem in found if problem.blocking]


def option_problems(options: Sequence[str], source: dict[str, str], said: dict[str, str]) -> list[Problem]:
    """What is wrong with the answers of a question taken together: all are said, or none; no two are the same.

    `options` are the ids in use, `source` and `said` the texts by id.
    """
    wanted = [option for option in options if source.get(option, "").strip()]
    given = {option: said[option].strip() for option in wanted if said.get(option, "").strip()}
    found = []
    if given and len(given) < len(wanted):
        found.append(Problem("missing_option", _("An answer of this question is missing.")))
    same_in_source = len({source[option].strip() for option in given})
    if len({text.casefold() for text in given.values()}) < min(len(given), same_in_source):
        found.append(Problem("same_options", _("Two answers of this question say the same.")))
    return found


def _characters(text: str) -> Iterator[Problem]:
    if _OVERRIDES & set(text) or not _isolates_close(text):
        yield Problem("bidi", _("The text holds invisible characters that turn the order of other characters."))
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t\r" for character in text):
        yield Problem("control", _("The text holds control characters."))


def _isolates_close(text: str) -> bool:
    """Isolates are how one writes foreign words properly, if each is closed in its line."""
    for line in text.splitlines():
        depth = 0
        for character in line:
            depth += (character in _ISOLATES) - (character == _END)
            if depth < 0:
                return False
        if depth:
            return False
    return True


def _placeholders(source: Said, translation: Said) -> Iterator[Problem]:
    wanted, given = (Counter(_PLACEHOLDER.findall(said.text)) for said in (source, translation))
    for name in wanted.keys() | given.keys():
        if name not in given:
            yield Problem("placeholder", _say(_("The placeholder %(name)s is missing."), name=name))
        elif name not in wanted:
            yield Problem("placeholder", _say(_("The source has no placeholder %(name)s."), name=name))


def _links(source: Said, translation: Said) -> Iterator[Problem]:
    wanted, given = (_targets(said.text, said.format) for said in (source, translation))
    for target in dict.fromkeys(wanted):
        if target not in given:
            yield Problem("link", _say(_("The link to %(target)s is missing."), target=target[:200]))
    for target in dict.fromkeys(given):
        if target not in wanted:
            yield Problem(
                "new_link", _say(_("The source has no link to %(target)s."), target=target[:200]), blocking=False
            )


def _markup(source: Said, translation: Said) -> Iterator[Problem]:
    if source.format != TextFormat.MARKDOWN:
        return
    wanted, given = _shape(source.text), _shape(translation.text)
    for kind in dict.fromkeys([*wanted.blocks, *given.blocks]):
        name, level = kind
        if wanted.blocks[kind] != given.blocks[kind]:
            yield Problem(
                "structure",
                _say(
                    _("Number of elements of the kind “%(kind)s”: %(here)d here, %(there)d in the source."),
                    kind=format_lazy("{} {}", _STRUCTURE[name], level) if level else _STRUCTURE[name],
                    here=given.blocks[kind],
                    there=wanted.blocks[kind],
                ),
            )
    if not given.balanced and wanted.balanced:
        yield Problem("tags", _("An HTML tag is opened and not closed, or closed and not opened."))
    for tag in wanted.tags.keys() | given.tags.keys():
        if wanted.tags[tag] != given.tags[tag]:
            yield Problem("tags", _say(_("The tag <%(tag)s> does not stand here as often as in the source."), tag=tag))
    if given.loose > wanted.loose:
        yield Problem("marks", _("Marks for emphasis or code are not closed."))
    if wanted.marks != given.marks:
        yield Problem("emphasis", _("Emphasis or code stands elsewhere than in the source."), blocking=False)


def _length(source: Said, translation: Said) -> Iterator[Problem]:
    long, short = len(source.text.strip()), len(translation.text.strip())
    dense = languages.get(translation.language).script in _DENSE
    from_dense = languages.get(source.language).script in _DENSE
    least, most = (0.1, 3) if dense and not from_dense else (0.4, 12) if from_dense and not dense else (0.33, 3)
    if long > 20 and not least <= short / long <= most:
        yield Problem("length", _("Much longer or shorter than the source."), blocking=False)


def _same(source: Said, translation: Said) -> Iterator[Problem]:
    words = re.sub(r"https?://\S+", "", _PLACEHOLDER.sub("", source.text))
    if source.text.strip() == translation.text.strip() and sum(c.isalpha() for c in words) > 3:
        yield Problem("same", _("The same as the source."), blocking=False)


def _cues(_source: Said, translation: Said) -> Iterator[Problem]:
    if not translation.part.startswith("cue."):
        return
    dense = languages.get(translation.language).script in _DENSE
    length = sum(2 if dense else 1 for c in translation.text if unicodedata.category(c) != "Mn")
    if length > CUE_CHARACTERS:
        yield Problem("cue_length", _("Too long for two lines of a caption."), blocking=False)
    elif translation.seconds and length / translation.seconds > CUE_PER_SECOND:
        yield Problem("cue_speed", _("Too long to be read in the time that the caption is shown."), blocking=False)


_CHECKS: tuple[Callable[[Said, Said], Iterator[Problem]], ...] = (
    _placeholders,
    _links,
    _markup,
    _length,
    _same,
    _cues,
)


def _terms(source: Said, translation: Said, terms: Sequence[Term]) -> Iterator[Problem]:
    for term in terms:
        if not occurs(term.term, source.text):
            continue
        for word in term.forbidden:
            if occurs(word, translation.text) and not any(
                occurs(word, good) and occurs(good, translation.text) for good in term.preferred
            ):
                yield Problem("forbidden_term", _say(_("Do not use the word “%(word)s” here."), word=word))
        if term.untranslated and not occurs(term.term, translation.text):
            yield Problem("term", _say(_("“%(term)s” is not translated."), term=term.term), blocking=False)
        elif term.preferred and not any(occurs(word, translation.text) for word in term.preferred):
            yield Problem(
                "term",
                _say(_("The glossary says “%(word)s” for “%(term)s”."), word=term.preferred[0], term=term.term),
                blocking=False,
            )


@dataclass(frozen=True, slots=True)
class _Shape:
    blocks: Counter[tuple[str, str]]
    marks: Counter[str]
    tags: Counter[str]
    balanced: bool
    loose: int


def _shape(text: str) -> _Shape:
    blocks: Counter[tuple[str, str]] = Counter()
    marks: Counter[str] = Counter()
    tags = _Tags()
    loose = 0
    for token in _tokens(text):
        if token.type in _STRUCTURE:
            blocks[token.type, token.tag[1:] if token.type == "heading_open" else ""] += 1
        elif token.type in _MARKS:
            marks[token.type] += 1
        elif token.type in ("html_block", "html_inline"):
            tags.feed(token.content)
        elif token.type == "text":
            loose += token.content.count("**") + token.content.count("__") + token.content.count("`")
    return _Shape(blocks, marks, tags.opened, not tags.open and not tags.wrong, loose)


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(each for token in markdown.tokens(text) for each in (token, *(token.children or ())))


@lru_cache(maxsize=512)
def _targets(text: str, text_format: str) -> tuple[str, ...]:
    if text_format != TextFormat.MARKDOWN:
        return tuple(_ADDRESS.findall(text))
    found: list[str] = []
    for token in _tokens(text):
        if token.type == "link_open":
            found.append(str(token.attrs.get("href", "")))
        elif token.type == "image":
            found.append(str(token.attrs.get("src", "")))
        elif token.type in ("html_block", "html_inline"):
            found += re.findall(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", token.content)
        elif token.type == "text":
            found += _ADDRESS.findall(token.content)
    return tuple(found)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: Counter[str] = Counter()
        self.open: list[str] = []
        self.wrong = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.opened[tag] += 1
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.opened[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                self.wrong = True
        elif tag not in _VOID:
            self.wrong = True


def _say(message: Promise, **values: Any) -> Promise:
    """The message with its values, translated when it is shown."""
    return format_lazy("{}", _Filled(message, values))


class _Filled:
    def __init__(self, message: Promise, values: dict[str, Any]) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return str(self.message) % self.values
