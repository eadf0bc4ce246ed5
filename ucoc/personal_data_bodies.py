"""What bodies, decisions and measures keep about a person."""

from typing import Any

from django.utils import timezone

from ucoc.enums import AppealStatus
from ucoc.models.bodies import BodyMember, MemberFact
from ucoc.models.decisions import DecisionAppeal, DecisionPart, Measure
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Work in bodies, what was confirmed for it, measures with their reasons, and appeals."""
    return {
        "bodies": [
            {
                "body": member.body.slug,
                "capacity": member.capacity,
                "since": member.since.isoformat(),
                "until": member.until.isoformat() if member.until else None,
            }
            for member in BodyMember.objects.filter(person=person).select_related("body")
        ],
        "confirmed": [
            {"kind": fact.kind, "on": fact.on.isoformat(), "age": fact.age}
            for fact in MemberFact.objects.filter(person=person)
        ],
        "took_part_in_decisions": [
            {"body": part.decision.body.slug, "on": part.decision.decided_on.isoformat()}
            for part in DecisionPart.objects.filter(person=person).select_related("decision__body")
        ],
        "measures": [_measure(measure) for measure in Measure.objects.about(person).select_related("decision__body")],
        "appeals": [
            _appeal(appeal) for appeal in DecisionAppeal.objects.filter(filed_by=person).select_related("body")
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "body": measure.decision.body.slug,
        "kind": measure.kind,
        "what_exactly": measure.scope,
        "reasons": measure.decision.reasons,
        "from": measure.since.isoformat(),
        "until": measure.until.isoformat() if measure.until else None,
        "course": measure.course.slug if measure.course else None,
        "public": measure.public,
        "ended": measure.closed_on.isoformat() if measure.closed_on else None,
        "how_it_ended": measure.closed_as,
    }


def _appeal(appeal: DecisionAppeal) -> dict[str, Any]:
    return {
        "body": appeal.body.slug,
        "factors": appeal.factors,
        "text": appeal.text,
        "filed": appeal.filed_at.isoformat(),
        "state": appeal.status,
        "reasons": appeal.reasons,
    }


def erase(person: Person) -> None:
    """Work in bodies ends, words of appeals and details of measures go; that a measure was taken stays."""
    now = timezone.now()
    BodyMember.objects.filter(person=person, since__gte=now).delete()
    BodyMember.objects.filter(person=person).live(now).update(until=now)
    filed = DecisionAppeal.objects.filter(filed_by=person)
    filed.filter(status=AppealStatus.OPEN).update(status=AppealStatus.WITHDRAWN, decided_at=now)
    filed.update(text="")
    Measure.objects.about(person).update(scope="", public=False)
