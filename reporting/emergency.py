"""Help at once: a page that needs no database, no cache, no session and no script.

The telephone numbers are those that are in force for whole territories; the directories lead to crisis lines in the
person's own country and language. `middleware` answers before anything that could be broken is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from reporting.intake.safety import shelter
from wikilearn.core import languages

ADDRESS = "emergency@wikimedia.org"
"""Where the Foundation reads about threats of harm at any hour."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place to turn to: `address` is `tel:`, `https:` or `mailto:`; `shown` is what stands on the page."""

    name: object
    shown: str
    address: str


NUMBERS = (
    Line(_("European Union, India, and most mobile phones anywhere"), "112", "tel:112"),
    Line(_("North America, parts of Latin America"), "911", "tel:911"),
    Line(_("United Kingdom, and parts of Africa and Asia"), "999", "tel:999"),
    Line(_("Australia"), "000", "tel:000"),
    Line(_("New Zealand"), "111", "tel:111"),
    Line(_("China"), "110", "tel:110"),
    Line(_("Brazil"), "190", "tel:190"),
)
DIRECTORIES = (
    Line(_("Find A Helpline: crisis lines in your country"), "findahelpline.com", "https://findahelpline.com/"),
    Line(_("Befrienders Worldwide: somebody who listens"), "befrienders.org", "https://befrienders.org/"),
    Line(
        _("Child Helpline International: for children and young people"),
        "childhelplineinternational.org",
        "https://childhelplineinternational.org/helplines/",
    ),
)


def page(request: HttpRequest) -> HttpResponse:
    """The page, in the language that the browser asks for."""
    tag = translation.get_language_from_request(request)
    with translation.override(tag):
        context = {
            "interface": languages.current(),
            "numbers": NUMBERS,
            "directories": DIRECTORIES,
            "write_to": ADDRESS,
        }
        response = HttpResponse(render_to_string("reporting/emergency.html", context))
        response["Content-Language"] = tag
    response["Vary"] = "Accept-Language, Cookie"
    return shelter(response)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer for the emergency page before sessions and accounts are read, which need the database."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and request.path_info == _address():
            return page(request)
        return get_response(request)

    return answer


def _address() -> str | None:
    """Where the page is; None where the addresses of reporting are not served."""
    try:
        return reverse("reporting:emergency")
    except NoReverseMatch:
        return None
