"""Saying "not for me", taking it back, and counting who was shown."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from skills_exchange.actions.permitting import must_speak_for
from skills_exchange.enums import NotForMeReason
from skills_exchange.errors import MatchRefused
from skills_exchange.models import NotForMe, Party, Skill
from wikilearn.core.dates import today
from wikilearn.people.models import Person

COUNTED_DAYS, HALF_AFTER = 30, 7
"""What was shown counts for so many days, and half as much after each week."""


@transaction.atomic
def dismiss_suggestion(
    *, actor: Person, learner: Party, sharer: Party, skill: Skill, reason: str = NotForMeReason.OTHER
) -> NotForMe:
    """Do not suggest this sharer for this skill again. Nobody is told. Twice is the same as once."""
    must_speak_for(actor, learner)
    if learner.pk == sharer.pk:
        raise MatchRefused(_("You are not suggested to yourself."))
    found, _created = NotForMe.objects.update_or_create(
        learner=learner, sharer=sharer, skill=skill, defaults={"reason": NotForMeReason(reason).value}
    )
    return found


@transaction.atomic
def undo_dismissal(*, actor: Person, dismissal: NotForMe) -> None:
    """Suggest them again."""
    must_speak_for(actor, dismissal.learner)
    NotForMe.objects.filter(pk=dismissal.pk).delete()


_SHOWN = """
WITH shown AS (
    SELECT skill, array_agg(DISTINCT sharer ORDER BY sharer) AS sharers
    FROM unnest(%(skills)s::bigint[], %(sharers)s::bigint[]) AS pair (skill, sharer) GROUP BY skill
)
INSERT INTO skills_exchange_suggestionday AS d (learner_id, day, skill_id, sharers)
SELECT %(learner)s, %(day)s, skill, sharers FROM shown WHERE NOT EXISTS (
    SELECT 1 FROM skills_exchange_suggestionday AS k WHERE k.learner_id = %(learner)s AND k.day = %(day)s
        AND k.skill_id = shown.skill AND shown.sharers <@ k.sharers
) ORDER BY skill
ON CONFLICT (learner_id, day, skill_id) DO UPDATE
    SET sharers = (SELECT array_agg(DISTINCT s ORDER BY s) FROM unnest(d.sharers || excluded.sharers) AS s)
    WHERE NOT excluded.sharers <@ d.sharers
"""


def count_shown(*, learner: Party, shown: Iterable[tuple[Skill, Party]]) -> None:
    """These were shown to the learner today, each for a skill; once a day counts, and again writes nothing at all."""
    keys = [(skill.pk, party.pk) for skill, party in shown]
    if keys:
        skills, sharers = zip(*keys, strict=True)
        said: dict[str, Any] = {"learner": learner.pk, "day": today()}
        said |= {"skills": list(skills), "sharers": list(sharers)}
        with connection.cursor() as cursor:
            cursor.execute(_SHOWN, said)


_FADE = """
WITH shown AS (
    SELECT party_id, sum(power(0.5, (%(today)s::date - day) / %(half)s::float8)) AS exposure
    FROM (SELECT DISTINCT learner_id, day, unnest(sharers) AS party_id FROM skills_exchange_suggestionday) AS once
    GROUP BY party_id
)
UPDATE skills_exchange_party AS p SET exposure = n.exposure
FROM (SELECT p.id, coalesce(s.exposure, 0) AS exposure FROM skills_exchange_party AS p
    LEFT JOIN shown AS s ON s.party_id = p.id) AS n
WHERE n.id = p.id AND abs(p.exposure - n.exposure) > 0.001
"""
_COLUMNS = "claim_id, party_id, skill_id, language, tag, speaks, level, formats, verified, valid_until, prior, free"
_AGAIN = f"""
DELETE FROM skills_exchange_offerposting;
INSERT INTO skills_exchange_offerposting ({_COLUMNS}) SELECT {_COLUMNS} FROM skills_exchange_postings_now
    WHERE valid_until >= current_date ORDER BY skill_id, language, prior DESC;
"""  # noqa: S608 - constants of our own


@transaction.atomic
def renew_matching() -> int:
    """Let what was shown fade and make the posting lists anew, as each night; gives how many offers there are.

    In the order in which they are read, so that the head of a list lies together.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM skills_exchange_suggestionday WHERE day < %s::date - %s::int", [today(), COUNTED_DAYS]
        )
        cursor.execute(_FADE, {"today": today(), "half": HALF_AFTER})
        cursor.execute(_AGAIN)
        return cursor.rowcount
