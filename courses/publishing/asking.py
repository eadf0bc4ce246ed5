"""What of a question may be compiled for a browser, and what stays in its revision.

Parts of the texts of a question: `prompt`; `option.<id>`; `item.<id>` (what options are matched to); `unit` (of a
number); `node.<id>` and `choice.<node>.<choice>` (of a scenario); `explanation`, `explanation.<id>` and
`feedback.<node>.<choice>`, shown after the answer; `accepted.<n>`, the accepted words of a short text, never shown
before the answer and never compiled.
"""

from typing import Any

from courses.assessment.drawing import mixed
from courses.enums import QuestionKind
from courses.publishing.snapshot import Document


def is_key(part: str) -> bool:
    """The text is a part of the key of answers."""
    return part.startswith("accepted.")


def options_of(question: Document, html: dict[str, str]) -> list[dict[str, str]]:
    """`[{"id", "html"}]`, and with `"of"`: `item`, `unit`, `node` or `choice` what is no option.

    The author's order of what is to be put in order, or matched, would be the answer: it is shuffled here already.
    """
    settings, kind = question["settings"], question["kind"]
    if kind == QuestionKind.SCENARIO:
        return _scenario(settings, html)
    ids = list(settings.get("options", []))
    if kind in (QuestionKind.ORDERING, QuestionKind.MATCHING):
        ids = mixed(ids, seed=question["key"], never=ids)
    options = [{"id": each, "html": html.get(f"option.{each}", "")} for each in ids]
    options += [{"id": each, "html": html.get(f"item.{each}", ""), "of": "item"} for each in settings.get("items", [])]
    return options + ([{"id": "unit", "html": html["unit"], "of": "unit"}] if "unit" in html else [])


def explanations_of(html: dict[str, str]) -> dict[str, str]:
    """By id of what is explained (`""`: the question, `n1.a`: a step of a scenario)."""
    found = {}
    for part, text in html.items():
        what, _dot, of = part.partition(".")
        if what in ("explanation", "feedback"):
            found[of] = text
    return found


def published_question(document: Document, question: Document) -> dict[str, Any]:
    """The document of a `QuestionRevision`. `accepted` holds the accepted words by language.

    `language` is the source language, where there are such words."""
    from courses.publishing.compiling import Compiler

    said: dict[str, Any] = {
        "kind": question["kind"],
        "settings": question["settings"],
        "answer": question["answer"],
        "texts": {part: document["segments"][key]["text"] for part, key in question["texts"].items()},
    }
    if any(is_key(part) for part in question["texts"]):
        tags = [document["course"]["source_language"], *sorted(document["translations"])]
        words = {tag: Compiler(document, tag).accepted(question) for tag in tags}
        said |= {"accepted": {tag: texts for tag, texts in words.items() if texts}, "language": tags[0]}
    return said


def _scenario(settings: dict[str, Any], html: dict[str, str]) -> list[dict[str, str]]:
    shown = []
    for node in settings.get("nodes", []):
        shown.append({"id": node["id"], "html": html.get(f"node.{node['id']}", ""), "of": "node"})
        for choice in node["choices"]:
            step = f"{node['id']}.{choice['id']}"
            shown.append({"id": step, "html": html.get(f"choice.{step}", ""), "of": "choice"})
    return shown
