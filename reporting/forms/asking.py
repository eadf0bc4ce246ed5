"""Questions to people who were reported, their answers, and texts that are lent to translators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.actions.cases.asking import LONGEST, SHORTEST
from reporting.actions.cases.translating import MOST_DAYS
from reporting.forms.cases import words
from wikilearn.core import languages

Choices = list[tuple[str, str]] | list[tuple[str, list[tuple[str, str]]]]


class QuestionForm(forms.Form):
    """Whom, what, and how long they have."""

    username = forms.CharField(
        label=_("Username of the person reported"),
        max_length=255,
        help_text=_("An account on this site that the case is about."),
    )
    text = words(
        _("Question"), help_text=_("Tell only what the reporter marked as shareable. What they did not is refused.")
    )
    days = forms.IntegerField(label=_("Days to answer"), min_value=SHORTEST, max_value=LONGEST, initial=14)


class AnswerForm(forms.Form):
    """What the person says to it."""

    text = words(_("Your answer"), rows=8, help_text=_("In any language. Only those who handle the case read it."))


class LendForm(forms.Form):
    """Which text, to whom, into which language, for how long. Texts of several cases come in a group for each."""

    item = forms.ChoiceField(label=_("Text"))
    username = forms.CharField(label=_("Username of the translator"), max_length=255)
    language = forms.CharField(
        label=_("Into which language"),
        max_length=35,
        validators=[languages.validate_tag],
        help_text=_("Its tag, such as en or pt-br."),
    )
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=MOST_DAYS, initial=7)

    def __init__(self, *args: Any, texts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.choices = texts


class TranslationForm(forms.Form):
    """What the translator gives back."""

    text = words(_("Translation"), rows=10)
