"""Evidence, exports, and texts that are sent often."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.forms.cases import words
from ucoc.models import EnforcementBody
from wikilearn.core import languages
from wikilearn.movement.models import Wiki


class SnapshotForm(forms.Form):
    """A revision of a page."""

    wiki: forms.ModelChoiceField = forms.ModelChoiceField(
        Wiki.objects.all(),
        label=_("Wiki"),
        to_field_name="dbname",
        widget=forms.TextInput,
        help_text=_("Its database name, such as dewiki."),
    )
    revision = forms.IntegerField(
        label=_("Number of the revision"),
        min_value=1,
        max_value=2**53,
        help_text=_("The number after “oldid=” or “diff=” in the address of the page."),
    )


class ExportForm(forms.Form):
    """For whom to seal."""

    recipient = forms.CharField(
        label=_("Public key of the recipient (age)"),
        max_length=200,
        help_text=_("It begins with “age1”. Only its owner can open the file."),
    )


class ReplyForm(forms.Form):
    """A text that is sent often."""

    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Enforcement body"), queryset=EnforcementBody.objects.none()
    )
    language = forms.CharField(
        label=_("Language"), max_length=35, validators=[languages.validate_tag], initial="en",
        help_text=_("Its tag, such as en or pt-br."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=100)
    text = words(_("Text"))

    def __init__(self, *args: Any, bodies: QuerySet[EnforcementBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = bodies
