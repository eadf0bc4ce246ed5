"""Why a badge is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import RevokedReason


class RevokeForm(forms.Form):
    """Why a badge is revoked."""

    reason = forms.ChoiceField(label=_("Reason"), choices=RevokedReason, help_text=_("It is shown to everybody."))
