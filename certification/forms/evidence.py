"""What is sent in about evidence: rules, attestations, claims, lists of earlier records."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.enums import EvidenceKind, Path
from certification.models import EvidenceRule
from courses.models import Course, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

DAY = forms.DateInput(attrs={"type": "date"})


class RuleForm(forms.Form):
    """A rule for evidence."""

    kind = forms.ChoiceField(label=_("What counts"), choices=EvidenceKind.choices)
    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Course.objects.filter(published_revision__isnull=False),
        required=False,
        help_text=_("For everything but certificates of an organisation."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.active(),
        required=False,
        help_text=_("Whose certificates count. Its coordinators and curators say who has one."),
    )
    hours = forms.IntegerField(
        label=_("Confirmed hours"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Only for teaching others in the skills exchange: so many hours that both sides confirmed."),
    )
    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Counts for the topic"), queryset=Topic.objects.filter(mandatory=True)
    )
    path = forms.ChoiceField(label=_("It counts as"), choices=Path.choices, initial=Path.REFRESHER)
    per_cycle = forms.IntegerField(
        label=_("Times in one cycle"),
        min_value=1,
        max_value=20,
        initial=1,
        help_text=_("So often may rules help a person between one certification and the next."),
    )
    in_force_from = forms.DateField(label=_("In force from"), widget=DAY)


class AttestForm(forms.Form):
    """An organisation says that it certified somebody."""

    rule: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Rule"), queryset=EvidenceRule.objects.none())
    username = forms.CharField(label=_("Username"), max_length=500)
    done_on = forms.DateField(label=_("Certified on"), widget=DAY)
    until = forms.DateField(
        label=_("Valid until"), widget=DAY, required=False, help_text=_("Empty: as long as a course would count.")
    )

    def __init__(self, *args: Any, rules: QuerySet[EvidenceRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.queryset = rules
        field.label_from_instance = lambda rule: f"{rule.organisation} – {rule.topic}"

    def clean_username(self) -> Person:
        """The person whose Wikimedia account has this name."""
        name = normalise(self.cleaned_data["username"])
        person = Person.objects.linked().present().filter(username=name).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has shown that this Wikimedia account is theirs."))
        return person


class ClaimForm(forms.Form):
    """Evidence that no rule covers."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.filter(mandatory=True)
    )
    done_on = forms.DateField(label=_("Day on which you did it"), widget=DAY)
    text = forms.CharField(
        label=_("What you did"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A PDF, PNG or JPEG of at most 5 MB. Two people who decide will see it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def sent(self) -> dict[str, Any]:
        """What the action takes."""
        file: UploadedFile | None = self.cleaned_data["file"]
        return {**self.cleaned_data, "filename": file.name if file else ""}


class HistoryForm(forms.Form):
    """A list of earlier records."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("First line: username, topic (or right), from, until, evidence. Days as 2026-03-01."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )
