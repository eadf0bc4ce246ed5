"""Where people of enforcement bodies work: `{% load desks %}`."""

from django import template
from django.template import Context

from ucoc.models import EnforcementBody

register = template.Library()
MOST = 10


@register.simple_tag(takes_context=True)
def my_bodies(context: Context) -> list[EnforcementBody]:
    """`{% my_bodies as bodies %}`: the bodies in which the reader works now, by name; one query, none for visitors."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return []
    return list(EnforcementBody.objects.at_work().where_member(user).order_by("name")[:MOST])
