"""Incident reporting in the demo: handlers with vaults, and cases that they have in work. Everything is made up."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from certification.actions.recording import record_fact
from certification.enums import FactKind
from courses.models import Topic
from reporting.actions.cases.receiving import receive_case
from reporting.actions.cases.working import assign_case, write_note, write_to_reporter
from reporting.actions.keys import set_up_vault
from reporting.actions.sealing import OpenCase, open_case_file, unlock_case
from reporting.keyrings import UnlockedVault
from reporting.models import OnCall
from reporting.routing import plan_along
from ucoc.enums import BodyKind, Conduct, MemberCapacity, MemberFactKind, Place, Severity
from ucoc.jurisdiction import Question, Step
from ucoc.models import BodyMember, EnforcementBody, MemberFact
from wikilearn.core.dates import today
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

VAULT = "demo vault passphrase"
"""Opens the vaults of demo people; printed on the page of the demo, and only there."""
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
STORIES = (
    (
        Conduct.HARASSMENT,
        Severity.NORMAL,
        3,
        "Since I reverted an edit of theirs, somebody follows me to every article and writes mocking summaries.",
    ),
    (
        Conduct.PERSONAL_DATA,
        Severity.HIGH,
        1,
        "The name of my employer was written on a talk page. I have never told anybody there where I work.",
    ),
    (
        Conduct.PHYSICAL_THREAT,
        Severity.EMERGENCY,
        0,
        "They wrote that they know where our meetup is on Saturday and that they will wait outside for me.",
    ),
    (
        Conduct.NOT_SURE,
        Severity.LOW,
        6,
        "I am not sure whether this belongs here. A discussion has become very unfriendly towards newcomers.",
    ),
)


def load_cases(people: Mapping[str, Person]) -> None:
    """Bodies, handlers, a rota, and cases in several states."""
    wiki = Wiki.objects.get(dbname="eswiki")
    admins = _body(BodyKind.LOCAL_ADMINISTRATORS, "Administrators of Spanish Wikipedia", wiki)
    u4c = _body(BodyKind.U4C, "U4C")
    safety = _body(BodyKind.TRUST_AND_SAFETY, "Trust and safety")
    hana = _handler(admins, people["Hana Handler"], MemberCapacity.CUSTODIAN)
    _handler(admins, _extra("Hugo Handler"))
    _handler(u4c, people["Uma Universal"])
    _handler(u4c, _extra("Ulf Universal"))
    _handler(safety, people["Tara Safety"])
    now = timezone.now()
    for rung, person in enumerate((people["Hana Handler"], Person.objects.get(username="Hugo Handler"))):
        OnCall.objects.create(body=admins, person=person, since=now, until=now + timedelta(days=7), rung=rung)
    cases = [arrive((admins, u4c, safety), wiki, *story) for story in STORIES]
    _work_on(cases[0], hana)


def _work_on(opened: OpenCase, hana: UnlockedVault) -> None:
    case = assign_case(actor=hana.person, case=opened.case, to=hana.person)
    unlocked = unlock_case(case=case, vault=hana)
    write_note(actor=hana.person, open_case=unlocked, text="I have looked at the history of three of the articles.")
    write_to_reporter(
        actor=hana.person,
        open_case=unlocked,
        text="Thank you for telling us. Could you send us links to two or three of these edits?",
        wait=True,
    )


def arrive(way: tuple[EnforcementBody, ...], wiki: Wiki, conduct: str, severity: str, days: int, text: str) -> OpenCase:
    """A report that came in so many days ago."""
    on = timezone.now() - timedelta(days=days)
    question = Question(conduct=conduct, severity=severity, place=Place.ONE_WIKI, wiki=wiki.dbname)
    plan = plan_along([Step(body, 24 * 7, body.decide_within, "") for body in way])
    case = receive_case(question=question, plan=plan, language="en", on=on)
    opened = open_case_file(
        case=case, readers=plan.readers, standby=plan.standby, custodians=plan.custodians, identity=None
    )
    opened.write("report", text, author=None)
    opened.write("what_i_want", "I would like it to stop, and somebody to talk to them.", author=None, shareable=True)
    opened.fresh = False
    return opened


def _body(kind: str, name: str, wiki: Wiki | None = None) -> EnforcementBody:
    found = EnforcementBody.objects.filter(kind=kind, wiki=wiki, organisation=None).first()
    slug = f"{kind}-{wiki.dbname}" if wiki else str(kind)
    return found or EnforcementBody.objects.create(slug=slug.replace("_", "-"), kind=kind, name=name, wiki=wiki)


def _extra(username: str) -> Person:
    return Person.objects.create_user(username, languages=["en"])


def _handler(body: EnforcementBody, person: Person, capacity: str = MemberCapacity.MEMBER) -> UnlockedVault:
    BodyMember.objects.create(body=body, person=person, capacity=capacity, since=SINCE)
    MemberFact.objects.create(person=person, kind=MemberFactKind.AGREEMENT, on=SINCE.date())
    MemberFact.objects.create(person=person, kind=MemberFactKind.OF_AGE, on=today(), age=18)
    for topic in Topic.objects.filter(mandatory=True):
        record_fact(
            actor="system",
            person=person,
            topic=topic,
            kind=FactKind.IMPORTED,
            at=timezone.now() - timedelta(days=60),
            source_key=f"demo-handler:{person.uid}:{topic.key}",
            evidence="Demo data",
        )
    if not person.has_two_factor:
        TOTP.activate(person, generate_totp_secret())
    vault, _code = set_up_vault(actor=Person.objects.get(pk=person.pk), passphrase=VAULT)
    return vault
