"""What stands around the texts on the page of a case, in the query that fetches the case: clear fields only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from reporting.enums import GrantPurpose
from reporting.models import Alarm, Case
from reporting.policy import Act, cases_for
from reporting.queries.cases import like_this
from reporting.queries.matching import is_matched
from reporting.querysets.cases import CaseQuerySet
from reporting.states import StepKind
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to the case, when, and in which body."""

    kind: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A text that the body sends often, by its title."""

    pk: int
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Around:
    """`names` are those of who can read the case now, by `person:<uid>`.

    `alike` and `parts`, the cases merged into this one, have the fields that the page shows.
    """

    steps: list[Step]
    replies: list[Reply]
    names: dict[str, str]
    has_files: bool
    alike: list[Case]
    parts: list[Case]
    alarm: Alarm | None
    matched: bool


_ROUND = """
jsonb_build_object(
    'steps', (SELECT coalesce(jsonb_agg(jsonb_build_array(s.kind, s.at, b.name) ORDER BY s.at, s.id), '[]')
        FROM reporting_casestep AS s JOIN ucoc_enforcementbody AS b ON b.id = s.body_id
        WHERE s."case" = reporting_case.id),
    'replies', (SELECT coalesce(jsonb_agg(jsonb_build_array(r.id, r.language, r.title) ORDER BY r.title), '[]')
        FROM reporting_cannedreply AS r WHERE r.body_id = reporting_case.body_id),
    'readers', (SELECT coalesce(jsonb_object_agg('person:' || p.uid, p.username), '{}')
        FROM reporting_grant AS g JOIN people_person AS p ON p.id = g.person_id
        WHERE g.case_id = reporting_case.id AND g.purpose = %s AND NOT g.held),
    'parts', (SELECT coalesce(jsonb_agg(jsonb_build_array(m.reference, m.created_at) ORDER BY m.created_at, m.id), '[]')
        FROM reporting_case AS m WHERE m.merged_into_id = reporting_case.id),
    'files', EXISTS (SELECT FROM reporting_sealedfile AS f WHERE f.case_id = reporting_case.id),
    'alarm', EXISTS (SELECT FROM reporting_alarm AS a WHERE a.case_id = reporting_case.id),
    'match', EXISTS (SELECT FROM reporting_matchentry AS e WHERE e.case_id = reporting_case.id)
)
"""


def with_surroundings(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases with what `around` reads. Plain SQL, for the ORM takes much longer to write it than it takes."""
    told = RawSQL(_ROUND, (GrantPurpose.CASE.value,), output_field=JSONField())  # noqa: S611 - our own words
    return cast(CaseQuerySet, cases.annotate(told=told))


def around(case: Case, person: Person) -> Around:
    """What stands around the texts, for a person.

    No query if the case was fetched with it, unless there is an alarm, a match or a cluster, which are rarer. Whether
    there are others in the cluster is not asked before: the time that takes would tell of those behind a wall.
    """
    if "told" not in case.__dict__:
        case = with_surroundings(Case.objects.filter(pk=case.pk)).get()
    told = case.__dict__["told"]
    replies = [Reply(*row) for row in told["replies"]]
    return Around(
        steps=[Step(str(StepKind(kind).label), datetime.fromisoformat(at), body) for kind, at, body in told["steps"]],
        replies=sorted(replies, key=lambda reply: (reply.language != case.language, reply.title)),
        names=told["readers"],
        has_files=told["files"],
        alike=like_this(case, cases_for(person, Act.READ)) if case.cluster else [],
        parts=[Case(reference=name, created_at=datetime.fromisoformat(at)) for name, at in told["parts"]],
        alarm=case.alarm if told["alarm"] else None,
        matched=told["match"] and is_matched(case.match_entry),
    )


def names_of(authors: Collection[str], known: dict[str, str]) -> dict[str, str]:
    """Usernames of authors; one query if there are others than the known ones."""
    uids = {
        author.partition(":")[2]: author for author in authors if author.startswith("person:") and author not in known
    }
    people = Person.objects.filter(uid__in=uids).values_list("uid", "username") if uids else []
    return known | {uids[str(uid)]: username for uid, username in people}
