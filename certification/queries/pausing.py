"""What a person could pause, and what is paused."""

from datetime import date

from certification.enums import FactKind
from certification.models import Fact
from certification.periods import FactRow, Timeline, fold
from wikilearn.people.models import Person


def pausable(person: Person, day: date) -> set[str]:
    """Keys of the topics whose running period may be paused on the day."""
    return {topic for topic, facts in _by_topic(person).items() if _may_pause(facts, day)}


def paused(person: Person, day: date) -> dict[str, date]:
    """Keys of the topics that are paused on the day, with the day on which the clock goes on by itself."""
    found = {}
    for topic, line in _lines(person).items():
        ends = [gap.end for gap in line.pauses if gap.end is not None and gap.covers(day)]
        if ends:
            found[topic] = max(ends)
    return found


def _may_pause(facts: list[FactRow], day: date) -> bool:
    """Whether another pause on the day would stop the clock: the fold itself knows."""
    before = fold(facts)
    if before.span_on(day) is None or any(gap.covers(day) for gap in before.pauses):
        return False
    trial = FactRow(-1, FactKind.PAUSED, "", day, key="\uffff", moment=max(fact.moment for fact in facts))
    return len(fold([*facts, trial]).pauses) > len(before.pauses)


def _lines(person: Person) -> dict[str, Timeline]:
    return {topic: fold(facts) for topic, facts in _by_topic(person).items()}


def _by_topic(person: Person) -> dict[str, list[FactRow]]:
    by_topic: dict[str, list[FactRow]] = {}
    for fact in Fact.objects.filter(person=person).rows_by_person().get(person.pk, []):
        by_topic.setdefault(fact.topic, []).append(fact)
    return by_topic
