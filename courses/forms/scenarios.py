"""A branching scenario as its author writes it: situations, and under each its choices."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessment.scenarios import MOST_CHOICES, MOST_NODES, MOST_POINTS
from courses.enums import QuestionKind
from courses.forms.questions import Group, QuestionForm

END = "end"


class ScenarioForm(QuestionForm):
    """Situations `n1`, `n2` …: the first is where it starts. Each choice leads to a situation or to the end."""

    kind_of_question = QuestionKind.SCENARIO

    def build(self) -> None:
        """The situations that are there and one more, each with one more choice."""
        old = {node["id"]: node for node in self.old_settings.get("nodes", [])}
        self.nodes = self._names(list(old), "n", spare=1 + self.more if old else 3 + self.more)[:MOST_NODES]
        self.choices = {}
        ways = [
            ("", "–"),
            (END, _("The end")),
            *((name, _situation(place)) for place, name in enumerate(self.nodes, 1)),
        ]
        for node in self.nodes:
            known = {choice["id"]: choice for choice in old.get(node, {}).get("choices", [])}
            names = self._names(list(known), "c", spare=1 if known else 2)[:MOST_CHOICES]
            self.choices[node] = names
            self._text(f"node.{node}", _("Situation"), initial=self.existing.get(f"node.{node}", ""), rows=4)
            for number, name in enumerate(names, start=1):
                self._choice(node, name, known.get(name), ways, _("Choice %(number)d") % {"number": number})

    def settings(self) -> dict[str, Any]:
        """The graph; a situation without text and without choices is left out."""
        nodes = [
            {"id": node, "choices": [self._settings_of(node, name) for name in self._used(node)]}
            for node in self._told()
        ]
        return {"start": nodes[0]["id"] if nodes else "", "nodes": nodes}

    def answer(self) -> dict[str, Any]:
        """What was set elsewhere (right ways) stays; the form itself knows points only."""
        return self.old_answer

    def own_texts(self) -> dict[str, str]:
        """Situations, choices and what comes of them."""
        said = {}
        for node in self._told():
            said[f"node.{node}"] = self._said(f"node.{node}")
            for name in self._used(node):
                said[f"choice.{node}.{name}"] = self._said(f"choice.{node}.{name}")
                said[f"feedback.{node}.{name}"] = self._said(f"feedback.{node}.{name}")
        return said

    def groups(self) -> Iterator[Group]:
        """One a situation."""
        for place, node in enumerate(self.nodes, start=1):
            names = [f"node.{node}"]
            for choice in self.choices[node]:
                names += [f"{part}.{node}.{choice}" for part in ("choice", "to", "points", "feedback")]
            yield Group(_situation(place), [self[name] for name in names])

    def has_more(self) -> bool:
        """Up to the limit."""
        return len(self.nodes) < MOST_NODES

    def _choice(
        self, node: str, name: str, old: dict[str, Any] | None, ways: list[tuple[str, Any]], label: Any
    ) -> None:
        step = f"{node}.{name}"
        self._text(f"choice.{step}", label, initial=self.existing.get(f"choice.{step}", ""))
        self.fields[f"to.{step}"] = forms.ChoiceField(
            label=_("Leads to"), choices=ways, required=False, initial="" if old is None else old.get("to") or END
        )
        self.fields[f"points.{step}"] = forms.IntegerField(
            label=_("Points"),
            required=False,
            min_value=-MOST_POINTS,
            max_value=MOST_POINTS,
            initial=None if old is None else old.get("points", 0),
        )
        feedback = self.existing.get(f"feedback.{step}", "")
        self._text(f"feedback.{step}", _("What comes of it"), initial=feedback)

    def _told(self) -> list[str]:
        return [node for node in self.nodes if self._said(f"node.{node}") or self._used(node)]

    def _used(self, node: str) -> list[str]:
        return [name for name in self.choices[node] if self._said(f"choice.{node}.{name}")]

    def _settings_of(self, node: str, name: str) -> dict[str, Any]:
        to = self.cleaned_data.get(f"to.{node}.{name}") or END
        points = self.cleaned_data.get(f"points.{node}.{name}") or 0
        return {"id": name, "to": None if to == END else to, "points": points}

    def _names(self, old: list[str], letter: str, *, spare: int) -> list[str]:
        free = (f"{letter}{number}" for number in range(1, 1000) if f"{letter}{number}" not in old)
        return [*old, *(next(free) for _turn in range(spare))]


def _situation(number: int) -> str:
    return str(_("Situation %(number)d") % {"number": number})
