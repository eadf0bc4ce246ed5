"""Facts with their periods, and holders of rights, most of them on one wiki."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from bench.seeding import Size, multiply
from bench.seeding.people import VIEWER
from certification.actions.recording import record_fact
from certification.enums import FactKind
from certification.models import Fact, Period
from courses.models import Topic
from wikilearn.movement.actions.holdings import enter_holding
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.people.models import Person

WIKI, RIGHT, ON_THE_WIKI = "dewiki", "checkuser", 500


def seed_certification(size: Size) -> None:
    """Seven topics for as many people as the periods last; rights for the first of them; ends spread over two years."""
    _seed_holdings(size)
    topics = list(Topic.objects.filter(mandatory=True).order_by("position").values_list("pk", flat=True))
    template = _first_fact(topics[0])
    there = Fact.objects.exclude(pk=template.pk).count() // len(topics)
    wanted = size.periods // len(topics)
    first_person = Person.objects.get(username="Bench 2").pk
    offset = Fact.objects.aggregate(Max("id"))["id__max"]
    source = (
        f"(SELECT p.id AS person, topic, ordinality AS k, p.n FROM (SELECT id, row_number() OVER (ORDER BY id) AS n"
        f" FROM people_person WHERE id >= {first_person}) AS p,"
        f" unnest(ARRAY{topics}) WITH ORDINALITY AS t(topic, ordinality)"
        f" WHERE p.n > {there} AND p.n <= {wanted}) AS s"
    )
    day = "(current_date - ((s.n * 37 + s.k * 11) % 730)::int)"
    identity = f"{offset} + (s.n - {there}) * 10 + s.k"
    multiply(
        template, source, id=identity, person_id="s.person", topic_id="s.topic",
        at=f"({day} + time '12:00') AT TIME ZONE 'UTC'", source_key="'bench:' || s.n || ':' || s.k",
    )  # fmt: skip
    with connection.cursor() as cursor:  # numbers were given by hand: the next ones come after them
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('certification_fact', 'id'), max(id)) FROM certification_fact"
        )
    period = Period.objects.get(fact=template)
    with _without_exclusion():
        multiply(
            period, source, person_id="s.person", topic_id="s.topic", fact_id=identity, valid_from=day,
            valid_until=f"({day} + interval '2 years')::date", stands="true", renewed_by_id="NULL",
        )  # fmt: skip


def _first_fact(topic_id: int) -> Fact:
    known = Fact.objects.filter(source_key="bench:template").first()
    return known or record_fact(
        actor="system",
        person=Person.objects.get(username=VIEWER),
        topic=Topic.objects.get(pk=topic_id),
        kind=FactKind.IMPORTED,
        at=timezone.now() - timedelta(days=100),
        source_key="bench:template",
    )


def _seed_holdings(size: Size) -> None:
    viewer = Person.objects.get(username=VIEWER)
    wiki, right = Wiki.objects.get(dbname=WIKI), Right.objects.get(key=RIGHT)
    template = Holding.objects.filter(username=VIEWER).first() or enter_holding(
        actor=viewer, right=right, wiki=wiki, username=VIEWER, since=timezone.now() - timedelta(days=1000)
    )
    others = list(Wiki.objects.exclude(pk=wiki.pk).values_list("pk", flat=True))
    there = Holding.objects.filter(username__startswith="Bench ").count()
    people = (
        f"(SELECT id, username, substr(username, 7)::int AS n FROM people_person WHERE username LIKE 'Bench %%'"
        f" AND substr(username, 7)::int BETWEEN {there + 1} AND {size.holdings}) AS p"
    ).replace("%%", "%")
    multiply(
        template, people, username="p.username", person_id="p.id",
        wiki_id=f"CASE WHEN p.n <= {ON_THE_WIKI} THEN {wiki.pk} ELSE (ARRAY{others})[1 + p.n % {len(others)}] END",
    )  # fmt: skip


@contextmanager
def _without_exclusion() -> Iterator[None]:
    """Adding a million rows to the exclusion constraint one by one takes longer than building it once."""
    constraint = next(each for each in Period._meta.constraints if each.name == "period_counts_no_day_twice")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Period, constraint)
    yield
    with connection.schema_editor() as editor:
        editor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        editor.add_constraint(Period, constraint)
