"""Saying "not for me", taking it back, and counting who was shown."""

from collections.abc import Iterable

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
INSERT INTO skills_exchange_suggestionday AS d (learner_id, day, sharers) VALUES (%(learner)s, %(day)s, %(sharers)s)
ON CONFLICT (learner_id, day) DO UPDATE
    SET sharers = (SELECT array_agg(DISTINCT s ORDER BY s) FROM unnest(d.sharers || excluded.sharers) AS s)
    WHERE NOT excluded.sharers <@ d.sharers
"""


def count_shown(*, learner: Party, sharers: Iterable[Party]) -> None:
    """These were shown to the learner today; once a day counts."""
    keys = sorted({party.pk for party in sharers})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_SHOWN, {"learner": learner.pk, "day": today(), "sharers": keys})


_FADE = """
WITH shown AS (
    SELECT s AS party_id, sum(power(0.5, (%(today)s::date - day) / %(half)s::float8)) AS exposure
    FROM skills_exchange_suggestionday, unnest(sharers) AS s GROUP BY s
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
