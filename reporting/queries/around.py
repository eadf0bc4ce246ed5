"""What stands around the texts on the page of a case, in the query that fetches the case: clear fields only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from reporting.enums import GrantPurpose
from reporting.models import Alarm, CannedReply, Case, CaseStep, Grant, MatchEntry, SealedFile
from reporting.policy import Act, cases_for
from reporting.queries.matching import is_matched
from reporting.querysets.cases import CaseQuerySet
from reporting.states import StepKind
from wikilearn.people.models import Person

MOST_ALIKE = 20


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


def with_surroundings(cases: CaseQuerySet, readable: QuerySet[Case]) -> CaseQuerySet:
    """The cases with what `around` reads; of cases alike only those among `readable`, the latest first."""
    steps = CaseStep.objects.filter(case=OuterRef("pk")).order_by("at", "id")
    replies = CannedReply.objects.filter(body=OuterRef("body")).order_by("title", "language")
    readers = Grant.objects.live().filter(case=OuterRef("pk"), purpose=GrantPurpose.CASE)
    alike = readable.filter(cluster=OuterRef("cluster")).exclude(pk=OuterRef("pk")).order_by("-created_at")
    parts = Case.objects.filter(merged_into=OuterRef("pk")).order_by("created_at", "pk")
    return cases.annotate(
        part_rows=ArraySubquery(parts.values(row=JSONObject(reference="reference", created_at="created_at"))),
        has_alarm=Exists(Alarm.objects.filter(case=OuterRef("pk"))),
        is_confided=Exists(MatchEntry.objects.filter(case=OuterRef("pk"))),
        step_rows=ArraySubquery(steps.values(row=JSONObject(kind="kind", at="at", body="body__name"))),
        reply_rows=ArraySubquery(replies.values(row=JSONObject(pk="pk", language="language", title="title"))),
        reader_rows=ArraySubquery(readers.values(row=JSONObject(uid="person__uid", name="person__username"))),
        alike_rows=ArraySubquery(alike.values(row=JSONObject(reference="reference", state="state"))[:MOST_ALIKE]),
        has_files=Exists(SealedFile.objects.filter(case=OuterRef("pk"))),
    )


def around(case: Case, person: Person) -> Around:
    """What stands around the texts, for a person.

    No query if the case was fetched with it, unless there is an alarm or a match, which are rare.
    """
    if "step_rows" not in case.__dict__:
        readable = cases_for(person, Act.READ)
        case = with_surroundings(Case.objects.filter(pk=case.pk), readable).get()
    told = case.__dict__
    replies = [Reply(**row) for row in told["reply_rows"]]
    return Around(
        steps=[_step(**row) for row in told["step_rows"]],
        replies=sorted(replies, key=lambda reply: (reply.language != case.language, reply.title)),
        names={f"person:{row['uid']}": row["name"] for row in told["reader_rows"]},
        has_files=told["has_files"],
        alike=[Case(**row) for row in told["alike_rows"] or ()],
        parts=[_part(**row) for row in told["part_rows"]],
        alarm=case.alarm if told["has_alarm"] else None,
        matched=told["is_confided"] and is_matched(case.match_entry),
    )


def names_of(authors: Collection[str], known: dict[str, str]) -> dict[str, str]:
    """Usernames of authors; one query if there are others than the known ones."""
    uids = {
        author.partition(":")[2]: author for author in authors if author.startswith("person:") and author not in known
    }
    people = Person.objects.filter(uid__in=uids).values_list("uid", "username") if uids else []
    return known | {uids[str(uid)]: username for uid, username in people}


def _step(*, kind: str, at: str, body: str) -> Step:
    return Step(str(StepKind(kind).label), datetime.fromisoformat(at), body)


def _part(*, reference: str, created_at: str) -> Case:
    return Case(reference=reference, created_at=datetime.fromisoformat(created_at))
