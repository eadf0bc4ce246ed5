"""Writing facts, and bringing the projection up to date with them in the same transaction."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification import signals
from certification.enums import FactKind, Path, ReasonCategory
from certification.errors import FactRefused
from certification.models import EvidenceRule, Fact, Period
from certification.periods import Span, fold
from certification.queries.terms import terms
from courses.models import Course, Topic
from wikilearn.audit.actions import record
from wikilearn.core.dates import utc_day
from wikilearn.people.models import Person

NEED_A_REASON = frozenset(
    {FactKind.EXTENDED, FactKind.EXEMPTED, FactKind.REVOKED, FactKind.REINSTATED, FactKind.CORRECTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Achieved:
    """What a pass tells besides its day: stays with the fact and goes into the credential. `score` in percent."""

    course: Course | None = None
    revision: int | None = None
    language: str = ""
    score: int | None = None
    level: str = ""


@transaction.atomic
def record_fact(
    *,
    actor: str,
    person: Person,
    topic: Topic,
    kind: FactKind,
    at: datetime,
    source_key: str,
    path: Path = Path.FIRST,
    valid_from: date | None = None,
    valid_until: date | None = None,
    starts_now: bool = False,
    corrects: Fact | None = None,
    achieved: Achieved | None = None,
    evidence: str = "",
    category: ReasonCategory | str = "",
    reason: str = "",
    rule: EvidenceRule | None = None,
) -> Fact:
    """Write one fact and project the person's periods in the topic anew; log it; announce what changed.

    `actor` is an opaque reference as on the audit log. A `source_key` that is known gives its fact and changes nothing.
    The terms (validity, renewal window) of the day stay with the fact: the strictest of the requirements in force then.
    Raises `FactRefused`.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = Fact.objects.filter(source_key=source_key).first()
    if known is not None:
        return known
    _check(person, topic, kind, at, valid_from, valid_until, corrects, reason)
    months, window = terms(topic, utc_day(at))
    fact = Fact.objects.create(
        person=person,
        topic=topic,
        kind=kind,
        path=path,
        at=at,
        valid_from=valid_from,
        valid_until=valid_until,
        validity_months=months,
        window_days=window,
        starts_now=starts_now,
        corrects=corrects,
        evidence=evidence,
        rule=rule,
        actor=actor,
        category=category,
        reason=reason,
        source_key=source_key,
        **(_fields(achieved) if achieved else {}),
    )
    project(person=person, topic=topic, fact=fact)
    record(
        actor=actor,
        action="certification.fact_recorded",
        target=person.reference,
        details={"kind": str(kind), "topic": topic.key, "fact": fact.pk},
    )
    return fact


@transaction.atomic
def project(*, person: Person, topic: Topic, fact: Fact | None = None) -> None:
    """Make the person's periods in the topic what the facts amount to.

    Rows keep their identity; new ones are announced by `signals.certified`, changed ones by `signals.period_changed`
    if a `fact` is given as the cause.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    facts = Fact.objects.filter(person=person, topic=topic).rows_by_person().get(person.pk, [])
    spans = fold(facts).spans
    known = {(period.fact_id, period.piece): period for period in Period.objects.filter(person=person, topic=topic)}
    wanted = {(span.fact, span.piece): span for span in spans}
    changed = [period for place, period in known.items() if _adopt(period, wanted.get(place))]
    Period.objects.bulk_update(changed, ["valid_from", "valid_until", "stands"])
    added = Period.objects.bulk_create(
        Period(person=person, topic=topic, fact_id=fact_id, piece=piece, valid_from=span[0], valid_until=span[1])
        for (fact_id, piece), span in wanted.items()
        if (fact_id, piece) not in known
    )
    _link([*known.values(), *added])
    for period in changed if fact is not None else []:
        signals.period_changed.send(sender=Period, period=period, fact=fact)
    for period in added:
        signals.certified.send(sender=Period, period=period)


def _fields(achieved: Achieved) -> dict[str, object]:
    return {field.name: getattr(achieved, field.name) for field in fields(achieved)}


def _adopt(period: Period, span: Span | None) -> bool:
    """Give the period the days of the span, or take its standing away; whether that changed anything."""
    before = (period.valid_from, period.valid_until, period.stands)
    period.stands = span is not None
    if span is not None:
        period.valid_from, period.valid_until = span.valid_from, span.valid_until
    return before != (period.valid_from, period.valid_until, period.stands)


def _link(periods: list[Period]) -> None:
    """Say of each period which one follows it without a gap."""
    standing = sorted((period for period in periods if period.stands), key=lambda period: period.valid_from)
    followers = {
        one.pk: other.pk for one, other in pairwise(standing) if (other.valid_from - one.valid_until).days == 1
    }
    linked = [period for period in periods if period.renewed_by_id != followers.get(period.pk)]
    for period in linked:
        period.renewed_by_id = followers.get(period.pk)
    Period.objects.bulk_update(linked, ["renewed_by"])


def _check(
    person: Person,
    topic: Topic,
    kind: FactKind,
    at: datetime,
    valid_from: date | None,
    valid_until: date | None,
    corrects: Fact | None,
    reason: str,
) -> None:
    if at > timezone.now():
        raise FactRefused(_("This day is in the future."), field="at")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise FactRefused(_("The last day is before the first."), field="valid_until")
    if kind == FactKind.EXTENDED and valid_until is None:
        raise FactRefused(_("An extension needs a last day."), field="valid_until")
    if kind == FactKind.EXEMPTED and valid_until is None:
        raise FactRefused(_("An exemption needs a last day."), field="valid_until")
    if kind == FactKind.PAUSED and reason:
        raise FactRefused(_("A pause keeps no details, only the kind of reason."), field="reason")
    if kind in NEED_A_REASON and not reason.strip():
        raise FactRefused(_("Please give a reason."), field="reason")
    if (kind == FactKind.CORRECTED) != (corrects is not None):
        raise FactRefused(_("A correction names the entry that it corrects."), field="corrects")
    if corrects is not None and (
        corrects.person_id != person.pk or corrects.topic_id != topic.pk or corrects.kind == FactKind.CORRECTED
    ):
        raise FactRefused(_("A correction names the entry that it corrects."), field="corrects")
