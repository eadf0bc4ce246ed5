"""Reports as people send them: bodies that can read, a table of responsibility, answers of the form."""

from datetime import date
from typing import Any

from django.core.cache import cache

from reporting.actions.sending import Sent, send_report
from reporting.intake import tickets
from reporting.intake.report import Report
from reporting.keyrings import UnlockedVault
from tests.factories.cases import handler
from tests.factories.movement import WikiFactory
from ucoc.enums import BodyKind, TableState
from ucoc.models import EnforcementBody, JurisdictionRule, JurisdictionTable
from wikilearn.movement.models import Wiki

STORY = "سلام می\u200cخواهم \u0d28\u0d4d\u200d \U0001f9d1\u200d\U0001f4bb CANARY-STORY"


def ready_site(local: int = 3, above: int = 2, safety: int = 2) -> dict[str, list[UnlockedVault]]:
    """A small table, and handlers with open vaults: of dewiki's administrators, the U4C, trust and safety."""
    cache.clear()
    wiki = WikiFactory(dbname="dewiki", url="https://de.wikipedia.org")
    WikiFactory(dbname="frwiki", url="https://fr.wikipedia.org")
    table_of_responsibility()
    admins = body(BodyKind.LOCAL_ADMINISTRATORS, wiki=wiki, name="Administrators of dewiki")
    return {
        "local": [handler(admins) for _each in range(local)],
        "u4c": [handler(body(BodyKind.U4C)) for _each in range(above)],
        "safety": [handler(body(BodyKind.TRUST_AND_SAFETY)) for _each in range(safety)],
    }


def table_of_responsibility() -> JurisdictionTable:
    """Emergencies to trust and safety, everything else to the wiki's administrators; then the U4C."""
    table = JurisdictionTable.objects.create(number=1, shipped=True)
    rules = [
        ("danger", {"severities": ["emergency"], "kind": BodyKind.TRUST_AND_SAFETY, "acknowledge_within": 1}),
        ("all", {"kind": BodyKind.LOCAL_ADMINISTRATORS}),
    ]
    for position, (key, said) in enumerate(rules):
        JurisdictionRule.objects.create(table=table, key=key, position=position, reference="Test", **said)
    table.state, table.in_force_from = TableState.APPROVED, date(2026, 1, 1)
    table.save()
    return table


def body(kind: BodyKind, wiki: Wiki | None = None, **more: Any) -> EnforcementBody:
    """The body of that kind, made if there is none."""
    slug = kind.value.replace("_", "-") + (f"-{wiki.dbname}" if wiki else "")
    found, _made = EnforcementBody.objects.get_or_create(
        kind=kind, wiki=wiki, organisation=None, defaults={"slug": slug, "name": slug.capitalize(), **more}
    )
    return found


def answers(**more: Any) -> dict[str, Any]:
    """What a browser sends from the form."""
    return {"form": "long", "step": "review", "what": STORY, "place": "one_wiki", "wiki": "dewiki", **more}


def paid_ticket() -> tickets.Ticket:
    """A ticket that nobody has to wait for."""
    return tickets.issue(bits=1, wait=0)


def sent(**more: Any) -> Sent:
    """A report that is on its way."""
    return send_report(ticket=paid_ticket(), report=Report(**({"what": STORY, "wiki": "dewiki"} | more)))
