"""The demo as a whole: loaded once, by the same actions as the pages, and looked at from every app."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import resolve, reverse

from certification.badges.models import Credential, Profile, ShareLink
from courses.editing.checks import obstacles
from courses.enums import CourseState
from courses.models import (
    Bookmark,
    CompiledCaptions,
    CompiledCourse,
    CompiledLesson,
    Course,
    Draft,
    Edit,
    Pack,
    PackEnrolment,
    Satisfaction,
)
from courses.publishing.snapshot import snapshot
from reporting.actions.keys import unlock_vault
from reporting.actions.sealing import unlock_case
from reporting.models import Alarm, Case, Letter, MatchKey, ReportingLimit, SealedItem
from reporting.policy import Act, cases_for
from skills_exchange.enums import ClaimKind
from skills_exchange.enums_programmes import Going
from skills_exchange.models import Match, Party, Programme, ProgrammeCheckIn, SkillClaim, Thanks
from skills_exchange.queries.hours import thanks_shown
from ucoc.jurisdiction import Question
from ucoc.models import Affirmation, BodyFailure, DecisionAppeal, LocalVersion, Measure, TransparencyRelease
from ucoc.queries.jurisdiction import responsible
from wikilearn.core.dates import today
from wikilearn.demo.authoring import TOPIC
from wikilearn.demo.badges import show_badges_in_demo
from wikilearn.demo.cases import VAULT
from wikilearn.demo.cast import CAST
from wikilearn.demo.loading import STEPS, load_demo
from wikilearn.demo.skills_exchanges import load_exchanges
from wikilearn.demo.skills_people import load_skills_people
from wikilearn.demo.skills_programmes import load_programmes
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db


def test_the_demo_has_something_on_every_page(settings, tmp_path, client):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("load_reference_data", verbosity=0)
    told: list[str] = []
    assert load_demo(tell=lambda name, _seconds: told.append(name))
    assert told == [step.name for step in STEPS]
    people = {person.username: person for person in Person.objects.all()}
    for look in LOOKS:
        look(people, client)
    assert not load_demo()  # once


def learning(people, client):
    assert Pack.objects.offered().count() == 6
    assert PackEnrolment.objects.exists()
    assert Satisfaction.objects.get().answers >= 5
    assert Bookmark.objects.filter(person__username="Lucía Learner").count() == 2
    assert CompiledLesson.objects.filter(overlay__wiki__dbname="eswiki", lesson_key="who-acts").exists()
    assert "Your first days" in client.get("/packs/").text


def authoring(people, client):
    course = Course.objects.get(topic__key=TOPIC, slug="when-somebody-is-not-well")
    assert course.state == CourseState.DRAFT
    assert len(CompiledCourse.objects.get(course=course).people) == 2
    assert CompiledCaptions.objects.filter(language="en").count() == 1
    assert {edit.deed for edit in Edit.objects.filter(course=course)} == {"added", "changed", "moved", "removed"}
    assert Draft.objects.filter(course=course, person=people["Carlos Coordinator"]).count() == 1
    assert obstacles(snapshot(course)) == []


def badges(people, client):
    shown = Credential.objects.of(people["Farid Functionary"]).values_list("visibility", flat=True)
    assert sorted(set(shown)) == ["link", "private", "profile"]
    assert "Farid Functionary" in client.get(Profile.objects.get().get_absolute_url()).text
    assert client.get(ShareLink.objects.get().get_absolute_url()).status_code == 200
    show_badges_in_demo(people["Stefan Staff"])  # who has none
    assert Profile.objects.count() == 1


def conduct(people, client):
    assert sorted(LocalVersion.objects.values_list("state", flat=True)) == ["consultation", "ratified"]
    assert Affirmation.objects.count() == 2
    assert TransparencyRelease.objects.count() == 1


def enforcing(people, client):
    assert responsible(Question("hate", place="one_wiki", wiki="dewiki"))[0].body.slug == "dewiki-administrators"
    assert responsible(Question("hate", place="one_wiki", wiki="frwiki"))[0].body.slug == "stewards"
    assert BodyFailure.objects.get().body.slug == "frwiki-administrators"
    assert Measure.objects.courses_open().get().person == people["Lucía Learner"]
    assert DecisionAppeal.objects.get().body.slug == "stewards"
    client.force_login(people["Ada Administrator"])
    assert client.get(reverse("ucoc:body_desk", args=["dewiki-administrators"])).status_code == 200


def cases(people, client):
    hana = people["Hana Handler"]
    mine = cases_for(hana, Act.READ)
    assert mine.filter(wave=None).count() == Case.objects.filter(wave=None).count() == 5
    vault, one = unlock_vault(actor=hana, passphrase=VAULT), mine.filter(wave=None).first()
    item = SealedItem.objects.filter(case=one, kind="report").get()
    assert unlock_case(case=one, vault=vault).read(item)
    assert Alarm.objects.count() == 1
    assert {"received", "in_work"} <= set(Case.objects.values_list("state", flat=True))


def casework(people, client):
    assert Case.objects.filter(state="merged").count() == 1
    assert MatchKey.objects.count() == ReportingLimit.objects.count() == 1
    client.force_login(people["Carlos Coordinator"])
    page = client.get(reverse("reporting:letter", args=[Letter.objects.get().uid]))
    assert "summaries of the last weeks" in page.text


def watching(people, client):
    client.force_login(people["Hana Handler"])
    queue = client.get(reverse("reporting:cases")).text
    assert "6 reports of one wave" in queue
    assert "Nobody else sees this" in queue
    client.force_login(people["Tara Safety"])
    assert "Waits for the look of another body" in client.get(reverse("reporting:glasses")).text
    client.force_login(people["Uma Universal"])
    assert "Uma Universal" in client.get(reverse("reporting:heads")).text


def skills(people, client):
    verified = SkillClaim.objects.filter(verified=True).values_list("party__person__username", "skill__slug")
    assert sorted(verified) == [("Farid Functionary", "digital-security"), ("Farid Functionary", "mediation")]
    assert not Party.objects.filter(week=0).exists()
    assert Party.objects.there().count() >= 41
    live = SkillClaim.objects.live(today())
    assert live.count() == SkillClaim.objects.count() > 100
    for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
        assert live.filter(kind=kind).values("skill").distinct().count() >= 15
    assert Party.objects.values("zone").distinct().count() >= 15


def exchanges(people, client):
    assert {"confirmed", "requested", "scheduled"} <= set(Match.objects.values_list("state", flat=True))
    assert thanks_shown(people["Lucía Learner"].party).get() == Thanks.objects.get()
    deeds = Credential.objects.of(people["Lucía Learner"]).values_list("achievement__deed", flat=True)
    assert "shared/subtitles/5" in deeds


def programmes(people, client):
    running, open_ = Programme.objects.get(slug="first-steps-2026"), Programme.objects.get(slug="mentors-2027")
    assert running.pairs.count() >= 2
    assert open_.takes_applications
    assert open_.applications.count() >= 2
    assert ProgrammeCheckIn.objects.filter(going=Going.TROUBLE).count() == 1


def first_pages(people, client):
    """From the first page of each person there is a way to what they do, and no link of it leads to nowhere."""
    todo, seen = [], set()
    for name in ("", *(player.username for player in CAST)):
        client.logout()
        if name:
            client.post(reverse("demo:sign_in"), {"username": name})
        links = dict.fromkeys(re.findall(r'<a [^>]*?href="(/[^"#]*)', client.get("/").text))
        for wanted in WORK.get(name, ()):
            assert wanted in links, (name, wanted)
        todo += [(name, link, "/") for link in links]
    for _round in range(2):
        found = []
        for name, link, source in todo:
            view = resolve(urlsplit(link).path).view_name
            if view in seen or view.startswith("demo:") or len(seen) >= 90:
                continue
            seen.add(view)
            client.logout()
            if name:
                client.force_login(people[name])
            page = client.get(link)
            assert page.status_code in (200, 302, 403), (name, link, source)
            html = page.headers["Content-Type"].startswith("text/html") and not page.streaming
            found += [(name, each, link) for each in re.findall(r'<a [^>]*?href="(/[^"#]*)', page.text if html else "")]
        todo = found
    assert len(seen) > 60


WORK = {
    "Lucía Learner": ["/courses/", "/skills/"],
    "Farid Functionary": ["/certification/"],
    "Carlos Coordinator": ["/author/"],
    "Ada Administrator": ["/conduct/bodies/dewiki-administrators/desk/"],
    "Hana Handler": ["/reporting/cases/"],
    "Uma Universal": ["/reporting/cases/"],
    "Tara Safety": ["/reporting/cases/", "/reporting/triage/"],
    "Stella Steward": ["/steward/"],
    "Cora Curator": ["/badge-desk/", "/certification/requirements/"],
    "Stefan Staff": ["/roles/", "/audit/"],
}
LOOKS: tuple[Callable, ...] = (
    learning,
    authoring,
    badges,
    conduct,
    enforcing,
    cases,
    casework,
    watching,
    skills,
    exchanges,
    programmes,
    first_pages,
)


@pytest.mark.parametrize("load", [load_exchanges, load_skills_people, load_programmes])
def test_without_the_list_of_skills_there_is_nothing(load):
    load({})
    assert not Party.objects.exists()
