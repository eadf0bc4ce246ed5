"""Forms about suggestions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import NotForMeReason, SkillStatus
from skills_exchange.models import Party, Skill


class DismissForm(forms.Form):
    """Who is not for me, for what, and perhaps why."""

    party = forms.ModelChoiceField(Party.objects.all(), to_field_name="uid", label=_("participant"))
    skill = forms.ModelChoiceField(
        Skill.objects.filter(status=SkillStatus.ACTIVE), to_field_name="slug", label=_("skill")
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=NotForMeReason, required=False)
