"""What a person can do about an entry: `{% load deciding %}`."""

from django import template

from certification.actions.appealing import may_appeal
from certification.models import Fact

register = template.Library()


@register.filter
def appealable(fact: Fact) -> bool:
    """Whether its person could appeal against it now."""
    return may_appeal(fact)
