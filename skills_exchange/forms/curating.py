"""Keeping the list of skills."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.models import Topic
from skills_exchange.enums import SkillStatus
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.forms.skills import language_choices
from skills_exchange.models import Skill
from wikilearn.core import languages

LONGEST_NAME, MOST_ALIASES = 120, 20


class ProposalsForm(forms.Form):
    """Which skills a curator looks at."""

    STATUSES = (SkillStatus.PROPOSED, SkillStatus.DECLINED, SkillStatus.RETIRED, SkillStatus.MERGED)

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[(each.value, each.label) for each in STATUSES], required=False
    )


class ProposalAnswerForm(forms.Form):
    """An answer to a proposal."""

    answer = forms.CharField(
        label=_("Answer to the proposer"),
        max_length=500,
        required=False,
        help_text=_("Needed to decline. It is shown to the proposer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveSkillForm(forms.Form):
    """Where in the tree a skill stands."""

    parent = SkillChoice(label=_("Belongs to"), required=False, empty_label=_("Nothing: it is a category"))


class MergeSkillForm(forms.Form):
    """Which skill stays."""

    into = SkillChoice(label=_("The skill that stays"))
    sure = forms.BooleanField(label=_("They mean the same. I know that this cannot be undone."))


class EditSkillForm(forms.Form):
    """Names, other names and descriptions in the languages of the interface, those there are, and one more."""

    def __init__(self, *args: Any, skill: Skill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skill = skill
        interface = [language.tag for language in languages.INTERFACE]
        self.tags = [*interface, *sorted({*skill.labels, *skill.aliases, *skill.descriptions} - {*interface})]
        for tag in self.tags:
            self._add(tag)
        self.fields["more_language"] = forms.ChoiceField(
            label=_("One more language"), required=False, choices=[("", "–"), *self._other_languages()]
        )
        self.fields["more_label"] = forms.CharField(
            label=_("Name in that language"), max_length=LONGEST_NAME, required=False
        )
        self.fields["wikidata"] = forms.RegexField(
            r"^Q[1-9][0-9]{0,14}$",
            label=_("Wikidata item"),
            required=False,
            initial=skill.wikidata or "",
            help_text=_("For example Q11633. Only if it means exactly this."),
        )
        self.fields["topics"] = forms.ModelMultipleChoiceField(
            Topic.objects.all(),
            label=_("Taught and certified by"),
            required=False,
            initial=[] if self.is_bound else list(skill.topics.all()),
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def groups(self) -> list[tuple[languages.Language, list[forms.BoundField]]]:
        """The fields of each language, for the page."""
        parts = ("label", "aliases", "description")
        return [(languages.get(tag), [self[f"{part}_{tag}"] for part in parts]) for tag in self.tags]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("more_language", "more_label", "wikidata", "topics")]

    def clean(self) -> dict[str, Any]:
        """What the action takes: `labels`, `aliases`, `descriptions`, `wikidata`, `topics`."""
        data = super().clean() or self.cleaned_data
        labels = {tag: name for tag in self.tags if (name := " ".join(data.get(f"label_{tag}", "").split()))}
        more, name = data.get("more_language"), " ".join(data.get("more_label", "").split())
        if bool(more) != bool(name):
            self.add_error("more_label", _("Please give both the language and the name."))
        elif more:
            labels[more] = name
        return {
            "labels": labels,
            "aliases": {tag: names for tag in self.tags if (names := self._names(tag, data))},
            "descriptions": {tag: text for tag in self.tags if (text := data.get(f"description_{tag}"))},
            "wikidata": data.get("wikidata") or None,
            "topics": list(data.get("topics") or []),
        }

    def _names(self, tag: str, data: dict[str, Any]) -> list[str]:
        names = [" ".join(name.split()) for name in re.split(r"[;\n]", data.get(f"aliases_{tag}", ""))]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_ALIASES or any(len(name) > LONGEST_NAME for name in names):
            self.add_error(f"aliases_{tag}", _("Please give fewer or shorter names."))
        return names

    def _add(self, tag: str) -> None:
        named = languages.get(tag).autonym
        self.fields[f"label_{tag}"] = forms.CharField(
            label=format_lazy("{label} ({language})", label=_("Name"), language=named),
            max_length=LONGEST_NAME,
            required=False,
            initial=self.skill.labels.get(tag, ""),
            widget=forms.TextInput(attrs={"lang": tag, "dir": "auto"}),
        )
        self.fields[f"aliases_{tag}"] = forms.CharField(
            label=format_lazy("{label} ({language})", label=_("Other names"), language=named),
            max_length=2_000,
            required=False,
            initial="; ".join(self.skill.aliases.get(tag, [])),
            help_text=_("With semicolons between them."),
            widget=forms.TextInput(attrs={"lang": tag, "dir": "auto"}),
        )
        self.fields[f"description_{tag}"] = forms.CharField(
            label=format_lazy("{label} ({language})", label=_("What it is, in one sentence"), language=named),
            max_length=300,
            required=False,
            initial=self.skill.descriptions.get(tag, ""),
            widget=forms.Textarea(attrs={"rows": 2, "lang": tag, "dir": "auto"}),
        )

    def _other_languages(self) -> list[tuple[str, str]]:
        return [(tag, name) for tag, name in language_choices() if tag not in self.tags]
