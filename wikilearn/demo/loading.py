"""Making the demo data, once, in one transaction."""

import io
import tarfile
from datetime import datetime, timedelta
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from certification import outlooks
from certification.actions.recording import record_fact
from certification.enums import FactKind
from courses.actions.importing import perform_import, start_import
from courses.actions.localizers import set_gate
from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, submit_course
from courses.actions.settings import configure_course, set_topic_holders
from courses.enums import RevisionKind
from courses.models import Course, Topic
from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.actions.indicators import freeze_quarters
from wikilearn.core.dates import today
from wikilearn.demo.adaptations import adapt_and_suggest
from wikilearn.demo.assessment import appeal_in_demo, offer_assessment_course
from wikilearn.demo.authoring import write_course_being_edited
from wikilearn.demo.badge_desk import set_up_badge_desk
from wikilearn.demo.badges import show_badges_in_demo
from wikilearn.demo.candidates import stand_in_demo
from wikilearn.demo.cases import load_cases
from wikilearn.demo.casework import load_casework
from wikilearn.demo.cast import AFFILIATE, CAST, PARTNER, PASSWORD, Player
from wikilearn.demo.conduct import load_conduct
from wikilearn.demo.curriculum import adapt_for_wiki, offer_curriculum
from wikilearn.demo.decisions import decide_in_demo
from wikilearn.demo.enforcing import load_enforcing
from wikilearn.demo.learning import load_learning
from wikilearn.demo.localizing import localize_in_demo
from wikilearn.demo.skills_clinics import load_clinics
from wikilearn.demo.skills_exchanges import load_exchanges
from wikilearn.demo.skills_help import load_help
from wikilearn.demo.skills_list import load_skills_list
from wikilearn.demo.skills_matching import load_matching
from wikilearn.demo.skills_people import load_skills_people
from wikilearn.demo.skills_programmes import load_programmes
from wikilearn.demo.together import load_together
from wikilearn.movement.actions.holdings import enter_holding
from wikilearn.movement.actions.organisations import add_member, create_organisation
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation, Right, Wiki
from wikilearn.people.actions.roles import grant_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

LIBRARY = Path(__file__).parent / "library" / "movement"
MANDATORY = {"digital-security": "digital-security"}
"""Slug of a course of the library → key of the mandatory topic that it serves."""
DEMO_GATE = 20
"""Per cent of a module that its languages need: the Arabic of the library has just begun."""
BACKGROUND = 9
"""Holders of rights who only fill the steward's lists."""


@transaction.atomic
def load_demo() -> bool:
    """Make the demo data; False if it is there already. Refuses to run where `DEMO` is off."""
    if not settings.DEMO:
        raise CommandError("The demo runs only with the settings of development, never in production.")
    if Person.objects.filter(username=CAST[0].username).exists():
        return False
    password = make_password(PASSWORD)  # one hash for all, they share the password: each takes a tenth of a second
    people = {player.username: _person(player, password) for player in CAST}
    staff, curator = people["Stefan Staff"], people["Cora Curator"]
    _give_roles(people, staff)
    _found_organisations(people, curator)
    _offer_courses(people, curator)
    set_up_badge_desk(curator=curator, organisation=Organisation.objects.get(slug=AFFILIATE))
    offer_curriculum(
        author=people["Carlos Coordinator"],
        reviewer=people["Rania Reviewer"],
        curator=curator,
        partner=Organisation.objects.get(slug=PARTNER),
    )
    course = offer_assessment_course(
        author=people["Carlos Coordinator"],
        reviewer=people["Rania Reviewer"],
        organisation=Organisation.objects.get(slug=AFFILIATE),
    )
    appeal_in_demo(course, people["Layla Learner"])
    write_course_being_edited(
        author=people["Carlos Coordinator"],
        reviewer=people["Rania Reviewer"],
        curator=curator,
        organisation=Organisation.objects.get(slug=PARTNER),
    )
    localize_in_demo(
        translator=people["Layla Learner"],
        reviewer=people["Rania Reviewer"],
        author=people["Carlos Coordinator"],
        curator=curator,
    )
    load_together(people)
    adapt_and_suggest(people, curator)
    load_learning(people)
    load_conduct(people)
    adapt_for_wiki(author=people["Carlos Coordinator"], reviewer=people["Rania Reviewer"])
    _enter_holders(people, people["Stella Steward"])
    show_badges_in_demo(people["Farid Functionary"])
    stand_in_demo(functionary=people["Farid Functionary"], curator=curator)
    decide_in_demo(curator=curator, steward=people["Stella Steward"], partner=Organisation.objects.get(slug=PARTNER))
    load_enforcing(people)
    load_cases(people)
    load_skills_people(people)
    load_casework(people)
    load_help(people)
    load_skills_list(people)
    load_exchanges(people)
    load_clinics(people)
    load_matching(people)
    load_programmes(people)
    count_gaps()
    freeze_quarters()
    outlooks.refresh(today() - timedelta(days=20))  # as if it had run since: long lapses become recommendations
    outlooks.refresh()
    return True


def _person(player: Player, password: str) -> Person:
    person = Person.objects.create_user(
        player.username,
        languages=list(player.languages),
        interface_language=player.languages[0],
        time_zone=player.time_zone,
        central_id=player.central_id,
    )
    person.password = password
    person.save(update_fields=["password"])
    if player.role is not None:
        TOTP.activate(person, generate_totp_secret())
    return person


def _give_roles(people: dict[str, Person], staff: Person) -> None:
    grant_role(actor=None, person=staff, role=Role.STAFF, reason="Demo")
    for player in CAST:
        if player.role is not None and player.role != Role.STAFF:
            grant_role(actor=staff, person=people[player.username], role=player.role, reason="Demo")


def _found_organisations(people: dict[str, Person], curator: Person) -> None:
    organisations = {
        AFFILIATE: create_organisation(
            actor=curator,
            slug=AFFILIATE,
            name="Wikimedia Demo",
            kind=OrganisationKind.CHAPTER,
            languages=["es", "en"],
        ),
        PARTNER: create_organisation(
            actor=curator, slug=PARTNER, name="Safety Partners", kind=OrganisationKind.PARTNER, languages=["en"]
        ),
    }
    for player in CAST:
        for slug, role in player.memberships:
            add_member(actor=curator, organisation=organisations[slug], person=people[player.username], role=role)


def _offer_courses(people: dict[str, Person], curator: Person) -> None:
    """Import the library, name its topics, have its translations reviewed, and publish it."""
    author, reviewer = people["Carlos Coordinator"], people["Rania Reviewer"]
    partner = Organisation.objects.get(slug=PARTNER)
    run = start_import(
        actor=author, organisation=partner, file=demo_archive(), filename="demo-library.tar.gz", enqueue=False
    )
    run = perform_import(run_id=run.pk)
    if run.error:
        raise CommandError(run.error)
    for course in Course.objects.filter(organisation=partner):
        if topic_key := MANDATORY.get(course.slug):
            topic = Topic.objects.get(key=topic_key)
            set_topic_holders(actor=curator, topic=topic, organisations=[partner])
            course = configure_course(actor=author, course=course, topic=topic, questions_per_attempt=5)
        for localization in course.localizations.all():
            review_localization(actor=reviewer, course=course, language=localization.language)
        set_gate(actor=reviewer, course=course, threshold=DEMO_GATE, unreviewed=False)
        submit_course(actor=author, course=course)
        publisher = curator if course.is_guarded else reviewer
        publish_course(actor=publisher, course=course, kind=RevisionKind.MAJOR, note="First publication")


def demo_archive() -> io.BytesIO:
    """The library as an affiliate would upload it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(LIBRARY, arcname="training_content/movement")
    packed.seek(0)
    return packed


def _enter_holders(people: dict[str, Person], steward: Person) -> None:
    """Farid and a row of others hold rights on two wikis; how long they are certified differs from one to the next."""
    now = timezone.now()
    checkuser = Right.objects.get(key="checkuser")
    farid = people["Farid Functionary"]
    for dbname in ("dewiki", "frwiki"):
        wiki = Wiki.objects.get(dbname=dbname)
        enter_holding(
            actor=steward, right=checkuser, wiki=wiki, username=farid.username, since=now - timedelta(days=900)
        )
    for topic in Topic.objects.filter(mandatory=True):
        _certify(farid, topic, now - timedelta(days=690 if topic.key == "digital-security" else 200))
    rights = [checkuser, Right.objects.get(key="suppress"), Right.objects.get(key="sysop")]
    wiki = Wiki.objects.get(dbname="dewiki")
    for number in range(1, BACKGROUND + 1):
        holder = Person.objects.create_user(f"Demo holder {number}", central_id=9_100_000 + number)
        enter_holding(
            actor=steward,
            right=rights[number % len(rights)],
            wiki=wiki,
            username=holder.username,
            since=now - timedelta(days=40 * number + 100),
        )
        for index, topic in enumerate(Topic.objects.filter(mandatory=True)):
            if (number + index) % 8:
                _certify(holder, topic, now - timedelta(days=30 * number + 10 * index))


def _certify(person: Person, topic: Topic, at: datetime) -> None:
    record_fact(
        actor="system",
        person=person,
        topic=topic,
        kind=FactKind.IMPORTED,
        at=at,
        source_key=f"demo:{person.uid}:{topic.key}",
        evidence="Demo data",
    )
