"""Who fits what somebody wants to learn, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from skills_exchange.enums import WORKING_LEVEL
from skills_exchange.matching.online import Ranked, Wish, rank
from skills_exchange.matching.reasons import Reason, reasons_of
from skills_exchange.matching.scoring import Weights, best_format, format_mask
from skills_exchange.models import Evidence, Party, Skill, SkillClaim
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.queries.posting_lists import DEEP, NEAR, bars_of, candidates_of
from skills_exchange.queries.profiles import proofs_of
from skills_exchange.queries.sides import blocked_with, parties_of
from skills_exchange.queries.weights import weights_in_force
from skills_exchange.reason_words import PART_NAMES, Lookup, sentence
from wikilearn.core.dates import today
from wikilearn.movement.models import Organisation, Territory
from wikilearn.people.models import Person

SPARE = 4
"""So many more are ranked, for those whose account was closed meanwhile."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who fits a wish: the sharer, how they could meet, what it scores and why (sentences)."""

    sharer: Party
    level: int
    language: str
    format: str
    score: float
    parts: list[tuple[str, float]]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class WishSuggestions:
    """A want with whom we suggest for it; `nobody` says why there is no one (a code of `why_nobody`)."""

    claim: SkillClaim
    found: list[Suggestion]
    more: bool
    nobody: str = ""


def wishes_of(learner: Party, *, skill: str = "") -> tuple[list[SkillClaim], list[Wish]]:
    """What a party wants to learn (or the one skill of that slug), as rows and for matching."""
    spoken = spoken_by(learner)
    chosen = {"skill__slug": skill} if skill else {}
    claims = list(SkillClaim.objects.filter(party=learner, **chosen).wanted().live(today()).select_related("skill"))
    return claims, [wish_of(claim, spoken) for claim in claims]


def spoken_by(party: Party) -> tuple[str, ...]:
    """Its languages of a working level, without country and script."""
    tags = party.speaks.filter(level__gte=WORKING_LEVEL).order_by().values_list("language", flat=True)
    return tuple(sorted({base(tag) for tag in tags}))


def base(tag: str) -> str:
    """A language without country and script, as the posting lists name it."""
    return tag.split("-", 1)[0].lower()


def wish_of(claim: SkillClaim, spoken: Sequence[str]) -> Wish:
    """A want for matching: in the languages that it names, or all that its party speaks."""
    named = {base(tag) for tag in claim.languages}
    chosen = tuple(tag for tag in spoken if not named or tag in named)
    return Wish(claim.pk, claim.skill_id, claim.level, format_mask(claim.formats), chosen)


def rank_wishes(
    learner: Party,
    wishes: Sequence[Wish],
    *,
    most: int,
    weights: Weights | None = None,
    apart: Iterable[int] = (),
    deep: int = DEEP,
    near: int = NEAR,
) -> list[list[Ranked]]:
    """The best of each wish, best first. `apart`: parties that are not to be suggested."""
    weights = weights or weights_in_force()
    barred, answered = bars_of(learner)
    candidates = candidates_of(learner, wishes, weights, barred={*barred, *apart}, deep=deep, near=near)
    return [
        rank(
            wish,
            [row for row in rows if (row.party, wish.skill) not in answered],
            weights,
            underrepresented=learner.underrepresented,
            most=most,
        )
        for wish, rows in zip(wishes, candidates, strict=True)
    ]


def suggestions_for(
    reader: Person,
    learner: Party,
    *,
    zone: str,
    most: int = 3,
    skill: str = "",
    led: Sequence[Organisation] | None = None,
) -> list[WishSuggestions]:
    """For each want of a party (or that of the skill of that slug) whom we suggest, as the reader sees it.

    `led`: the organisations that the reader speaks for, if they are known already.
    """
    claims, wishes = wishes_of(learner, skill=skill)
    if not claims:
        return []
    apart = _apart(reader, learner, organisations_spoken_for(reader) if led is None else led)
    ranked = rank_wishes(learner, wishes, most=most + SPARE, apart=apart)
    people, names = _people(ranked), _names(ranked, reader, learner, zone)
    nobody = why_nobody(learner, [wish for wish, rows in zip(wishes, ranked, strict=True) if not rows])
    found = []
    for claim, wish, rows in zip(claims, wishes, ranked, strict=True):
        there = [row for row in rows if row.candidate.party in people]
        shown = [_suggestion(row, wish, learner, people[row.candidate.party], names) for row in there[:most]]
        found.append(WishSuggestions(claim, shown, len(there) > most, nobody.get(wish.skill, "")))
    return found


def _apart(reader: Person, learner: Party, led: Sequence[Organisation]) -> set[int]:
    """Whom the learner must not meet because of the reader: for whom they speak, and who is blocked with them.

    The learner's own blocks count anyway, so there is nothing to ask for somebody who looks for themself alone.
    """
    if not led and learner.person_id == reader.pk:
        return set()
    return {*parties_of(reader).values_list("pk", flat=True), *blocked_with(reader)}


def _suggestion(row: Ranked, wish: Wish, learner: Party, sharer: Party, names: Lookup) -> Suggestion:
    reasons: list[Reason] = list(reasons_of(row, wish, common=learner.week_utc & sharer.week_utc))
    return Suggestion(
        sharer=sharer,
        level=row.candidate.level,
        language=row.candidate.tag,
        format=best_format(row.candidate.formats, row.candidate.hours),
        score=row.score,
        parts=[(str(PART_NAMES[name]), value) for name, value in row.parts.items() if value],
        reasons=[sentence(reason, names) for reason in reasons],
    )


def _people(ranked: Iterable[list[Ranked]]) -> dict[int, Party]:
    keys = {row.candidate.party for rows in ranked for row in rows}
    there = Party.objects.filter(pk__in=keys).there().with_names()
    return there.only("uid", "week_utc", "person__username", "organisation__name").in_bulk()


def _names(ranked: Iterable[list[Ranked]], reader: Person, learner: Party, zone: str) -> Lookup:
    rows = [row.candidate for found in ranked for row in found]
    skills = Skill.objects.in_bulk({row.mutual for row in rows if row.mutual is not None})
    places = Territory.objects.in_bulk({row.territory for row in rows if row.territory is not None})
    return Lookup(
        zone=zone,
        day=learner.week_of or today(),
        evidence=_shown_by({row.claim for row in rows if row.verified}, reader),
        skills={pk: skill.label for pk, skill in skills.items()},
        territories={pk: place.name for pk, place in places.items()},
    )


def _shown_by(claims: Iterable[int], reader: Person) -> dict[int, str]:
    """Claim → what has verified it last, as its profile names it; nothing hidden, and nothing that verifies nothing."""
    rows = list(Evidence.objects.filter(claim__in=claims).verifying(today()).order_by("verified_at", "pk"))
    proofs = proofs_of(rows, reader)
    return {row.claim_id: proofs[row.pk].title for row in rows}


_WHY = """
SELECT o.skill_id, bool_or(o.language = ANY(%(spoken)s)), bool_or(o.language = ANY(%(spoken)s) AND o.free)
FROM skills_exchange_offerposting AS o WHERE o.skill_id = ANY(%(skills)s) AND o.valid_until >= %(today)s
    AND o.party_id <> %(me)s GROUP BY o.skill_id
"""


def why_nobody(learner: Party, wishes: Sequence[Wish]) -> dict[int, str]:
    """Skill → why nobody fits: `unshared`, `language`, `full` or `hours` (also: they were all answered)."""
    if not wishes:
        return {}
    spoken = sorted({tag for wish in wishes for tag in wish.languages})
    skills = [wish.skill for wish in wishes]
    with connection.cursor() as cursor:
        cursor.execute(_WHY, {"spoken": spoken, "skills": skills, "today": today(), "me": learner.pk})
        known = {skill: "hours" if free else "full" if spoken else "language" for skill, spoken, free in cursor}
    return {skill: known.get(skill, "unshared") for skill in skills}
