"""Bodies at work in the demo: members, decisions with an assigned course, an appeal, a body that falls short."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from certification.actions.recording import record_fact
from certification.enums import FactKind
from courses.models import Completion, Course, Topic
from ucoc.actions.appeals import file_appeal
from ucoc.actions.bodies import add_body_member, confirm_member_fact, create_body
from ucoc.actions.decisions import record_decision
from ucoc.actions.figures import record_case_step, watch_bodies
from ucoc.actions.measures import MeasureWish
from ucoc.enums import (
    AppealFactor,
    BodyKind,
    CaseStepKind,
    Conduct,
    MeasureKind,
    MemberCapacity,
    MemberFactKind,
    Severity,
)
from ucoc.models import BodyMember, Clause, CodeVersion, EnforcementBody
from wikilearn.core.dates import today
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.models import Person

UNSEEN, ANSWERED = (CaseStepKind.CLIMBED_UNACKNOWLEDGED,), (CaseStepKind.ACKNOWLEDGED, CaseStepKind.DECIDED)
LOCAL, SHORT = "dewiki-administrators", "frwiki-administrators"


def load_enforcing(people: Mapping[str, Person]) -> None:
    """Everything of it; the bodies for all wikis and the table are reference data and are there already."""
    curator, staff = people["Cora Curator"], people["Stefan Staff"]
    admin = people["Ada Administrator"]
    local = _local(curator, "dewiki", LOCAL, "Administrators of the German Wikipedia")
    short = _local(curator, "frwiki", SHORT, "Administrators of the French Wikipedia")
    holders = list(Person.objects.filter(username__startswith="Demo holder ").order_by("pk")[:9])
    _seat(curator, staff, local, [admin, holders[0], holders[3]])
    _seat(curator, staff, short, [holders[6]])
    everywhere = {
        "u4c": [holders[1], *holders[4:6], holders[7]],
        "trust-and-safety": holders[8:],
        "stewards": holders[2:3],
    }
    for slug, members in everywhere.items():
        _seat(curator, staff, EnforcementBody.objects.get(slug=slug), members)
    for member in BodyMember.objects.live().select_related("person"):
        _train(member.person)
    _decide(people, local, admin)
    _fall_short(short)


def _local(curator: Person, dbname: str, slug: str, name: str) -> EnforcementBody:
    return create_body(
        actor=curator,
        slug=slug,
        kind=BodyKind.LOCAL_ADMINISTRATORS,
        wiki=Wiki.objects.get(dbname=dbname),
        name=name,
        name_en=name,
        languages=[dbname.removesuffix("wiki")],
        zone="Europe/Berlin",
        decide_within=14,
        right=Right.objects.get(key="sysop"),
    )


def _seat(curator: Person, staff: Person, body: EnforcementBody, members: list[Person]) -> None:
    """Members with all that they need, so that the body can work."""
    for place, person in enumerate(members):
        if not person.has_two_factor:
            TOTP.activate(person, generate_totp_secret())
        confirm_member_fact(actor=staff, person=person, kind=MemberFactKind.AGREEMENT)
        confirm_member_fact(actor=staff, person=person, kind=MemberFactKind.OF_AGE, age=18)
        capacity = MemberCapacity.CHAIR if place == 0 else MemberCapacity.CUSTODIAN
        add_body_member(actor=curator, body=body, person=person, capacity=capacity)


def _train(person: Person) -> None:
    """Every mandatory topic since two months ago, in whatever state the certifications are."""
    for topic in Topic.objects.filter(mandatory=True):
        record_fact(
            actor="system",
            person=person,
            topic=topic,
            kind=FactKind.IMPORTED,
            at=timezone.now() - timedelta(days=60),
            source_key=f"demo-body:{person.uid}:{topic.key}",
            evidence="Demo data",
        )


def _decide(people: Mapping[str, Person], body: EnforcementBody, admin: Person) -> None:
    """Lucía has a course to pass; Layla asks another body to look again."""
    version = CodeVersion.objects.in_force()
    clauses = list(Clause.objects.filter(version=version, number="3.1")) if version else []
    lucia, layla = people["Lucía Learner"], people["Layla Learner"]
    done = Completion.objects.filter(person=lucia).values("course")
    course = Course.objects.filter(published_revision__isnull=False).exclude(pk__in=done).order_by("slug").first()
    record_decision(
        actor=admin,
        body=body,
        case=uuid.uuid4(),
        conduct=Conduct.HARASSMENT,
        clauses=clauses,
        reasons="Three messages on a talk page mocked a newcomer. An apology followed, which we welcome.",
        measures=[
            MeasureWish(MeasureKind.WARNING, lucia, until=today() + timedelta(days=365)),
            MeasureWish(MeasureKind.COURSE, lucia, until=today() + timedelta(days=12), course=course),
        ],
    )
    decision = record_decision(
        actor=admin,
        body=body,
        case=uuid.uuid4(),
        conduct=Conduct.HARASSMENT,
        clauses=clauses,
        reasons="The dispute about an article turned into insults after two requests to stop.",
        measures=[
            MeasureWish(
                MeasureKind.TEMPORARY_BLOCK,
                layla,
                wiki=body.wiki,
                until=today() + timedelta(days=14),
                public=True,
            )
        ],
    )
    file_appeal(
        decision=decision,
        actor=layla,
        factors=[AppealFactor.LANGUAGE, AppealFactor.PROPORTION],
        text="The words were a proverb. I never meant anybody in particular.",
    )


def _fall_short(body: EnforcementBody) -> None:
    """Six cases that nobody acknowledged, and two that were decided: the monitor opens a file."""
    told = timezone.now() - timedelta(days=40)
    for number in range(8):
        case, at = uuid.uuid4(), told + timedelta(days=number)
        later = (
            (CaseStepKind.CLIMBED_UNACKNOWLEDGED,) if number < 6 else (CaseStepKind.ACKNOWLEDGED, CaseStepKind.DECIDED)
        )
        for step in (CaseStepKind.RECEIVED, *later):
            record_case_step(
                case=case,
                body=body,
                step=step,
                on=at,
                conduct=Conduct.HARASSMENT,
                severity=Severity.NORMAL,
                wiki=body.wiki,
            )
    watch_bodies()
