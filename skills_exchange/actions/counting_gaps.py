"""Keeping the map of skills: the cells of a day, written by the database in one statement."""

from datetime import date, timedelta

from django.db import connection, transaction

from skills_exchange.enums import WORKING_LEVEL, ClaimKind, SkillStatus, Visibility
from skills_exchange.models import GapCell
from wikilearn.core.dates import today
from wikilearn.movement import regions

DAYS_KEPT = 90
"""So long each day is kept; before that the first of each month."""
HOURS_WANTED = 2
"""Of one seeker, at most."""

_CELLS = """
    WITH region (code, place) AS (SELECT * FROM unnest(%(territories)s::text[], %(regions)s::text[])),
    one AS (
        SELECT above.id AS skill_id, claim.kind, claim.party_id, bool_or(claim.verified) AS verified,
               array_agg(DISTINCT speaks.language) AS tongues
          FROM skills_exchange_skillclaim AS claim
          JOIN skills_exchange_skill AS skill ON skill.id = claim.skill_id AND skill.status = %(active)s
          JOIN skills_exchange_skill AS above
            ON above.status = %(active)s AND above.path = ANY (
                SELECT array_to_string((string_to_array(skill.path, '/'))[1:n], '/') || '/'
                  FROM generate_series(1, array_length(string_to_array(skill.path, '/'), 1) - 1) AS n)
          JOIN skills_exchange_partylanguage AS speaks
            ON speaks.party_id = claim.party_id AND speaks.level >= %(level)s
               AND (claim.languages = '{}' OR speaks.language = ANY (claim.languages))
         WHERE claim.kind IN (%(offered)s, %(wanted)s) AND claim.valid_until >= %(day)s
               AND claim.visibility <> %(hidden)s
         GROUP BY above.id, claim.kind, claim.party_id
    ),
    row AS (
        SELECT one.*, party.hours_a_week,
               party.active < party.max_active AND NOT (
                   (party.away_from IS NOT NULL OR party.away_until IS NOT NULL)
                   AND coalesce(party.away_from, %(day)s) <= %(day)s AND coalesce(party.away_until, %(day)s) >= %(day)s
               ) AS free
          FROM one
          JOIN skills_exchange_party AS party ON party.id = one.party_id AND party.listed
          LEFT JOIN people_person AS person ON person.id = party.person_id
          LEFT JOIN movement_organisation AS organisation ON organisation.id = party.organisation_id
         WHERE (person.is_active AND person.erased_at IS NULL) OR organisation.active
    ),
    place AS (
        SELECT party_id, territory.code::text AS place
          FROM skills_exchange_party_territories
          JOIN movement_territory AS territory ON territory.id = territory_id
        UNION
        SELECT party_id, region.place
          FROM skills_exchange_party_territories
          JOIN movement_territory AS territory ON territory.id = territory_id
          JOIN region ON region.code = territory.code
    ),
    everywhere AS (
        SELECT row.*, '' AS place FROM row
        UNION ALL
        SELECT row.*, place.place FROM row JOIN place USING (party_id)
    ),
    spoken AS (
        SELECT everywhere.*, '' AS language FROM everywhere
        UNION ALL
        SELECT everywhere.*, unnest(tongues) FROM everywhere
    )
    INSERT INTO skills_exchange_gapcell
        (day, skill_id, language, place, helpers, verified, seekers, free_hours, wanted_hours)
    SELECT %(day)s, skill_id, language, place,
           count(*) FILTER (WHERE kind = %(offered)s),
           count(*) FILTER (WHERE kind = %(offered)s AND verified),
           count(*) FILTER (WHERE kind = %(wanted)s),
           coalesce(sum(hours_a_week) FILTER (WHERE kind = %(offered)s AND free), 0),
           coalesce(sum(least(hours_a_week, %(most)s)) FILTER (WHERE kind = %(wanted)s), 0)
      FROM spoken
     GROUP BY skill_id, language, place
"""


@transaction.atomic
def count_gaps(day: date | None = None) -> int:
    """Write the cells of a day anew (today's, if none is named), and thin out old days; gives how many cells.

    The same day again gives the same cells. What people say now counts, whatever the day; what only suggestions may see
    counts nowhere, because the difference to what members can count would tell of it.
    """
    day = day or today()
    region_of = regions.region_of_each()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE skills_exchange_gapcell IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM skills_exchange_gapcell WHERE day = %s", [day])
        cursor.execute(
            _CELLS,
            {
                "day": day,
                "territories": list(region_of),
                "regions": list(region_of.values()),
                "active": SkillStatus.ACTIVE.value,
                "hidden": Visibility.MATCHES.value,
                "offered": ClaimKind.OFFERED.value,
                "wanted": ClaimKind.WANTED.value,
                "level": WORKING_LEVEL.value,
                "most": HOURS_WANTED,
            },
        )
        written = int(cursor.rowcount)
    GapCell.objects.filter(day__lt=day - timedelta(days=DAYS_KEPT)).exclude(day__day=1).delete()
    return written
