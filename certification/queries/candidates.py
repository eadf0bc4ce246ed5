"""Those who stand for rights, as those who select see them: readiness is computed for each page that is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from certification.models import Candidacy, Fact
from certification.queries.asking import requirements
from certification.readiness import not_ready_since
from wikilearn.people.models import Person

CSV_HEADER = (
    "username",
    "right",
    "wiki",
    "languages",
    "listed_since",
    "listed_until",
    "ready",
    "not_ready_since",
    "statement",
)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who stands, and since when they lack something (None: ready)."""

    candidacy: Candidacy
    lacking_since: date | None

    @property
    def ready(self) -> bool:
        """Has all that the right requires on the day."""
        return self.lacking_since is None


def candidacies_for(
    person: Person, day: date, *, right: str = "", wiki: str = "", language: str = ""
) -> QuerySet[Candidacy]:
    """Those that the person may see; `wiki` is `*` for rights on all wikis, `language` a BCP 47 tag."""
    found = Candidacy.objects.listed(day).visible_to(person)
    if right:
        found = found.filter(right__key=right)
    if wiki:
        found = found.filter(wiki=None) if wiki == "*" else found.filter(wiki__dbname=wiki)
    if language:
        found = found.filter(languages__contains=[language])
    return found.select_related("person", "right", "wiki").order_by("right__key", "wiki__dbname", "since", "pk")


def candidates(candidacies: Iterable[Candidacy], day: date) -> list[Candidate]:
    """Each with its readiness, two queries however many they are."""
    rows = list(candidacies)
    facts = Fact.objects.filter(person__in={row.person_id for row in rows}).rows_by_person()
    required = requirements({row.right.key for row in rows}).rows
    by_right = {row.right.key: [each for each in required if each.right == row.right.key] for row in rows}
    return [
        Candidate(
            row,
            not_ready_since(row.right.key, facts.get(row.person_id, []), by_right[row.right.key], row.since, day),
        )
        for row in rows
    ]


def in_batches(candidacies: QuerySet[Candidacy], day: date) -> Iterator[list[Candidate]]:
    """All of them, batch by batch, so that a file of them needs little memory."""
    batch: list[Candidacy] = []
    for row in candidacies.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield candidates(batch, day)
            batch = []
    if batch:
        yield candidates(batch, day)


def csv_rows(rows: Sequence[Candidate]) -> Iterator[list[object]]:
    """Rows of the file, days in ISO 8601."""
    for row in rows:
        one = row.candidacy
        yield [
            one.person.username,
            one.right.key,
            one.place,
            " ".join(one.languages),
            one.since,
            one.until,
            "yes" if row.ready else "no",
            row.lacking_since or "",
            one.statement,
        ]
