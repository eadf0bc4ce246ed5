"""What people choose for their own badges."""

from datetime import UTC, date, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import SubjectIdentity, Visibility
from wikilearn.core.dates import today


class NamingForm(forms.Form):
    """How coming badges name their holder."""

    identity = forms.ChoiceField(
        label=_("How should coming badges name you?"), choices=SubjectIdentity, widget=forms.RadioSelect
    )
    real_name = forms.CharField(
        label=_("Name in badges"),
        required=False,
        max_length=200,
        help_text=_("Only if you chose a name that you write yourself. Everybody who sees the badge sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


class FindForm(forms.Form):
    """Which of one's own badges are listed; nonsense in the address lists them all."""

    q = forms.CharField(label=_("Words in the name"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Any")),
            ("valid", _("Valid")),
            ("expired", _("Expired")),
            ("not_yet", _("Not valid yet")),
            ("superseded", _("Replaced")),
            ("revoked", _("Revoked")),
        ],
    )
    seen = forms.ChoiceField(label=_("Who sees it"), required=False, choices=[("", _("Any")), *Visibility.choices])


class VisibilityForm(forms.Form):
    """Who finds a badge on this site."""

    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility, widget=forms.RadioSelect)


class ShareForm(forms.Form):
    """A new link to a badge."""

    label = forms.CharField(
        label=_("For whom"),
        required=False,
        max_length=100,
        help_text=_("Only you see this. It helps you to take the right link back."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    until = forms.DateField(
        label=_("Works until"),
        required=False,
        help_text=_("Without a day it works until you take it back."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    names_holder = forms.BooleanField(label=_("Show my username on the page"), required=False)

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day < today():
            raise forms.ValidationError(_("This day is over."), code="past")
        return day

    @property
    def expires_at(self) -> datetime | None:
        """The end of the last day, in UTC."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time(23, 59, 59), UTC) if day else None


class ProfileForm(forms.Form):
    """What a public profile says of its person."""

    name = forms.CharField(
        label=_("Name on the page"),
        max_length=100,
        help_text=_("Your username or any other name. Everybody can read it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    about = forms.CharField(
        label=_("About me"),
        required=False,
        max_length=500,
        help_text=_("Plain text, up to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    findable = forms.BooleanField(
        label=_("Search engines may list this page"),
        required=False,
        help_text=_("Otherwise only those find it who have its address."),
    )
