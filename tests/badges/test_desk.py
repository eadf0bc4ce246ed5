"""The desk: who may open it, what it does, and how many queries it takes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.badges import actions, tasks
from certification.badges.enums import EntryState, RunKind, TemplateState
from certification.badges.models import Alignment, Credential, Issuer, Run, RunEntry, Template
from tests.badges.test_templates import CIRCLE, png, svg
from tests.factories.courses import CompletionFactory, CourseFactory, TopicFactory
from tests.factories.learning import serve_course
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    person = PersonFactory(role=Role.CURATOR)
    client.force_login(person)
    return person


@pytest.fixture
def staff(client):
    person = PersonFactory(role=Role.STAFF)
    client.force_login(person)
    return person


@pytest.fixture
def issuer(db):
    return actions.ensure_primary_issuer()


def pages(issuer):
    Template.objects.create(issuer=issuer, number=100, name="Blue")
    run = Run.objects.create(kind=RunKind.RESIGN, issuer=issuer, actor="system")
    return {
        "desk": reverse("badges:desk"),
        "new_issuer": reverse("badges:new_issuer"),
        "issuer": reverse("badges:desk_issuer", args=[issuer.slug]),
        "new_template": reverse("badges:new_template", args=[issuer.slug]),
        "template": reverse("badges:template", args=[100]),
        "preview": reverse("badges:template_preview", args=[100, "svg"]),
        "issue": reverse("badges:issue"),
        "run": reverse("badges:run", args=[run.pk]),
        "alignments": reverse("badges:alignments"),
    }


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        (None, "all"),
        (Role.STEWARD, "all"),
        (Role.TRUST_AND_SAFETY, "all"),
        (Role.CURATOR, {"issue"}),
        (Role.STAFF, set()),
    ],
)
def test_desk_opens_for_curators_and_issuing_for_staff(client, issuer, role, closed):
    client.force_login(PersonFactory(role=role) if role else PersonFactory())
    addresses = pages(issuer)
    for name, address in addresses.items():
        status = 403 if closed == "all" or name in closed else 200
        assert client.get(address).status_code == status, name


@pytest.mark.parametrize("rows", [1, 30])
def test_desk_takes_the_same_queries_for_few_and_many(client, curator, issuer, rows, django_assert_num_queries):
    Run.objects.bulk_create(Run(kind=RunKind.RESIGN, issuer=issuer, actor="system") for _ in range(rows))
    client.get(reverse("badges:desk"))
    with django_assert_num_queries(DESK_QUERIES):
        client.get(reverse("badges:desk"))


@pytest.mark.parametrize("rows", [1, 30])
def test_run_takes_the_same_queries_for_few_and_many(client, curator, issuer, rows, django_assert_num_queries):
    run = Run.objects.create(kind=RunKind.ISSUE, issuer=issuer, course=CourseFactory(), actor="system", total=rows)
    RunEntry.objects.bulk_create(RunEntry(run=run, person=PersonFactory()) for _ in range(rows))
    client.get(run.get_absolute_url())
    with django_assert_num_queries(RUN_QUERIES):
        client.get(run.get_absolute_url())


DESK_QUERIES = 4
RUN_QUERIES = 4


def test_curator_lets_an_organisation_issue_and_stops_it(client, curator):
    organisation = OrganisationFactory(slug="wm-ar")
    address = reverse("badges:new_issuer")
    said = {"organisation": organisation.pk, "name": "Asociación WM AR", "url": "https://ar.example/"}
    assert client.post(address, said).status_code == 302
    issuer = Issuer.objects.get(organisation=organisation)
    assert client.get(f"/issuers/{issuer.slug}/did.json").json()["id"] == issuer.did
    assert "organisation" in client.post(address, said).context["form"].errors  # it is one already
    page = reverse("badges:desk_issuer", args=["wm-ar"])
    client.post(page, {"name": "WM Argentina", "url": "https://new.example/"})
    issuer.refresh_from_db()
    assert (issuer.name, issuer.active) == ("WM Argentina", False)
    assert json.loads(issuer.did_documents.first().document)["alsoKnownAs"] == ["https://new.example/"]
    closed = OrganisationFactory(active=False)
    assert client.post(address, said | {"organisation": closed.pk}).status_code == 200


def test_template_is_uploaded_tried_used_and_dropped(client, curator, issuer):
    address = reverse("badges:new_template", args=[issuer.slug])
    files = {
        "picture": SimpleUploadedFile("p.svg", svg(CIRCLE + "<script>evil()</script>")),
        "raster": SimpleUploadedFile("p.png", png()),
    }
    answer = client.post(address, {"name": "Red", "colour": "#b32424", **files})
    assert answer.headers["Location"] == "/badge-desk/templates/100/"
    page = client.get(answer.headers["Location"])
    assert "Being tried" in page.text
    kinds = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
    for kind, content_type in kinds.items():
        preview = client.get(reverse("badges:template_preview", args=[100, kind]))
        assert (preview.status_code, preview.headers["Content-Type"]) == (200, content_type)
        assert preview.headers["X-Content-Type-Options"] == "nosniff"
        assert b"evil" not in preview.content
        if kind == "svg":
            assert "sandbox" in preview.headers["Content-Security-Policy"]
    client.post(reverse("badges:use_template", args=[100]))
    assert Template.objects.get().state == TemplateState.ACTIVE
    client.post(reverse("badges:use_template", args=[100]), {"use": "no"})
    assert Template.objects.get().state == TemplateState.RETIRED


def test_upload_that_will_not_do_is_said_at_its_field(client, curator, issuer):
    address = reverse("badges:new_template", args=[issuer.slug])
    file = SimpleUploadedFile("p.svg", b"<svg")
    form = client.post(address, {"name": "Red", "colour": "#b32424", "picture": file}).context["form"]
    assert set(form.errors) == {"picture"}
    assert set(client.post(address, {"name": "Red", "colour": "red"}).context["form"].errors) == {"colour"}
    assert not Template.objects.exists()


def test_staff_issue_by_list_and_see_what_became_of_each(client, staff, django_capture_on_commit_callbacks):
    course = serve_course()
    passed = CompletionFactory(course=course, person=PersonFactory(username="Ana")).person
    PersonFactory(username="Ben")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("badges:issue"), {"course": course.slug, "people": "Ana\r\n\r\nBen\nAna"})
    run = Run.objects.get()
    assert answer.headers["Location"] == run.get_absolute_url()
    assert Credential.objects.get().person == passed
    page = client.get(run.get_absolute_url())
    assert "2 of 2 badges" in page.text
    assert "has not passed the course" in page.text
    assert "every 2s" not in page.text
    rows = client.get(run.get_absolute_url() + "?format=csv").getvalue().decode()
    assert "Ben" in rows
    part = client.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert "<html" not in part.text


def test_unknown_names_and_courses_are_said(client, staff):
    course = serve_course()
    for said, field in (
        ({"course": course.slug, "people": "Nobody"}, "people"),
        ({"course": "nothing", "people": staff.username}, "course"),
        ({"course": course.slug, "people": " \n "}, "people"),
    ):
        assert field in client.post(reverse("badges:issue"), said).context["form"].errors
    assert not Run.objects.exists()


def test_run_that_waits_asks_again_by_itself(client, staff):
    course = serve_course()
    run = actions.start_issuing(actor=staff, course=course, people=[CompletionFactory(course=course).person])
    assert "every 2s" in client.get(run.get_absolute_url()).text
    tasks.work_on_run(run.pk)
    assert run.entries.get().state == EntryState.ISSUED


def test_items_are_added_and_removed(client, curator):
    topic = TopicFactory(name="Security")
    address = reverse("badges:alignments")
    said = {"topic": topic.pk, "framework": "wikidata", "code": "Q3510521", "name": "computer security"}
    assert client.post(address, said).status_code == 302
    assert "Q3510521" in client.get(address).text
    for change, field in (
        ({}, "code"),
        ({"code": "P31"}, "code"),
        ({"framework": "esco"}, "code"),
        ({"topic": ""}, "topic"),
        ({"topic": "", "course": "nothing"}, "course"),
    ):
        assert field in client.post(address, said | change).context["form"].errors, change
    assert client.post(address, {"remove": "x"}).status_code == 404
    client.post(address, {"remove": Alignment.objects.get().pk})
    assert not Alignment.objects.exists()
