"""Forms about matches."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import DeclineReason, EndReason, Format
from skills_exchange.models import SkillClaim
from wikilearn.core import languages


class WishForm(forms.Form):
    """What one asks of somebody, or offers: only what their claims allow."""

    skill = forms.ChoiceField(label=_("Skill"))
    language = forms.ChoiceField(label=_("Language"))
    format = forms.ChoiceField(label=_("How"))
    message = forms.CharField(
        label=_("Message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What would you like to reach? Please write no addresses or telephone numbers."),
    )

    def __init__(self, *args: Any, claims: Iterable[SkillClaim], spoken: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claims = {claim.skill.slug: claim for claim in claims}
        formats = {each for claim in self.claims.values() for each in (claim.formats or Format.values)}
        tags = sorted({*spoken, *(tag for claim in self.claims.values() for tag in claim.languages)})
        self._choices("skill", [(slug, claim.skill.label) for slug, claim in self.claims.items()])
        self._choices("format", [(value, label) for value, label in Format.choices if value in formats])
        self._choices("language", [(tag, languages.get(tag).autonym) for tag in tags])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for types
        field.choices = choices

    @property
    def wish(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = self.cleaned_data
        return {**data, "skill": self.claims[data["skill"]].skill}


class DeclineForm(forms.Form):
    """Why one says no."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason, widget=forms.RadioSelect)


class EndForm(forms.Form):
    """Why one ends it early."""

    reason = forms.ChoiceField(label=_("Reason"), choices=EndReason, widget=forms.RadioSelect)


class MatchFilter(forms.Form):
    """Which of one's matches to show."""

    part = forms.ChoiceField(
        label=_("What I do"), choices=[("", _("All")), ("learn", _("I learn")), ("share", _("I share"))], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("All")),
            ("waiting", _("Waiting for me")),
            ("open", _("Under way")),
            ("ended", _("At an end")),
        ],
        required=False,
    )
