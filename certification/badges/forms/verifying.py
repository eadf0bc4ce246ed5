"""What people hand in to be checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.badges.open_badges.carriers import MAXIMUM_BYTES


class VerifyForm(forms.Form):
    """A link or number of a badge, or a file that carries one."""

    link = forms.CharField(
        label=_("Link or number of the badge"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        help_text=_("A badge as JSON, JWT, PNG, SVG or PDF, up to 1 MB. It is checked and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.jwt,.png,.svg,.pdf,application/ld+json"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MAXIMUM_BYTES:
            self.add_error("file", _("This file is too large."))
        elif not self.errors and not cleaned.get("link") and file is None:
            raise forms.ValidationError(_("Give a link or choose a file."), code="nothing")
        return cleaned
