"""What is sent in about decisions: extensions, exemptions, revocations, corrections, pauses, appeals."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.enums import FOR_PAUSES, FOR_PROPOSALS, FOR_REVOCATIONS, Path, ProposalKind, ReasonCategory
from courses.models import Topic

DAY = forms.DateInput(attrs={"type": "date"})


def _choices(categories: tuple[ReasonCategory, ...]) -> list[tuple[str, Any]]:
    return [(category.value, category.label) for category in categories]


def reason_field(help_text: Any = "") -> forms.CharField:
    """A reason in the person's own words."""
    return forms.CharField(
        label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text
    )


class ProposeForm(forms.Form):
    """An extension or an exemption."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (ProposalKind.EXTENSION, ProposalKind.EXEMPTION)],
        widget=forms.RadioSelect,
        help_text=_("An extension moves the end of a certification. An exemption asks for none until its last day."),
    )
    topic: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    until = forms.DateField(label=_("Last day"), widget=DAY)
    category = forms.ChoiceField(label=_("Kind of reason"), choices=_choices(FOR_PROPOSALS))
    reason = reason_field(_("The person and those who decide can read it, nobody else. Leave out health details."))


class RevokeForm(forms.Form):
    """A revocation."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    category = forms.ChoiceField(label=_("Kind of reason"), choices=_choices(FOR_REVOCATIONS))
    reason = reason_field(_("The person reads it and may appeal within 90 days."))


class ReinstateForm(forms.Form):
    """A reinstatement."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    reason = reason_field()


class CorrectForm(forms.Form):
    """Other days for an entry, or none."""

    valid_from = forms.DateField(label=_("Valid from"), widget=DAY, required=False)
    valid_until = forms.DateField(label=_("Valid until"), widget=DAY, required=False)
    reason = reason_field(_("Without days, the entry does not count at all any more."))


class AnswerForm(forms.Form):
    """What a second person says; needed for a refusal."""

    answer = forms.CharField(
        label=_("Answer"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class PauseForm(forms.Form):
    """Which of one's own certifications to pause."""

    topics: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Certifications"), queryset=Topic.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    category = forms.ChoiceField(
        label=_("Kind of reason"),
        choices=_choices(FOR_PAUSES),
        widget=forms.RadioSelect,
        help_text=_("That is all we keep. Nobody will ask for details."),
    )

    def __init__(self, *args: Any, topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topics"]
        field.queryset = topics
        field.initial = [topic.pk for topic in topics]


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    text = forms.CharField(
        label=_("Why should it be looked at again?"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Somebody who did not take the decision reads this and answers you."),
    )


class ClaimAnswerForm(forms.Form):
    """How a claim is to be answered."""

    accept = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", ProposalKind.RECOGNITION.label), ("no", ProposalKind.REFUSAL.label)],
        widget=forms.RadioSelect,
    )
    path = forms.ChoiceField(label=_("It counts as"), choices=Path.choices)
    until = forms.DateField(
        label=_("Last day"), widget=DAY, required=False, help_text=_("Empty: as long as a course would count.")
    )
    reason = reason_field(_("The person who sent it reads this."))
