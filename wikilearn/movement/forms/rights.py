"""Searching the directory of rights, and changing what stands in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from wikilearn.movement.enums import GUIDE_TEXTS, Scope
from wikilearn.movement.models import Right, RightGuide

ANY = [("", _("Any"))]
_YES_NO = [*ANY, ("yes", _("Yes")), ("no", _("No"))]


class HolderSearch(forms.Form):
    """Who holds a right: words of the username, or the database name of a wiki."""

    q = forms.CharField(label=_("Username"), max_length=255, required=False)
    wiki = forms.CharField(label=_("Wiki"), max_length=64, required=False)


class RightSearch(forms.Form):
    """Words of the name or the texts, scope, and two questions; whatever else is asked for is left out."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    scope = forms.ChoiceField(label=_("Scope"), choices=[*ANY, *Scope.choices], required=False)
    nonpublic = forms.ChoiceField(label=_("Sees nonpublic information"), choices=_YES_NO, required=False)
    required = forms.ChoiceField(label=_("Requires a certification"), choices=_YES_NO, required=False)


class _Changing(forms.Form):
    """What every change needs: why, and which state it starts from."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stands in the history, so name nobody in it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RightForm(_Changing):
    """The attributes of a right."""

    scope = forms.ChoiceField(label=_("Scope"), choices=Scope)
    group = forms.CharField(
        label=_("User group"),
        max_length=64,
        required=False,
        help_text=_("Name of the group at MediaWiki. Without one, holders are entered by hand."),
    )
    sees_nonpublic = forms.BooleanField(label=_("Sees nonpublic information"), required=False)
    minimum_age = forms.IntegerField(label=_("Minimum age"), min_value=13, max_value=99, required=False)
    needs_confidentiality_agreement = forms.BooleanField(
        label=_("Needs a signed confidentiality agreement"), required=False
    )
    holders_public = forms.BooleanField(label=_("Everybody may see who holds this right"), required=False)
    minimum_holders = forms.IntegerField(
        label=_("Fewest holders"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("A wiki has none or at least so many, so that they can watch each other."),
    )
    selectors = forms.ModelMultipleChoiceField(
        Right.objects.none(),
        label=_("Who selects"),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Holders of these rights see who stands as a candidate: on the same wiki, or everywhere."),
    )
    policy = forms.URLField(label=_("Address of the policy"), assume_scheme="https", required=False)
    field_order = (
        "scope",
        "group",
        "sees_nonpublic",
        "minimum_age",
        "needs_confidentiality_agreement",
        "holders_public",
        "minimum_holders",
        "selectors",
        "policy",
        "reason",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        selectors = self.fields["selectors"]
        if isinstance(selectors, forms.ModelMultipleChoiceField):
            selectors.queryset = Right.objects.order_by("scope", "key")


class GuideForm(_Changing):
    """Everything that the directory says of a right, in one language; the English text stands beside it as help."""

    field_order = ("name", "description", *GUIDE_TEXTS, "reason")

    def __init__(self, *args: Any, right: Right, guide: RightGuide, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = language == "en"
        for field in ("name", "description", *GUIDE_TEXTS):
            of: Any = right if field in ("name", "description") else guide
            source = getattr(of, build_localized_fieldname(field, "en")) or ""
            self.fields[field] = forms.CharField(
                label=_LABELS[field],
                max_length=120 if field == "name" else 2000,
                required=english and field == "name",
                widget=forms.TextInput if field == "name" else forms.Textarea(attrs={"rows": 5}),
                help_text="" if english else source,
            )
            self.initial.setdefault(field, getattr(of, build_localized_fieldname(field, language)) or "")
        self.order_fields(self.field_order)


_LABELS = {
    "name": _("Name"),
    "description": _("In one sentence"),
    "powers": _("What it may do"),
    "duties": _("What its holders answer for, and to whom"),
    "term": _("How long a term is"),
    "selection": _("How one gets it"),
}
