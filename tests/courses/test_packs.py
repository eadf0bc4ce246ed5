"""Learning packs: made, taken, completed, and their badge."""

import json

import pytest
from django.urls import reverse

from certification.badges.models import Credential
from courses.actions.completing import complete_course
from courses.actions.packs import arrange_pack, create_pack, describe_pack, enrol_in_pack, leave_pack, offer_pack
from courses.enums import Audience
from courses.errors import NotOffered, NotReady, NotYours
from courses.models import Course, Pack, PackCompletion, PackEnrolment
from courses.signals import pack_completed
from tests.factories.courses import CompletionFactory, CourseFactory, PublishedCourseFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.packs import PackFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def passes(person, course):
    return complete_course(actor=person, course=course, revision_id=course.published_revision_id, language="en")


def writer(organisation=None, role=MemberRole.AUTHOR):
    return MembershipFactory(organisation=organisation or OrganisationFactory(), role=role).person


def made(**changes):
    organisation = changes.pop("organisation", None) or OrganisationFactory()
    said = {"slug": "first-steps", "audience": Audience.NEWCOMER, "language": "en", "title": "First steps"} | changes
    return create_pack(**{"actor": writer(organisation), "organisation": organisation} | said)


# ---- Making ----


def test_create_writes_words_and_a_log():
    pack = made()
    assert (pack.offered, pack.texts.get().title) == (False, "First steps")
    assert Event.objects.filter(action="packs.made", target="pack:first-steps").exists()


@pytest.mark.parametrize(
    ("role", "of_organisation", "allowed"),
    [
        (MemberRole.AUTHOR, True, True),
        (MemberRole.COORDINATOR, True, True),
        (MemberRole.REVIEWER, True, False),
        (MemberRole.COORDINATOR, False, False),
    ],
)
def test_writers_make_packs_of_their_organisation(role, of_organisation, allowed):
    mine, other = OrganisationFactory(), OrganisationFactory()
    person = writer(mine, role)
    said = {"slug": "a", "audience": Audience.PARTNER, "language": "en", "title": "A"}
    if allowed:
        assert create_pack(actor=person, organisation=mine, **said).organisation == mine
    else:
        with pytest.raises(NotYours):
            create_pack(actor=person, organisation=mine if of_organisation else other, **said)


def test_only_curators_make_packs_of_the_site():
    said = {"organisation": None, "slug": "a", "audience": Audience.PARTNER, "language": "en", "title": "A"}
    with pytest.raises(NotYours):
        create_pack(actor=writer(), **said)
    assert create_pack(actor=PersonFactory(role=Role.CURATOR), **said).organisation is None


def test_an_address_is_taken_once():
    made()
    with pytest.raises(NotReady):
        made()


def test_words_can_be_written_in_any_language_and_taken_away():
    pack, actor = PackFactory(), PersonFactory(role=Role.CURATOR)
    describe_pack(actor=actor, pack=pack, language="ar", title="الخطوات الأولى", description="")
    describe_pack(actor=actor, pack=pack, language="ar", title="خطوات", description="هنا")
    assert pack.texts.get(language="ar").title == "خطوات"
    describe_pack(actor=actor, pack=pack, language="ar", title="")
    assert not pack.texts.filter(language="ar").exists()
    with pytest.raises(NotReady):
        describe_pack(actor=actor, pack=pack, language="en", title="")


@pytest.mark.parametrize("wrong", ["twice", "too many", "none while offered"])
def test_arranging_refuses(wrong):
    course = PublishedCourseFactory()
    pack, actor = PackFactory(courses=[course]), PersonFactory(role=Role.CURATOR)
    courses = {
        "twice": [course, course],
        "too many": [Course(pk=number) for number in range(1, 52)],
        "none while offered": [],
    }[wrong]
    with pytest.raises(NotReady):
        arrange_pack(actor=actor, pack=pack, courses=courses)
    assert [entry.course for entry in pack.entries.all()] == [course]


def test_offering_needs_courses_that_are_offered():
    pack, actor = PackFactory(offered=False), PersonFactory(role=Role.CURATOR)
    with pytest.raises(NotReady):
        offer_pack(actor=actor, pack=pack, offered=True)
    arrange_pack(actor=actor, pack=pack, courses=[PublishedCourseFactory(), CourseFactory()])
    with pytest.raises(NotReady):
        offer_pack(actor=actor, pack=pack, offered=True)
    arrange_pack(actor=actor, pack=pack, courses=[PublishedCourseFactory()])
    assert offer_pack(actor=actor, pack=pack, offered=True).offered


@pytest.mark.parametrize("act", [arrange_pack, offer_pack, describe_pack])
def test_strangers_change_nothing(act):
    pack = PackFactory(organisation=OrganisationFactory())
    rest = {arrange_pack: {"courses": []}, offer_pack: {"offered": False}}.get(act, {"language": "en", "title": "x"})
    with pytest.raises(NotYours):
        act(actor=writer(), pack=pack, **rest)


# ---- Taking and completing ----


def test_enrol_leave_and_come_back():
    pack, person = PackFactory(), PersonFactory()
    first = enrol_in_pack(actor=person, pack=pack)
    leave_pack(actor=person, pack=pack)
    assert PackEnrolment.objects.get().left_at is not None
    assert enrol_in_pack(actor=person, pack=pack) == first
    assert PackEnrolment.objects.get().left_at is None


def test_enrol_refuses_what_is_not_offered():
    with pytest.raises(NotOffered):
        enrol_in_pack(actor=PersonFactory(), pack=PackFactory(offered=False))


def test_passing_the_last_course_completes_once_and_gives_a_badge(django_capture_on_commit_callbacks):
    one, two = PublishedCourseFactory(), PublishedCourseFactory()
    pack, person = PackFactory(courses=[one, two], title="Become a checkuser"), PersonFactory()
    enrol_in_pack(actor=person, pack=pack)
    told = []
    pack_completed.connect(lambda **said: told.append(said["completion"]), weak=False, dispatch_uid="test")
    try:
        passes(person, one)
        assert not told
        passes(person, two)
        enrol_in_pack(actor=person, pack=pack)
    finally:
        pack_completed.disconnect(dispatch_uid="test")
    assert told == [PackCompletion.objects.get()]
    credential = Credential.objects.get()
    assert (credential.person, credential.valid_until, credential.period) == (person, None, None)
    assert credential.achievement.name == "Become a checkuser"
    assert credential.achievement.pack == pack


def test_what_was_passed_before_counts():
    course, person = PublishedCourseFactory(), PersonFactory()
    CompletionFactory(person=person, course=course)
    enrol_in_pack(actor=person, pack=PackFactory(courses=[course]))
    assert PackCompletion.objects.filter(person=person).exists()


@pytest.mark.parametrize("why", ["left", "never taken", "another person"])
def test_passing_completes_nothing_else(why):
    course = PublishedCourseFactory()
    pack, person = PackFactory(courses=[course]), PersonFactory()
    if why == "another person":
        enrol_in_pack(actor=PersonFactory(), pack=pack)
    if why == "left":
        enrol_in_pack(actor=person, pack=pack)
        leave_pack(actor=person, pack=pack)
    passes(person, course)
    assert not PackCompletion.objects.exists()


def test_badge_is_signed_without_a_last_day(django_capture_on_commit_callbacks):
    course, person = PublishedCourseFactory(), PersonFactory(languages=["ar"])
    pack = PackFactory(courses=[course])
    describe_pack(actor=PersonFactory(role=Role.CURATOR), pack=pack, language="ar", title="حزمة")
    CompletionFactory(person=person, course=course)
    with django_capture_on_commit_callbacks(execute=True):
        enrol_in_pack(actor=person, pack=pack)
    credential = Credential.objects.get()
    assert '"validUntil"' not in credential.document
    assert json.loads(credential.document)["credentialSubject"]["achievement"]["name"] == "حزمة"
    assert credential.achievement.name_en == "A pack"


# ---- Pages ----


def test_pages_are_public_and_show_the_readers_language(client):
    pack = PackFactory(courses=[PublishedCourseFactory()], title="First steps")
    describe_pack(actor=PersonFactory(role=Role.CURATOR), pack=pack, language="es", title="Primeros pasos")
    PackFactory(offered=False, title="Not yet")
    assert "First steps" in client.get("/packs/").content.decode()
    assert "Not yet" not in client.get("/packs/").content.decode()
    client.cookies["django_language"] = "es"
    assert "Primeros pasos" in client.get(pack.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "first"}, ["First steps"]),
        ({"q": "pásos"}, ["First steps"]),
        ({"audience": "affiliate"}, ["Teach"]),
        ({"audience": "nonsense"}, ["First steps", "Teach"]),
        ({"q": "\x00"}, ["First steps", "Teach"]),
        ({"q": "zzz"}, []),
    ],
)
def test_packs_are_found(client, query, expected):
    first = PackFactory(slug="a", title="First steps")
    describe_pack(actor=PersonFactory(role=Role.CURATOR), pack=first, language="es", title="Primeros pasos")
    PackFactory(slug="b", title="Teach", audience=Audience.AFFILIATE)
    found = client.get("/packs/", query).context["shown"]
    assert sorted(each.words.title for each in found) == expected


def test_pack_that_is_not_offered_is_not_found(client):
    assert client.get(PackFactory(offered=False).get_absolute_url()).status_code == 404


def test_learner_takes_and_leaves_a_pack(client):
    pack, person = PackFactory(courses=[PublishedCourseFactory()]), PersonFactory()
    client.force_login(person)
    assert client.get(reverse("courses:pack_enrol", args=[pack.slug])).status_code == 302
    assert not PackEnrolment.objects.exists()
    client.post(reverse("courses:pack_enrol", args=[pack.slug]))
    assert "0 of 1 course passed" in client.get(pack.get_absolute_url()).content.decode()
    client.post(reverse("courses:pack_leave", args=[pack.slug]))
    assert PackEnrolment.objects.get().left_at is not None


@pytest.mark.parametrize("number", [1, 12])
def test_packs_need_a_constant_number_of_queries(client, number, django_assert_num_queries):
    person = PersonFactory()
    client.force_login(person)
    for _each in range(number):
        pack = PackFactory(courses=[PublishedCourseFactory()])
        enrol_in_pack(actor=person, pack=pack)
    with django_assert_num_queries(9):
        client.get("/packs/")


@pytest.mark.parametrize("number", [1, 30])
def test_pack_page_needs_a_constant_number_of_queries(client, number, django_assert_num_queries):
    person = PersonFactory()
    client.force_login(person)
    pack = PackFactory(courses=[PublishedCourseFactory() for _ in range(number)])
    enrol_in_pack(actor=person, pack=pack)
    with django_assert_num_queries(11):
        client.get(pack.get_absolute_url())


@pytest.mark.parametrize("number", [1, 25])
def test_author_packs_need_a_constant_number_of_queries(client, number, django_assert_num_queries):
    organisation = OrganisationFactory()
    client.force_login(writer(organisation))
    for _each in range(number):
        PackFactory(organisation=organisation)
    with django_assert_num_queries(6):
        client.get("/author/packs/")


def test_author_makes_arranges_and_offers_a_pack(client):
    organisation = OrganisationFactory()
    client.force_login(writer(organisation))
    PublishedCourseFactory(slug="one"), PublishedCourseFactory(slug="two")
    fields = {"title": "T", "slug": "t", "organisation": organisation.pk, "audience": "partner", "language": "en"}
    client.post("/author/packs/new/", fields)
    pack = Pack.objects.get()
    page = reverse("courses:author_pack", args=["t"])
    client.post(page, {"do": "offer"})
    assert not Pack.objects.get().offered
    client.post(page, {"do": "add", "course": "one"})
    client.post(page, {"do": "add", "course": "https://learn.example/courses/two/?lang=ar"})
    assert "once" in client.post(page, {"do": "add", "course": "one"}).content.decode()
    client.post(page, {"do": "up:two"})
    assert [entry.course.slug for entry in pack.entries.all()] == ["two", "one"]
    client.post(page, {"do": "down:two"})
    client.post(page, {"do": "remove:one"})
    assert [entry.course.slug for entry in pack.entries.all()] == ["two"]
    client.post(page, {"do": "offer"})
    client.post(page, {"do": "describe", "language": "fr", "title": "Titre"})
    assert Pack.objects.get().offered
    assert pack.texts.get(language="fr").title == "Titre"


@pytest.mark.parametrize(
    ("field", "value"), [("slug", "taken"), ("slug", "not a slug"), ("language", "klingon!"), ("title", "")]
)
def test_new_pack_says_what_is_wrong(client, field, value):
    organisation = OrganisationFactory()
    PackFactory(slug="taken")
    client.force_login(writer(organisation))
    fields = {"title": "T", "slug": "t", "organisation": organisation.pk, "audience": "partner", "language": "en"}
    response = client.post("/author/packs/new/", fields | {field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert Pack.objects.count() == 1


def test_author_pages_are_closed_to_others(client):
    client.force_login(PersonFactory())
    pack = PackFactory()
    for address in ("/author/packs/", "/author/packs/new/", reverse("courses:author_pack", args=[pack.slug])):
        assert client.get(address).status_code == 403
