"""Passphrases and codes. Nothing typed here is ever shown again."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person

SHORTEST = 16
LONGEST = 1000


def _secret(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "dir": "auto"})


class NewPassphraseForm(forms.Form):
    """A passphrase that is long enough, typed twice."""

    passphrase = forms.CharField(
        label=_("Vault passphrase"),
        min_length=SHORTEST,
        max_length=LONGEST,
        strip=False,
        widget=_secret("new-password"),
        help_text=_("At least 16 characters. Five words that have nothing to do with each other are good."),
    )
    again = forms.CharField(
        label=_("The same once more"), max_length=LONGEST, strip=False, widget=_secret("new-password")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_passphrase(self) -> str:
        """Neither common nor the person's own name."""
        passphrase = str(self.cleaned_data["passphrase"])
        CommonPasswordValidator().validate(passphrase)
        UserAttributeSimilarityValidator().validate(passphrase, self.person)
        if len(set(passphrase)) < 5:
            raise ValidationError(_("Please use more different characters."))
        return passphrase

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned = super().clean() or {}
        if "passphrase" in cleaned and cleaned["passphrase"] != cleaned.get("again"):
            self.add_error("again", _("This is not the same passphrase."))
        return cleaned


class PassphraseForm(forms.Form):
    """The passphrase there is."""

    passphrase = forms.CharField(
        label=_("Vault passphrase"), max_length=LONGEST, strip=False, widget=_secret("current-password")
    )


class CodeForm(forms.Form):
    """The recovery code there is."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("Five groups of five letters and digits."),
    )
