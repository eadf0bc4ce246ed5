"""Versions of the table of responsibility, their rules, and thresholds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ucoc.enums import AccusedRole, BodyKind, Conduct, Place, Reach, Severity
from ucoc.models.bodies import EnforcementBody
from ucoc.models.figures import Thresholds
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable

DAY = forms.DateInput(attrs={"type": "date"})


class DraftForm(forms.Form):
    """What the next version is for."""

    summary = forms.CharField(
        label=_("What changes and why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProposalForm(forms.Form):
    """From when on."""

    in_force_from = forms.DateField(label=_("In force from"), widget=DAY)


class ReturnForm(forms.Form):
    """Why not."""

    answer = forms.CharField(label=_("Answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the rule speaks of all."),
    )


class RuleForm(forms.Form):
    """One rule."""

    key = forms.SlugField(label=_("Key"), max_length=60, help_text=_("A short name, such as one-wiki."))
    conducts = _several(_("Conduct"), Conduct.choices)
    severities = _several(_("Severity"), Severity.choices)
    places = _several(_("Place"), Place.choices)
    roles = _several(_("Role of the accused"), AccusedRole.choices)
    reach = forms.ChoiceField(label=_("Wikis concerned"), choices=[("", _("Any")), *Reach.choices], required=False)
    kind = forms.ChoiceField(
        label=_("Kind of body"),
        choices=[("", _("One body, see below")), *BodyKind.choices],
        required=False,
        help_text=_("The nearest body of this kind: that of the wiki or the organisation, else that for all wikis."),
    )
    body: forms.ModelChoiceField = forms.ModelChoiceField(
        EnforcementBody.objects.all(), label=_("One body"), to_field_name="slug", required=False
    )
    acknowledge_within = forms.IntegerField(
        label=_("Hours to acknowledge"),
        min_value=1,
        max_value=720,
        required=False,
        help_text=_("Empty: as the body has it."),
    )
    decide_within = forms.IntegerField(
        label=_("Days to decide"), min_value=1, max_value=365, required=False, help_text=_("Empty: as the body has it.")
    )
    fallback = forms.ModelChoiceField(
        JurisdictionRule.objects.none(),
        label=_("If it cannot"),
        to_field_name="key",
        required=False,
        help_text=_("The rule whose body is next. Every path ends at the U4C or at trust and safety."),
    )
    reference = forms.CharField(label=_("Reference to the Enforcement Guidelines"), max_length=200)
    reference_url = forms.URLField(label=_("Link to it"), required=False, assume_scheme="https")

    def __init__(
        self, *args: Any, table: JurisdictionTable, rule: JurisdictionRule | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = JurisdictionRule.objects.filter(table=table).order_by("position")
        field: Any = self.fields["fallback"]
        field.queryset = others.exclude(pk=rule.pk) if rule else others
        if rule is not None:
            self.initial.update({name: getattr(rule, name) for name in self.base_fields})
            self.initial["fallback"] = rule.fallback.key if rule.fallback else None
            self.initial["body"] = rule.body.slug if rule.body else None


class ThresholdsForm(forms.ModelForm):
    """Other thresholds."""

    class Meta:
        model = Thresholds
        fields = (
            "in_force_from",
            "window_days",
            "minimum_cases",
            "unacknowledged",
            "overdue",
            "all_recused",
            "overturned",
        )
        widgets = {"in_force_from": DAY}

    def _post_clean(self) -> None:
        """The action checks the model."""
