"""Preferences."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wikilearn.movement.models import Wiki
from wikilearn.notices import kinds
from wikilearn.notices.enums import WikiWay
from wikilearn.notices.queries import Channels


class PreferencesForm(forms.Form):
    """Two checkboxes for each kind, and one for all e-mail."""

    no_email = forms.BooleanField(label=_("Send me no e-mail notices at all"), required=False)

    def __init__(self, *args: Any, wanted: Mapping[str, Channels], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds.registered())
        for kind in self.kinds:
            self.fields[f"{kind.kind}-on_site"] = forms.BooleanField(
                label=_("On the site"),
                required=False,
                initial=wanted[kind.kind].on_site,
                disabled=not kind.optional,
            )
            self.fields[f"{kind.kind}-email"] = forms.BooleanField(
                label=_("By e-mail"), required=False, initial=wanted[kind.kind].email
            )

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each kind with its two fields."""
        return [
            {"kind": kind, "on_site": self[f"{kind.kind}-on_site"], "email": self[f"{kind.kind}-email"]}
            for kind in self.kinds
        ]

    def wanted(self) -> dict[str, Channels]:
        """Kind → channels, of a valid form."""
        return {
            kind.kind: Channels(
                on_site=self.cleaned_data[f"{kind.kind}-on_site"], email=self.cleaned_data[f"{kind.kind}-email"]
            )
            for kind in self.kinds
        }


class WikiAddressForm(forms.Form):
    """On which wiki to be told too, and how."""

    wiki = forms.CharField(
        label=_("Wiki"), max_length=64, required=False, help_text=_("For example “dewiki”. Empty: on none.")
    )
    way = forms.ChoiceField(label=_("How"), choices=WikiWay, widget=forms.RadioSelect, initial=WikiWay.TALK)

    def clean_wiki(self) -> Wiki | None:
        """The wiki of that database name."""
        name = self.cleaned_data["wiki"].strip()
        wiki = Wiki.objects.filter(dbname=name, closed=False, private=False).first()
        if name and wiki is None:
            raise forms.ValidationError(_("We know no open wiki of that name."))
        return wiki
