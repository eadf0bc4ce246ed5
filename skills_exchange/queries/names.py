"""Who is called like some words: people and organisations that can be found, typing errors forgiven.

The database finds names that look alike (the trigrams by which names of skills are searched, too); which of them are
meant is decided here, on folded names, so that accents and capitals do not matter.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.db import connection

from skills_exchange.enums import ClaimKind, SkillStatus
from skills_exchange.folding import folded
from skills_exchange.queries.skills import ALIKE, CLOSE
from wikilearn.core.dates import today

FEWEST_LETTERS = 4
"""In shorter words a letter makes another name."""
MOST = 2_000
"""So many at most are called like that; what else is looked for chooses among these."""

# Both statements travel together: the threshold counts for the search and travels with the connection. OFFSET 0 makes
# the database look for claims of those whose name fits, and not read all claims first.
_SEARCH = """
    SELECT set_config('pg_trgm.word_similarity_threshold', %(close)s, false);
    SELECT id, name FROM (
        SELECT party.id, person.username AS name
          FROM people_person AS person JOIN skills_exchange_party AS party ON party.person_id = person.id
         WHERE party.listed AND person.is_active AND (
               (%(nearly)s AND person.username %%> %(words)s)
               OR person.username ILIKE %(within)s OR person.username ILIKE %(plainly)s)
        UNION ALL
        SELECT party.id, organisation.name
          FROM movement_organisation AS organisation
          JOIN skills_exchange_party AS party ON party.organisation_id = organisation.id
         WHERE party.listed AND organisation.active
               AND ((%(nearly)s AND organisation.name %%> %(words)s)
                    OR unaccent(organisation.name) ILIKE unaccent(%(within)s))
    ) AS found
    WHERE id <> ALL(%(without)s::bigint[]) AND EXISTS (
        SELECT FROM skills_exchange_skillclaim AS claim
          JOIN skills_exchange_skill AS skill ON skill.id = claim.skill_id
         WHERE claim.party_id = found.id AND claim.kind = %(kind)s AND claim.visibility = ANY(%(visible)s)
               AND claim.valid_until >= %(on)s AND skill.status = %(active)s
        OFFSET 0)
    ORDER BY name ILIKE %(within)s DESC, word_similarity(%(words)s, name) DESC, id
    LIMIT %(most)s
"""


def parties_called(
    words: str, *, kind: str = ClaimKind.OFFERED, visible: Sequence[str], without: Iterable[int] = ()
) -> list[int]:
    """The primary keys of listed parties whose name has the words, or nearly; the nearest first. One query, or none.

    If any name has the words themselves, those that only look alike are left out. So this looks only at parties that
    the reader may find: with a claim of the kind, of one of the visibilities, and none of those to leave out.
    """
    plain = folded(words)
    if not words.strip():
        return []
    seen = {"kind": str(kind), "visible": [str(each) for each in visible], "without": list(without)}
    rows = [(pk, folded(name), name) for pk, name in _rows(words.strip(), plain, seen)]
    has = [pk for pk, name, written in rows if (plain and plain in name) or words.strip().lower() in written.lower()]
    return has or [pk for pk, name, _written in rows if len(plain) >= FEWEST_LETTERS and _alike(plain, name)]


def _rows(words: str, plain: str, seen: dict[str, Any]) -> list[tuple[int, str]]:
    escaped = words.replace("\\", r"\\").replace("_", r"\_").replace("%", r"\%")
    said: dict[str, Any] = {"words": words, "within": f"%{escaped}%", "close": str(CLOSE), "most": MOST}
    said |= seen | {"on": today(), "active": SkillStatus.ACTIVE.value}
    said["nearly"] = len(plain) >= FEWEST_LETTERS
    said["plainly"] = f"%{plain}%" if plain else said["within"]
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, said)
        return cursor.fetchall()


def _alike(plain: str, name: str) -> bool:
    """Whether the words are nearly the name, or nearly some words of it."""
    return any(SequenceMatcher(None, plain, part, autojunk=False).ratio() >= ALIKE for part in _parts(plain, name))


def _parts(plain: str, name: str) -> Iterator[str]:
    """The name, and so many words of it as are looked for."""
    yield name
    number, words = plain.count(" ") + 1, name.split()
    yield from (" ".join(words[place : place + number]) for place in range(len(words) - number + 1))
