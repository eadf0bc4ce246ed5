"""What handlers look at with 100,000 cases that they hold keys of, 1,000 of them open: their queue, and the page of one
case with what is sealed in it.

The handler is the demo's, signed in, with the vault unlocked by its passphrase, so that every check is asked as it is
for anybody. The original of all copies is a case of the demo with a note and both directions of the dialogue.
"""

from http.cookies import SimpleCookie

from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench.measuring import Result, medians, queries, row
from bench.rows.layout import FLOOR
from bench.seeding.cases import CASES, seed_cases
from bench.server import Site
from reporting.models import Case
from reporting.policy import Act, cases_for
from wikilearn.demo.cases import VAULT
from wikilearn.people.models import Person

HANDLER = "Hana Handler"
MOST_QUERIES, TIMES = 8, 4


@row("queue of a handler", area="cases", aim="≤ 4 × floor, ≤ 8 queries; 100,000 cases")
def queue(site: Site) -> Result:
    """The first page, most urgent first, with the figures of their desk."""
    return _against_floor(site, reverse("reporting:cases"))


@row("case page, vault open", area="cases", aim="≤ 4 × floor, ≤ 8 queries, 100,000 cases")
def page(site: Site) -> Result:
    """Everything that was said in it is opened, and each look is in the audit log."""
    address = reverse("reporting:case", args=[_original().reference])
    return _against_floor(site, address, shows="Since I reverted an edit of theirs")


def _against_floor(site: Site, address: str, shows: str = "") -> Result:
    seed_cases(_original())
    client = _handler()
    theirs = site.signed_in_as(client)
    assert Case.objects.count() >= CASES
    if shows not in theirs.get(address).decode():
        raise SystemExit(f"{address} does not show what is in the case")
    taken, floor = medians(lambda: theirs.get(address), lambda: site.get(FLOOR))
    asked = queries(client, address)
    figures = f"{taken / floor:.1f} × floor ({taken * 1e3:.1f} ms), {asked} queries"
    return Result(figures, taken <= TIMES * floor and asked <= MOST_QUERIES, taken)


def _handler() -> Client:
    """The demo's handler, with an open vault."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(username=HANDLER), settings.AUTHENTICATION_BACKENDS[1])
    client.post(reverse("reporting:unlock_vault"), {"passphrase": VAULT})
    cookies: SimpleCookie = client.cookies
    if settings.VAULT_COOKIE_NAME not in cookies:
        raise SystemExit("the vault of the handler did not open")
    return client


def _original() -> Case:
    """The case of the demo that the handler has in work; references of copies have no dashes."""
    handler = Person.objects.get(username=HANDLER)
    return cases_for(handler, Act.READ).filter(assignee=handler, reference__contains="-")[0]
