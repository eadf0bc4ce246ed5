"""What is wrong with a package before it is imported, and what its authors should know of it. No database."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.assessment.checking import pool_warnings, problems_of, warnings_of
from courses.editing.uploads import LIMITS
from courses.enums import BlockKind
from courses.errors import UploadRefused
from courses.exchange.document import MediaDocument
from courses.exchange.media import examined
from courses.exchange.ours.captions import is_timing
from courses.exchange.ours.nodes import Problem
from courses.exchange.ours.reading import Package
from courses.publishing.snapshot import Document

_SENTENCE = re.compile(r"[.!?]+\\?(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(slots=True)
class Figures:
    """A package in numbers. `reading_ease` is Flesch's for English (60–70 is plain), None for other languages."""

    modules: int = 0
    lessons: int = 0
    words: int = 0
    minutes: int = 0
    questions: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    reading_ease: int | None = None


def errors_of(package: Package) -> list[Problem]:
    """Everything for which the package is refused."""
    return sorted(
        {*package.problems, *_questions(package), *_alternatives(package), *_recordings(package), *_files(package)}
    )


def advice_of(package: Package) -> list[Problem]:
    """What lets people guess answers, by question and by pool."""
    document = package.document
    found = []
    for question in document["questions"]:
        texts = _texts(document, question)
        for sentence in warnings_of(
            question["kind"], settings=question["settings"], answer=question["answer"], texts=texts
        ):
            path, line = package.lines["question", question["key"]]
            found.append(Problem(path, line, sentence))
    pool = [(each["kind"], each["settings"], each["answer"], _texts(document, each)) for each in document["questions"]]
    if pool:
        drawn = document["course"]["questions_per_attempt"]
        found += [Problem("questions.yaml", 1, sentence) for sentence in pool_warnings(pool, drawn=drawn)]
    return sorted(found)


def figures_of(package: Package) -> Figures:
    """How much there is."""
    document = package.document
    lessons = [lesson for module in document["modules"] for lesson in module["lessons"]]
    texts = [_texts(document, block) for lesson in lessons for block in lesson["blocks"]]
    prose = [text for each in texts for text in each.values()]
    segments = len(document["segments"])
    return Figures(
        modules=len(document["modules"]),
        lessons=len(lessons),
        words=sum(len(text.split()) for text in prose),
        minutes=sum(lesson["minutes"] for lesson in lessons),
        questions=dict(Counter(each["module"] for each in document["questions"])),
        languages={tag: 100 * len(said) // max(1, segments) for tag, said in document["translations"].items()},
        reading_ease=reading_ease(" ".join(prose)) if document["course"]["source_language"] == "en" else None,
    )


def reading_ease(text: str) -> int | None:
    """Flesch's reading ease of an English text: the higher the plainer; None for a few words."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = len(_SENTENCE.findall(text))
    if len(words) < 50 or not sentences:
        return None
    syllables = sum(max(1, len(_VOWELS.findall(word.lower().removesuffix("e")))) for word in words)
    return round(206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words))


def _texts(document: Document, element: Document) -> dict[str, str]:
    return {part: document["segments"][key]["text"] for part, key in element["texts"].items()}


def _questions(package: Package) -> Iterator[Problem]:
    for question in package.document["questions"]:
        texts = _texts(package.document, question)
        path, line = package.lines["question", question["key"]]
        try:
            found = problems_of(question["kind"], settings=question["settings"], answer=question["answer"], texts=texts)
        except (TypeError, AttributeError, KeyError, ValueError):
            found = [_("Settings and answer of the question do not fit its kind.")]
        for sentence in found:
            yield Problem(path, line, f"{question['key'][:100]}: {sentence}")


def _blocks(package: Package, *kinds: str) -> Iterator[tuple[Document, str, int]]:
    for module in package.document["modules"]:
        for lesson in module["lessons"]:
            for block in lesson["blocks"]:
                if block["kind"] in kinds:
                    yield block, *package.lines["block", lesson["key"], block["key"]]


def _alternatives(package: Package) -> Iterator[Problem]:
    for block, path, line in _blocks(package, BlockKind.IMAGE):
        alt = _texts(package.document, block).get("alt", "")
        if not alt.strip() and not block["settings"].get("decorative"):
            sentence = _("The picture has no alternative text. Describe it, or write “decorative: true”.")
            yield Problem(path, line, sentence)


def _recordings(package: Package) -> Iterator[Problem]:
    for block, path, line in _blocks(package, BlockKind.VIDEO, BlockKind.AUDIO):
        if "cues" in block["settings"] and not is_timing(block["settings"]["cues"]):
            yield Problem(path, line, _("The times of the captions cannot be read."))


def _files(package: Package) -> Iterator[Problem]:
    seen = set()
    for block, _path, _line in _blocks(package, *LIMITS):
        key = block["settings"].get("media")
        if isinstance(key, str) and key in package.media and key not in seen:
            seen.add(key)
            try:
                examined(MediaDocument(key, package.media[key], block["kind"], {}))
            except UploadRefused as error:
                yield Problem(f"media/{key}", 1, str(error))
