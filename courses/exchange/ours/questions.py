"""Questions as people write them: options with `right: true`, items with `match`, scenarios with situations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.enums import QuestionKind
from courses.exchange.ours.nodes import Fields, Problem, Source, compose
from courses.exchange.ours.spelling import spell
from courses.exchange.ours.texts import read_texts, texts_fields

CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
_MAIN = ("prompt", "explanation")


@dataclass(slots=True)
class Question:
    """A question as the file has it; `settings` and `answer` as in `courses.models.Question`."""

    key: str
    module: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    line: int = field(default=1, compare=False)


def read(fields: Fields) -> Question:
    """One entry of `questions.yaml`."""
    question = Question(
        key=fields.required("key"),
        module=fields.required("module"),
        kind=fields.one_of("kind", QuestionKind.values, str(QuestionKind.SINGLE)),
        line=fields.line,
    )
    if "answer" in fields or "settings" in fields:
        question.settings, question.answer = fields.mapping("settings"), fields.mapping("answer")
    else:
        _READ[QuestionKind(question.kind)](question, fields)
    read_texts(fields, _MAIN, question.texts, question.formats)
    fields.finish()
    return question


def write(question: Question) -> dict[str, Any]:
    """The fields of the entry: as a person would write them, or plainly what is kept where that says more."""
    head = {"key": question.key, "module": question.module, "kind": question.kind}
    texts = dict(question.texts)
    try:
        natural = head | _main(texts) | _WRITE[QuestionKind(question.kind)](question, texts)
        natural |= texts_fields(texts, (), question.formats)
        if _reads_back(natural, question):
            return natural
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    kept = {"settings": question.settings, "answer": question.answer}
    return head | kept | texts_fields(question.texts, _MAIN, question.formats)


def _reads_back(fields: dict[str, Any], question: Question) -> bool:
    problems: list[Problem] = []
    source = Source("", problems)
    return read(Fields.of(compose(spell(fields), source), source)) == question and not problems


def _main(texts: dict[str, str]) -> dict[str, Any]:
    return {part: texts.pop(part) for part in _MAIN if part in texts}


def _shuffle(question: Question) -> dict[str, Any]:
    return {} if "shuffle" not in question.settings else {"shuffle": question.settings["shuffle"]}


def _options(question: Question, texts: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for key in question.settings["options"]:
        option: dict[str, Any] = {"key": key}
        if key in question.answer.get("correct", ()):
            option["right"] = True
        found.append(option | _popped(texts, {"text": f"option.{key}", "explanation": f"explanation.{key}"}))
    return found


def _popped(texts: dict[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts.pop(part) for name, part in parts.items() if part in texts}


def _write_choices(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    return {"options": _options(question, texts)} | _shuffle(question)


def _write_ordering(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    return {"options": _options(question, texts), "order": question.answer["order"]} | _shuffle(question)


def _write_matching(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    items = [
        {"key": key, "match": question.answer["pairs"][key]}
        | _popped(texts, {"text": f"item.{key}", "explanation": f"explanation.{key}"})
        for key in question.settings["items"]
    ]
    return {"items": items, "options": _options(question, texts)} | _shuffle(question)


def _write_numeric(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    return dict(question.answer) | _popped(texts, {"unit": "unit"})


def _write_short(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    accepted: list[str] = []
    while (part := f"accepted.{len(accepted) + 1}") in texts:
        accepted.append(texts.pop(part))
    return {"accepted": accepted}


def _write_scenario(question: Question, texts: dict[str, str]) -> dict[str, Any]:
    nodes = []
    for node in question.settings["nodes"]:
        choices = []
        for choice in node["choices"]:
            step = f"{node['id']}.{choice['id']}"
            said = _popped(texts, {"text": f"choice.{step}", "feedback": f"feedback.{step}"})
            choices.append(
                {"id": choice["id"]} | said | {name: choice[name] for name in ("to", "points") if name in choice}
            )
        nodes.append({"id": node["id"]} | _popped(texts, {"text": f"node.{node['id']}"}) | {"choices": choices})
    fields: dict[str, Any] = {"start": question.settings["start"], "nodes": nodes}
    return fields | ({"paths": question.answer["paths"]} if question.answer else {})


def _take(fields: Fields, names: Mapping[str, str], texts: dict[str, str]) -> None:
    for name, part in names.items():
        if (text := fields.text(name)) is not None:
            texts[part] = text


def _read_options(question: Question, fields: Fields) -> list[str]:
    """The options into settings and texts; gives those that are right."""
    keys, right = [], []
    for option in fields.lists("options"):
        key = option.required("key")
        if key in keys:
            option.problem("key", _("The key “%(key)s” is used twice.") % {"key": key})
        keys.append(key)
        if option.yes("right"):
            right.append(key)
        _take(option, {"text": f"option.{key}", "explanation": f"explanation.{key}"}, question.texts)
        option.finish()
    question.settings = {"options": keys}
    if "shuffle" in fields:
        question.settings["shuffle"] = fields.yes("shuffle")
    return right


def _read_choices(question: Question, fields: Fields) -> None:
    question.answer = {"correct": _read_options(question, fields)}


def _read_ordering(question: Question, fields: Fields) -> None:
    _read_options(question, fields)
    question.answer = {"order": fields.texts("order") if "order" in fields else list(question.settings["options"])}


def _read_matching(question: Question, fields: Fields) -> None:
    pairs: dict[str, str] = {}
    items = []
    for item in fields.lists("items"):
        key = item.required("key")
        if key in pairs:
            item.problem("key", _("The key “%(key)s” is used twice.") % {"key": key})
        items.append(key)
        pairs[key] = item.required("match")
        _take(item, {"text": f"item.{key}", "explanation": f"explanation.{key}"}, question.texts)
        item.finish()
    _read_options(question, fields)
    question.settings["items"], question.answer = items, {"pairs": pairs}


def _read_numeric(question: Question, fields: Fields) -> None:
    question.answer = {name: said for name in ("value", "tolerance") if (said := fields.text(name)) is not None}
    _take(fields, {"unit": "unit"}, question.texts)


def _read_short(question: Question, fields: Fields) -> None:
    for number, text in enumerate(fields.texts("accepted"), start=1):
        question.texts[f"accepted.{number}"] = text


def _read_scenario(question: Question, fields: Fields) -> None:
    nodes = []
    for node in fields.lists("nodes"):
        name = node.required("id")
        _take(node, {"text": f"node.{name}"}, question.texts)
        choices = [_read_choice(question, name, choice) for choice in node.lists("choices")]
        node.finish()
        nodes.append({"id": name, "choices": choices})
    question.settings = {"start": fields.required("start"), "nodes": nodes}
    if "paths" in fields:
        question.answer = {"paths": fields.value("paths")}


def _read_choice(question: Question, node: str, fields: Fields) -> dict[str, Any]:
    name = fields.required("id")
    step = f"{node}.{name}"
    choice: dict[str, Any] = {"id": name}
    if "to" in fields:
        to = fields.text("to")
        choice["to"] = None if to in (None, "", "null", "~") else to
    else:
        choice["to"] = None
    if "points" in fields:
        choice["points"] = fields.whole("points", 0, least=-100, most=100)
    _take(fields, {"text": f"choice.{step}", "feedback": f"feedback.{step}"}, question.texts)
    fields.finish()
    return choice


_READ = {
    QuestionKind.SINGLE: _read_choices,
    QuestionKind.MULTIPLE: _read_choices,
    QuestionKind.ORDERING: _read_ordering,
    QuestionKind.MATCHING: _read_matching,
    QuestionKind.NUMERIC: _read_numeric,
    QuestionKind.SHORT_TEXT: _read_short,
    QuestionKind.SCENARIO: _read_scenario,
}
_WRITE = {
    QuestionKind.SINGLE: _write_choices,
    QuestionKind.MULTIPLE: _write_choices,
    QuestionKind.ORDERING: _write_ordering,
    QuestionKind.MATCHING: _write_matching,
    QuestionKind.NUMERIC: _write_numeric,
    QuestionKind.SHORT_TEXT: _write_short,
    QuestionKind.SCENARIO: _write_scenario,
}
