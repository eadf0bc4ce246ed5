"""From facts to periods: a pure fold, in which the order of arrival of the facts does not matter.

Rules, all in days of UTC, a period including its last day:

- A grant (passed, attended, recognised, imported) opens a period of `months` calendar months.
- Inside the renewal window, the last `window` days and the last day itself, a grant adds a period that starts on the
  day after the running one and lasts until its same day `months` later: nobody loses days by being early.
- Before the window a grant is practice only, unless `starts_now`: then the running period ends the day before.
- A refresher grants only to who was certified less than `REFRESHER_MONTHS` ago; later the full course is needed.
- A grant with dates of its own (`valid_until`) adds only the days that are not covered yet.
- An extension moves the end of the latest period to its date, never backwards; with none running it bridges until then.
- A pause stops the clock of the running period once, until it is resumed, at most `PAUSE_MONTHS`.
- A revocation takes away every day from its own until the day of a reinstatement; what was passed in between counts
  from then on. Only a reinstatement, or a correction of the revocation, lifts it.
- An exemption asks for nothing from its day until its last day. It certifies nothing and moves no period.
- An update (a delta module that was passed) is on record and moves nothing either.
- A correction replaces the dates of the fact it names, or, without dates, annuls it; it works backwards in time.

>>> from datetime import date
>>> fold([FactRow(1, "passed", "digital-security", date(2024, 2, 29))]).spans
(Span(valid_from=datetime.date(2024, 2, 29), valid_until=datetime.date(2026, 2, 28), fact=1, piece=0),)
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from certification.enums import GRANTS, FactKind
from wikilearn.core.dates import add_months

VALIDITY_MONTHS = 24
WINDOW_DAYS = 90
PAUSE_MONTHS = 6
REFRESHER_MONTHS = 12
_DAY = timedelta(days=1)
_RANK = {kind.value: rank for rank, kind in enumerate(FactKind)}


class FactRow(NamedTuple):
    """What the fold needs of one fact. `day` is the day in UTC on which it took effect.

    `moment`, then `key`, which never repeats, order the facts of one day.
    """

    id: int
    kind: str
    topic: str
    day: date
    key: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    months: int = VALIDITY_MONTHS
    window: int = WINDOW_DAYS
    starts_now: bool = False
    refresher: bool = False
    corrects: int | None = None
    recorded_at: datetime | None = None
    moment: datetime = datetime.min.replace(tzinfo=UTC)


class Span(NamedTuple):
    """A certified stretch, both days included. `fact` opened it; `piece` counts what a revocation cut it into."""

    valid_from: date
    valid_until: date
    fact: int
    piece: int = 0


class Gap(NamedTuple):
    """Days from `start` up to but without `end` (None: open) on which something was stopped."""

    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= day and (self.end is None or day < self.end)


class Timeline(NamedTuple):
    """All that the facts of one person and topic amount to; everything in order of time, no day twice in `spans`."""

    spans: tuple[Span, ...] = ()
    pauses: tuple[Gap, ...] = ()
    revocations: tuple[Gap, ...] = ()
    exemptions: tuple[Gap, ...] = ()

    def exempt_until(self, day: date) -> date | None:
        """The last day of the exemption that covers the day, of the longest if there are several."""
        ends = (gap.end for gap in self.exemptions if gap.end is not None and gap.covers(day))
        longest = max(ends, default=None)
        return None if longest is None else longest - _DAY

    def span_on(self, day: date) -> Span | None:
        """The stretch that covers the day."""
        for span in reversed(self.spans):
            if span.valid_from <= day:
                return span if day <= span.valid_until else None
        return None

    def end_of(self, span: Span) -> Span:
        """The last stretch that follows `span` without a day between."""
        for later in self.spans:
            if (later.valid_from - span.valid_until).days == 1:
                span = later
        return span

    def last_before(self, day: date) -> Span | None:
        """The latest stretch that ended before the day."""
        return next((span for span in reversed(self.spans) if span.valid_until < day), None)


NOTHING = Timeline()


def window_opens(valid_until: date, window: int) -> date:
    """The first day on which a period may be renewed."""
    return valid_until - timedelta(days=min(window, (valid_until - date.min).days))


def as_of(facts: Iterable[FactRow], day: date, known_at: datetime | None = None) -> list[FactRow]:
    """The facts that count on a past day.

    What took effect later does not change the answer; what was *recorded* later about an earlier day does (history that
    was taken over, a correction), because the question "was she certified in March?" has one answer. `known_at` leaves
    out what was recorded after that moment and so gives the answer that the site gave then.
    """
    return [
        fact
        for fact in facts
        if ((fact.day if fact.valid_from is None else _effective(fact)) <= day or fact.kind == FactKind.CORRECTED)
        and (known_at is None or fact.recorded_at is None or fact.recorded_at <= known_at)
    ]


def fold(facts: Sequence[FactRow]) -> Timeline:
    """The timeline of one person and one topic."""
    if not facts:
        return NOTHING
    if len(facts) == 1 and facts[0].kind in GRANTS and facts[0].valid_until is None and not facts[0].refresher:
        (fact,) = facts
        return Timeline((Span(fact.day, add_months(fact.day, fact.months), fact.id),))
    ordered = sorted(_corrected(facts), key=_order)
    builder = _Builder(pauses=_pauses(ordered))
    for fact in ordered:
        builder.take(fact)
    revocations = _revocations(ordered)
    return Timeline(_without(builder.spans, revocations), tuple(builder.paused), revocations, _exemptions(ordered))


def _effective(fact: FactRow) -> date:
    return fact.valid_from if fact.valid_from is not None and fact.kind in GRANTS else fact.day


def _order(fact: FactRow) -> tuple[date, datetime, str, int, int]:
    return _effective(fact), fact.moment, fact.key, _RANK[fact.kind], 0 if fact.key else fact.id


def _corrected(facts: Sequence[FactRow]) -> list[FactRow]:
    """The facts with corrections applied, the latest one for each, and the corrections themselves taken out."""
    corrections = sorted((fact for fact in facts if fact.kind == FactKind.CORRECTED), key=_order)
    latest = {fact.corrects: fact for fact in corrections}
    kept = []
    for fact in facts:
        if fact.kind == FactKind.CORRECTED:
            continue
        correction = latest.get(fact.id)
        if correction is None:
            kept.append(fact)
        elif correction.valid_from is not None or correction.valid_until is not None:
            kept.append(_with_dates_of(fact, correction))
    return kept


def _with_dates_of(fact: FactRow, correction: FactRow) -> FactRow:
    day = correction.valid_from or fact.day
    if fact.kind in GRANTS:
        return fact._replace(day=day, valid_from=correction.valid_from, valid_until=correction.valid_until)
    return fact._replace(day=day, valid_until=correction.valid_until or fact.valid_until)


def _pauses(ordered: list[FactRow]) -> dict[int, Gap]:
    """For each pause, by the id of its fact, the days that it takes."""
    found: dict[int, Gap] = {}
    for place, fact in enumerate(ordered):
        if fact.kind == FactKind.PAUSED:
            longest = add_months(fact.day, PAUSE_MONTHS)
            later = ordered[place + 1 :]
            resumed = next((other.day for other in later if other.kind == FactKind.RESUMED), longest)
            found[fact.id] = Gap(fact.day, min(resumed, longest))
    return found


def _revocations(ordered: list[FactRow]) -> tuple[Gap, ...]:
    found: list[Gap] = []
    start: date | None = None
    for fact in ordered:
        if fact.kind == FactKind.REVOKED and start is None:
            start = fact.day
        elif fact.kind == FactKind.REINSTATED and start is not None:
            found.append(Gap(start, fact.day))
            start = None
    if start is not None:
        found.append(Gap(start, None))
    return tuple(found)


def _exemptions(ordered: list[FactRow]) -> tuple[Gap, ...]:
    return tuple(
        Gap(fact.day, _later(fact.valid_until, _DAY))
        for fact in ordered
        if fact.kind == FactKind.EXEMPTED and fact.valid_until is not None and fact.day <= fact.valid_until
    )


def _without(spans: list[Span], revocations: tuple[Gap, ...]) -> tuple[Span, ...]:
    """The spans without the days of the revocations; one that is cut in the middle becomes two pieces."""
    for gap in revocations:
        cut: list[Span] = []
        for span in spans:
            if gap.end is not None and gap.end <= gap.start:
                cut.append(span)
                continue
            if span.valid_from < gap.start:
                cut.append(span._replace(valid_until=min(span.valid_until, gap.start - _DAY)))
            if gap.end is not None and span.valid_until >= gap.end:
                cut.append(span._replace(valid_from=max(span.valid_from, gap.end)))
        spans = cut
    numbered: list[Span] = []
    pieces: dict[int, int] = {}
    for span in spans:
        piece = pieces.get(span.fact, 0)
        pieces[span.fact] = piece + 1
        numbered.append(span._replace(piece=piece))
    return tuple(numbered)


class _Builder:
    """Takes facts in order and keeps `spans` in order and free of overlap."""

    def __init__(self, pauses: dict[int, Gap]) -> None:
        self.spans: list[Span] = []
        self.paused: list[Gap] = []
        self._pauses = pauses
        self._stopped: set[int] = set()

    def take(self, fact: FactRow) -> None:
        """Apply one fact."""
        if fact.kind in GRANTS:
            if fact.valid_until is not None:
                self._grant_dated(fact, fact.valid_until)
            else:
                self._grant(fact, _effective(fact))
        elif fact.kind == FactKind.EXTENDED and fact.valid_until is not None:
            self._extend(fact, fact.valid_until)
        elif fact.kind == FactKind.PAUSED:
            self._pause(fact)

    @property
    def _last(self) -> Span | None:
        return self.spans[-1] if self.spans else None

    def _grant(self, fact: FactRow, day: date) -> None:
        last = self._last
        if fact.refresher and (last is None or day >= add_months(last.valid_until, REFRESHER_MONTHS)):
            return
        until = add_months(day, fact.months)
        if last is None or day > last.valid_until:
            self.spans.append(Span(day, until, fact.id))
        elif day >= max(last.valid_from, window_opens(last.valid_until, fact.window)):
            renewed = add_months(last.valid_until, fact.months)
            if renewed > last.valid_until:
                self.spans.append(Span(last.valid_until + _DAY, renewed, fact.id))
        elif fact.starts_now and last.valid_from < day and until >= last.valid_until:
            self.spans[-1] = last._replace(valid_until=day - _DAY)
            self.spans.append(Span(day, until, fact.id))

    def _grant_dated(self, fact: FactRow, until: date) -> None:
        start, last = _effective(fact), self._last
        if last is not None and start <= last.valid_until:
            if until <= last.valid_until:
                return
            start = last.valid_until + _DAY
        if start <= until:
            self.spans.append(Span(start, until, fact.id))

    def _extend(self, fact: FactRow, until: date) -> None:
        last = self._last
        if last is not None and fact.day <= last.valid_until:
            self.spans[-1] = last._replace(valid_until=max(last.valid_until, until))
        elif fact.day <= until:
            self.spans.append(Span(fact.day, until, fact.id))

    def _pause(self, fact: FactRow) -> None:
        gap = self._pauses[fact.id]
        place = next(
            (at for at, span in enumerate(self.spans) if span.valid_from <= fact.day <= span.valid_until), None
        )
        if place is None or self.spans[place].fact in self._stopped or gap.end is None:
            return
        days = gap.end - gap.start
        self._stopped.add(self.spans[place].fact)
        self.paused.append(gap)
        stretched = self.spans[place]
        self.spans[place] = stretched._replace(valid_until=_later(stretched.valid_until, days))
        for at in range(place + 1, len(self.spans)):
            span = self.spans[at]
            self.spans[at] = span._replace(
                valid_from=_later(span.valid_from, days), valid_until=_later(span.valid_until, days)
            )


def _later(day: date, by: timedelta) -> date:
    return day + min(by, date.max - day)
