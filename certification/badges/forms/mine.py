"""What people choose for their own badges."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import SubjectIdentity


class NamingForm(forms.Form):
    """How coming badges name their holder."""

    identity = forms.ChoiceField(
        label=_("How should coming badges name you?"), choices=SubjectIdentity, widget=forms.RadioSelect
    )
