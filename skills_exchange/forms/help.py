"""Asking the help desk, answering, and keeping what was solved."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import Format
from skills_exchange.enums_help import HelpAudience
from skills_exchange.forms.choices import UpToThreeSkills, language_choices
from skills_exchange.forms.fields import SkillChoice
from wikilearn.core import languages


class LookFirstForm(forms.Form):
    """The question in a sentence, before anything is sent."""

    q = forms.CharField(
        label=_("What do you want to know?"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class AskForm(forms.Form):
    """A question to the help desk."""

    title = forms.CharField(
        label=_("Your question in one sentence"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(
        label=_("More about it"),
        max_length=5000,
        required=False,
        help_text=_("What have you tried, and where? If somebody harms you, do not write it here: report it."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"))
    skill = SkillChoice(label=_("What is it about?"), required=False)
    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=HelpAudience.choices,
        initial=HelpAudience.MEMBERS,
        widget=forms.RadioSelect,
    )
    may_be_published = forms.BooleanField(
        label=_("Once it is solved, others may read question and answer, without my name"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["language"].initial = languages.current().tag


class HelpAnswerForm(forms.Form):
    """Something said on a question."""

    text = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))


class LearnForm(forms.Form):
    """How whoever asked would like to learn it: in the language of the question, or another one of the helper's."""

    language = forms.ChoiceField(label=_("Language"))
    format = forms.ChoiceField(label=_("How"), choices=Format)
    message = forms.CharField(
        label=_("Message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("What would you like to reach? Please write no addresses or telephone numbers."),
    )

    def __init__(self, *args: Any, asked_in: str, spoken: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = dict.fromkeys([asked_in, *sorted(spoken)])
        self.fields["language"].choices = [(tag, languages.get(tag).autonym) for tag in tags]  # type: ignore[attr-defined]


class KeepForm(UpToThreeSkills):
    """The entry of the library that a solved question becomes."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        help_text=_("Take out what only concerns you two. It is published under CC BY-SA 4.0."),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    field_order = ("title", "body")


class QueueSearch(forms.Form):
    """Which questions a helper looks for."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    skill = SkillChoice(label=_("Skill"), required=False, empty_label=_("Any"))
    waiting = forms.BooleanField(label=_("Only those without an answer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(empty=_("Any"))  # type: ignore[attr-defined]
