"""What local codes cover of the universal one, and where the gaps are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, QuerySet

from ucoc.enums import ClauseKind
from ucoc.models import Clause, CodeVersion, LocalClause, LocalText, LocalVersion, WeakerMark


@dataclass(frozen=True, slots=True)
class Cell:
    """A local clause as the matrix shows it. `said`: it has words in the main language of its version."""

    clause: LocalClause
    said: bool
    languages: list[str]
    weaker: list[WeakerMark]
    heading: str


@dataclass(frozen=True, slots=True)
class Row:
    """A universal clause with what a local version says to it."""

    clause: Clause
    cells: list[Cell]

    @property
    def covered(self) -> bool:
        """Some local clause says something to it in the main language."""
        return any(cell.said for cell in self.cells)

    @property
    def is_gap(self) -> bool:
        """It must be covered and is not."""
        return self.clause.kind == ClauseKind.UNACCEPTABLE and not self.covered

    @property
    def is_weaker(self) -> bool:
        """A reviewer says that what stands here falls below the clause."""
        return any(cell.weaker for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every clause of the universal version that a local one builds on."""

    rows: list[Row]

    @property
    def gaps(self) -> list[Row]:
        """Clauses that must be covered and are not."""
        return [row for row in self.rows if row.is_gap]

    @property
    def weaker(self) -> list[Row]:
        """Clauses under which reviewers found less than the universal code gives."""
        return [row for row in self.rows if row.is_weaker]

    @property
    def complete(self) -> bool:
        """Nothing stands in the way of ratification but the reviews."""
        return not self.gaps and not self.weaker


@dataclass(frozen=True, slots=True)
class Line:
    """A local code in the matrix of all: number of the universal clause → covered. `behind`: builds on an older one."""

    version: LocalVersion
    covered: dict[str, bool] = field(default_factory=dict)
    behind: bool = False

    @property
    def cells(self) -> list[bool]:
        """In the order of the clauses."""
        return list(self.covered.values())

    @property
    def gaps(self) -> int:
        """How many clauses are not covered."""
        return sum(not covered for covered in self.covered.values())


def matrix_of(version: LocalVersion) -> Matrix:
    """The coverage matrix of one version; four queries."""
    clauses = version.clauses.prefetch_related("texts", "marks__reviewer").order_by("position", "pk")
    by_clause: dict[int, list[Cell]] = {}
    for local in clauses:
        by_clause.setdefault(local.covers_id, []).append(_cell(local, version))
    universal = Clause.objects.filter(version_id=version.builds_on_id).order_by("position")
    return Matrix([Row(clause, by_clause.get(clause.pk, [])) for clause in universal])


def must_cover(version: CodeVersion) -> QuerySet[Clause]:
    """The clauses that every local code covers, in order."""
    return version.clauses.filter(kind=ClauseKind.UNACCEPTABLE).order_by("position")


def lines_of(versions: Iterable[LocalVersion], clauses: Sequence[Clause]) -> list[Line]:
    """The matrix of many versions at once, by clause number; one query however many they are."""
    versions = list(versions)
    numbers = [clause.number for clause in clauses]
    in_force = clauses[0].version_id if clauses else None
    said = LocalText.objects.filter(clause=OuterRef("pk"), language=F("clause__version__languages__0"))
    covered = set(
        LocalClause.objects.filter(Exists(said), version__in=[version.pk for version in versions])
        .order_by()
        .values_list("version_id", "covers__number")
    )
    return [
        Line(
            version,
            {number: (version.pk, number) in covered for number in numbers},
            behind=version.builds_on_id != in_force,
        )
        for version in versions
    ]


def _cell(local: LocalClause, version: LocalVersion) -> Cell:
    texts = {text.language: text for text in local.texts.all()}
    main = texts.get(version.main_language)
    shown = main or next(iter(texts.values()), None)
    return Cell(
        clause=local,
        said=main is not None,
        languages=[tag for tag in version.languages if tag in texts],
        weaker=[mark for mark in local.marks.all() if mark.cleared_at is None],
        heading=shown.heading if shown else "",
    )
