"""Affirming the code, in one capacity or several."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ucoc.actions.affirming import capacity_key
from ucoc.queries.affirming import As


class AffirmForm(forms.Form):
    """In which capacities; all that are open are ticked at first."""

    capacities = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, open_now: Sequence[As], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["capacities"]
        field.label = _("I affirm the code")
        field.error_messages["required"] = _("Please tick at least one.")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(capacity_key(each.key), _named(each)) for each in open_now]
            field.initial = [capacity_key(each.key) for each in open_now]


def _named(each: As) -> str:
    if each.right is None:
        return _("As a member of the movement")
    if each.wiki is None:
        return _("As a holder of the right: %(right)s") % {"right": each.right.name}
    return _("As a holder of the right on %(wiki)s: %(right)s") % {"right": each.right.name, "wiki": each.wiki.dbname}
