"""How long something takes, in words."""

from datetime import timedelta

from babel.dates import format_timedelta
from django import template
from django.utils.translation import get_language, to_locale

register = template.Library()


@register.filter
def span(length: timedelta) -> str:
    """`2 days`, `5 hours`, in the language of the pages; rounded to one unit."""
    return str(format_timedelta(length, granularity="minute", threshold=1.5, locale=to_locale(get_language() or "en")))
