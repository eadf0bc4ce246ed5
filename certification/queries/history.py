"""What is known of the earlier records in a file before they are imported."""

from collections.abc import Iterable, Mapping, Sequence

from certification.history import Reading, Record, read
from certification.models import Fact, FormerName, Requirement, WaitingRecord
from courses.models import Topic
from wikilearn.core.dates import today
from wikilearn.movement.models import Right
from wikilearn.people.models import Person


def read_history(content: bytes) -> Reading:
    """Read a file with the topics, rights and requirements of today. Raises `ImportRefused`."""
    topics = Topic.objects.values_list("key", flat=True)
    rights: dict[str, set[str]] = {key: set() for key in Right.objects.values_list("key", flat=True)}
    required = Requirement.objects.current(today()).order_by().values_list("right__key", "topic__key")
    for right, topic in required:
        rights[right].add(topic)
    return read(content, topics=topics, rights=rights, day=today())


def owners(names: Iterable[str]) -> dict[str, Person]:
    """Who has shown that the Wikimedia account of a name is theirs, now or before a rename. A name is never guessed."""
    wanted = set(names)
    linked = Person.objects.linked().present()
    found = {person.username: person for person in linked.filter(username__in=wanted)}
    former = FormerName.objects.filter(username__in=wanted - found.keys(), person__central_id__isnull=False)
    for name in former.filter(person__erased_at=None).select_related("person"):
        found[name.username] = name.person
    return found


def known_keys(records: Sequence[Record]) -> set[str]:
    """The keys of records that are on record already, as facts or waiting."""
    keys = [record.key for record in records]
    known = set(Fact.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    return known | set(WaitingRecord.objects.filter(source_key__in=keys).values_list("source_key", flat=True))


def count_outcomes(records: Sequence[Record]) -> Mapping[str, int]:
    """How many records would be `added` as facts, how many would be `waiting` for an account, how many are `known`."""
    known = known_keys(records)
    new = [record for record in records if record.key not in known]
    here = owners(record.username for record in new)
    added = sum(record.username in here for record in new)
    return {"added": added, "waiting": len(new) - added, "known": len(records) - len(new)}
