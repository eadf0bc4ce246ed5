"""Demo data of decisions: an extension to confirm, a revocation with an appeal, a break, evidence."""

from datetime import date, timedelta

from certification.actions.appealing import file_appeal
from certification.actions.deciding import propose_change
from certification.actions.evidence import add_rule, submit_claim
from certification.actions.histories import import_records
from certification.actions.pausing import pause_certifications
from certification.actions.revoking import revoke_certification
from certification.enums import EvidenceKind, Path, ProposalKind, ReasonCategory
from certification.history import Record
from certification.models import Period
from courses.models import Topic
from wikilearn.core.dates import add_months, today
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def decide_in_demo(*, curator: Person, steward: Person, partner: Organisation) -> None:
    """Give each page about decisions and evidence something to show."""
    topic = Topic.objects.get(key="digital-security")
    day = today()
    standing = Period.objects.covering(day).filter(topic=topic, person__username__startswith="Demo holder ")
    holders = [period.person for period in standing.select_related("person").order_by("pk")[:4]]
    extended, revoked, paused, sender = holders
    ends = Period.objects.standing().filter(person=extended, topic=topic).latest("valid_until")
    propose_change(
        actor=steward,
        person=extended,
        topic=topic,
        kind=ProposalKind.EXTENSION,
        until=add_months(ends.valid_until, 2),
        category=ReasonCategory.NO_COURSE,
        reason="The Swahili version of the refresher is not reviewed yet.",
    )
    fact = revoke_certification(
        actor=curator,
        person=revoked,
        topic=topic,
        category=ReasonCategory.MISCONDUCT,
        reason="The answers of the quiz had been passed on.",
    )
    file_appeal(actor=revoked, fact=fact, text="I explained the questions to a newcomer, I gave no answers away.")
    pause_certifications(actor=paused, topics=[topic], category=ReasonCategory.WIKIBREAK)
    submit_claim(
        actor=sender,
        topic=topic,
        done_on=day - timedelta(days=30),
        text="I gave a workshop about this at the regional meeting.",
        link="https://example.org/programme",
    )
    add_rule(
        actor=curator,
        kind=EvidenceKind.ORGANISATION,
        topic=topic,
        path=Path.FIRST,
        in_force_from=day,
        organisation=partner,
    )
    import_records(actor="system", records=_earlier(topic, day))


def _earlier(topic: Topic, day: date) -> list[Record]:
    """Somebody who has no account here yet."""
    first = add_months(day, -3)
    return [Record(2, "Nobody here yet", topic.key, first, add_months(first, 24), "List of a workshop")]
