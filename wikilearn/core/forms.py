"""The one way from a valid form to an action and back."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.forms import BaseForm

from wikilearn.core.errors import DomainError

P = ParamSpec("P")
T = TypeVar("T")


def act(form: BaseForm, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Run `action`; a `DomainError` becomes an error of `form` (at its field, if it names one) and gives None."""
    try:
        return action(*args, **kwargs)
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))
        return None
