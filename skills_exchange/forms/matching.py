"""Forms about rounds of matching and its public numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import ParityKind
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.matching.rounds import Settings
from skills_exchange.matching.scoring import DIVISORS, Weights
from skills_exchange.reason_words import NUMBER_NAMES
from wikilearn.core import languages
from wikilearn.movement.models import Organisation, Territory


class RoundForm(forms.Form):
    """A round: what it is called, whom it is for, and how much fairness counts."""

    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Address part"), max_length=80, help_text=_("Small letters, digits and dashes, like “mentors-2027”.")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        required=False,
        to_field_name="slug",
        help_text=_("The round is then for its members. Those who share come from everywhere."),
    )
    skill = SkillChoice(label=_("Only this skill, with all below it"), required=False, empty_label=_("All skills"))
    language = forms.ChoiceField(label=_("Only people who speak"), required=False)
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Only people of"), required=False, to_field_name="code"
    )
    parity = forms.FloatField(
        label=_("Bonus for under-represented communities"),
        min_value=0,
        max_value=100,
        help_text=_("Points that the first match of somebody from such a community adds."),
    )
    most = forms.IntegerField(
        label=_("Matches of one person at most"), min_value=1, max_value=3, help_text=_("The first one counts most.")
    )
    rings = forms.BooleanField(
        label=_("Look for rings first"),
        required=False,
        help_text=_("In a ring two or three people each learn from the next."),
    )

    def __init__(self, *args: Any, organisations: Any, everywhere: bool, weights: Weights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weights = weights
        self._queryset("organisation", organisations)
        self.fields["organisation"].required = not everywhere
        self._queryset("territory", Territory.objects.all())
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for types
        field.choices = [("", _("All languages")), *((each.tag, each.autonym) for each in languages.known())]
        for name, value in (("parity", weights.parity), ("most", 2), ("rings", True)):
            self.fields[name].initial = value

    def _queryset(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for types
        field.queryset = rows

    @property
    def pool(self) -> dict[str, Any]:
        """Whom it is for, as it is stored."""
        data = self.cleaned_data
        chosen = {
            "skills": [data["skill"].slug] if data["skill"] else [],
            "languages": [data["language"]] if data["language"] else [],
            "territories": [data["territory"].code] if data["territory"] else [],
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def settings(self) -> Settings:
        """What it goes by."""
        data = self.cleaned_data
        weights = Weights.of(self.weights.as_dict() | {"parity": data["parity"]})
        return Settings(weights=weights, served=Settings().served[: data["most"]], rings=data["rings"])


class WeightsForm(forms.Form):
    """The public numbers, with the reason for the change."""

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=500, help_text=_("Everybody can read it."))

    def __init__(self, *args: Any, weights: Weights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in weights.as_dict().items():
            least = 0.1 if name in DIVISORS else 0
            self.fields[name] = forms.FloatField(
                label=str(NUMBER_NAMES[name]), min_value=least, max_value=1000, initial=value
            )
        self.order_fields([*weights.as_dict(), "reason"])

    @property
    def weights(self) -> Weights:
        """The numbers as entered."""
        return Weights.of(self.cleaned_data)


class CommunityForm(forms.Form):
    """A community that counts as under-represented, and why."""

    kind = forms.ChoiceField(label=_("By"), choices=ParityKind)
    code = forms.CharField(
        label=_("Code"), max_length=35, help_text=_("Two capital letters of a territory, or the code of a language.")
    )
    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=500, help_text=_("Everybody can read it."))
