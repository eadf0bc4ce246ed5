"""Holders of rights: Farid, and a row of others who only fill the steward's lists."""

from datetime import datetime, timedelta

from django.utils import timezone

from certification.actions.recording import record_fact
from certification.enums import FactKind
from courses.models import Topic
from wikilearn.demo.company import Company
from wikilearn.movement.actions.holdings import enter_holding
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.models import Person

BACKGROUND = 9
"""How many others."""


def enter_holders(company: Company) -> None:
    """Farid and the others hold rights on two wikis; how long they are certified differs from one to the next."""
    now = timezone.now()
    checkuser = Right.objects.get(key="checkuser")
    farid = company.functionary
    for dbname in ("dewiki", "frwiki"):
        wiki = Wiki.objects.get(dbname=dbname)
        enter_holding(
            actor=company.steward, right=checkuser, wiki=wiki, username=farid.username, since=now - timedelta(days=900)
        )
    mandatory = list(Topic.objects.filter(mandatory=True))
    for topic in mandatory:
        _certify(farid, topic, now - timedelta(days=690 if topic.key == "digital-security" else 200))
    rights = [checkuser, Right.objects.get(key="suppress"), Right.objects.get(key="sysop")]
    wiki = Wiki.objects.get(dbname="dewiki")
    for number in range(1, BACKGROUND + 1):
        holder = Person.objects.create_user(f"Demo holder {number}", central_id=9_100_000 + number)
        enter_holding(
            actor=company.steward,
            right=rights[number % len(rights)],
            wiki=wiki,
            username=holder.username,
            since=now - timedelta(days=40 * number + 100),
        )
        for index, topic in enumerate(mandatory):
            if (number + index) % 8:
                _certify(holder, topic, now - timedelta(days=30 * number + 10 * index))


def _certify(person: Person, topic: Topic, at: datetime) -> None:
    record_fact(
        actor="system",
        person=person,
        topic=topic,
        kind=FactKind.IMPORTED,
        at=at,
        source_key=f"demo:{person.uid}:{topic.key}",
        evidence="Demo data",
    )
