"""Care and watchfulness in the demo: much that was read, a wave of reports, a body in figures, broken glass."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from reporting.actions.breaking import break_glass
from reporting.actions.heads import give_head, receive_head
from reporting.actions.keys import unlock_vault
from reporting.actions.recovering import begin_recovery, choose_officers
from reporting.actions.wellbeing import note_opened
from reporting.keyrings import UnlockedVault
from reporting.models import Case, Recovery
from reporting.noise import published
from reporting.queries.heads import bodies_to_witness
from ucoc.enums import CaseStepKind, Conduct, Severity
from ucoc.models import CaseStep, EnforcementBody
from wikilearn.core.dates import today
from wikilearn.demo.cases import STORIES, VAULT, arrive
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

FLOOD = "He is a bad administrator. Block him now."
ALONE = "In all this noise: somebody has found out where I live and posts pictures of my door."


def load_watching(people: Mapping[str, Person]) -> None:
    """After `load_casework`, whose handlers and cases it uses."""
    first = Case.objects.filter(conduct=STORIES[0][0], severity=STORIES[0][1]).order_by("created_at").first()
    if first is None or first.wiki is None:
        return
    way = tuple(EnforcementBody.objects.get(pk=stop.body_id) for stop in first.route.all())
    hana = Person.objects.get(username="Hana Handler")
    for days, number in ((0, 14), (1, 22), (2, 9), (4, 31), (9, 18), (15, 12)):
        note_opened(actor=hana, number=number, day=today() - timedelta(days=days))
    _flood(way, first.wiki, timezone.now().replace(microsecond=0))
    _count(way[0])
    _break()
    if (head := give_head()) is not None:
        uma = Person.objects.get(username="Uma Universal")
        for body in bodies_to_witness(uma):
            receive_head(actor=uma, head=head, body=body)


def _flood(way: tuple[EnforcementBody, ...], wiki: Wiki, began: datetime) -> None:
    """Five reports that look alike, and one that does not."""
    campaign = uuid4()
    for number in range(6):
        text, cluster = (ALONE, uuid4()) if number == 4 else (FLOOD, campaign)
        case = arrive(way, wiki, Conduct.NOT_SURE, Severity.NORMAL, 0, text).case
        Case.objects.filter(pk=case.pk).update(wave=began, cluster=cluster)


def _count(body: EnforcementBody) -> None:
    """A quarter that can be told: cases that are gone since, of which only the steps are left."""
    first = published(today(), most=1)[0].first
    rows = []
    for number in range(48):
        case, on = uuid4(), first + timedelta(days=number)
        severity = Severity.HIGH if number % 3 == 0 else Severity.NORMAL
        for step, later in ((CaseStepKind.RECEIVED, 0), (CaseStepKind.DECIDED, 5 + number % 9)):
            day = on + timedelta(days=later)
            at = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())
            rows.append(
                CaseStep(case=case, body=body, step=step, on=day, at=at, conduct=Conduct.HARASSMENT, severity=severity)
            )
    CaseStep.objects.bulk_create(rows)


def _break() -> None:
    """A handler lost the vault while a case was urgent; somebody of another body has to look at it."""
    hugo = _vault("Hugo Handler")
    officers = [_vault(name) for name in ("Uma Universal", "Ulf Universal", "Tara Safety")]
    choose_officers(vault=hugo, officers=[officer.person for officer in officers])
    begin_recovery(actor=hugo.person, passphrase=VAULT)
    recovery = Recovery.objects.get(person=hugo.person)
    for officer in officers[:2]:
        break_glass(vault=officer, recovery=recovery, reason="nobody_else")


def _vault(username: str) -> UnlockedVault:
    return unlock_vault(actor=Person.objects.get(username=username), passphrase=VAULT)
