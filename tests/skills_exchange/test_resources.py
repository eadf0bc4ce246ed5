"""The library: adding, finding, marking, hiding."""

import pytest
from django.urls import reverse

from skills_exchange.actions.resources import add_resource, check_resource, mark_resource, show_resource
from skills_exchange.enums_help import Licence, MarkKind, ResourceKind
from skills_exchange.errors import NotYours, ResourceRefused
from skills_exchange.models import Resource
from skills_exchange.queries.everything import search_everything
from skills_exchange.queries.resources import ResourceWish, find_resources
from tests.factories.courses import PublishedCourseFactory
from tests.factories.help_desk import ResourceFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import SkillFactory
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return PersonFactory(role=Role.CURATOR)


def said(**changes):
    return {
        "kind": ResourceKind.PAGE,
        "title": "Templates for beginners",
        "language": "en",
        "url": "https://wiki.example/t",
        "licence": Licence.CC_BY_SA,
    } | changes


def found(**wish):
    ids = find_resources(ResourceWish(**wish), chain=["en"]).ids
    names = dict(Resource.objects.values_list("pk", "title"))
    return [names[pk] for pk in ids]


def test_adding_is_logged_and_names_no_content():
    skill = SkillFactory()
    resource = add_resource(actor=PersonFactory(), skills=[skill], **said())
    assert list(resource.skills.all()) == [skill]
    event = Event.objects.get(action="resource.added")
    assert (event.target, event.details) == (resource.reference, {"kind": "page"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": ""}, "url"),
        ({"kind": ResourceKind.COURSE, "url": ""}, "course"),
        ({"url": "https://wiki.example/known"}, "url"),
    ],
)
def test_what_cannot_be_added(changes, field):
    ResourceFactory(url="https://wiki.example/known", title="Known")
    with pytest.raises(ResourceRefused) as refused:
        add_resource(actor=PersonFactory(), skills=[], **said(**changes))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("templates", ["Templates for beginners"]),
        ("template", ["Templates for beginners"]),
        ("templtes", ["Templates for beginners"]),
        ("правка", ["Правка статей"]),
        ("pravka", ["Правка статей"]),
        ("plantillas", ["Templates for beginners"]),
        ("xyzzy", []),
    ],
)
def test_words_in_any_language_and_spelling(words, hits):
    skill = SkillFactory(labels={"en": "Templates", "es": "Plantillas"})
    add_resource(actor=PersonFactory(), skills=[skill], **said())
    add_resource(
        actor=PersonFactory(), skills=[], **said(title="Правка статей", language="ru", url="https://wiki.example/ru")
    )
    assert found(q=words) == hits


def test_filters():
    area = SkillFactory(slug="technical")
    skill = SkillFactory(parent=area, slug="lua")
    ResourceFactory(title="Lua", skills=[skill], kind=ResourceKind.RECORDING, licence=Licence.CC0)
    ResourceFactory(title="French", language="fr")
    ResourceFactory(title="Hidden", shown=False)
    assert found(skill=area) == ["Lua"]
    assert found(language="fr") == ["French"]
    assert found(kind=ResourceKind.RECORDING) == ["Lua"]
    assert found(licence=Licence.CC0) == ["Lua"]
    assert found(checked=True) == []
    assert set(found()) == {"Lua", "French"}


def test_what_helped_most_comes_first():
    ResourceFactory(title="A")
    best = ResourceFactory(title="B")
    mark_resource(actor=PersonFactory(), resource=best, kind=MarkKind.USEFUL)
    assert found() == ["B", "A"]


def test_one_mark_each_which_can_be_changed_and_taken_back():
    resource, reader = ResourceFactory(), PersonFactory()
    counts = []
    for kind in (MarkKind.USEFUL, MarkKind.USEFUL, MarkKind.WRONG, None, None):
        mark_resource(actor=reader, resource=resource, kind=kind)
        resource.refresh_from_db()
        counts.append((resource.useful, resource.outdated))
    assert counts == [(1, 0), (1, 0), (0, 1), (0, 0), (0, 0)]


def test_a_check_by_curators_clears_old_complaints(curator):
    resource = ResourceFactory()
    mark_resource(actor=PersonFactory(), resource=resource, kind=MarkKind.OUTDATED)
    mark_resource(actor=PersonFactory(), resource=resource, kind=MarkKind.USEFUL)
    check_resource(actor=curator, resource=resource)
    resource.refresh_from_db()
    assert (resource.useful, resource.outdated, resource.checked_on is not None) == (1, 0, True)
    with pytest.raises(NotYours):
        check_resource(actor=PersonFactory(), resource=resource)


def test_hidden_ones_come_back_unless_there_is_another_one_now(curator):
    resource = ResourceFactory()
    with pytest.raises(NotYours):
        show_resource(actor=PersonFactory(), resource=resource, shown=False, reason="Spam")
    show_resource(actor=curator, resource=resource, shown=False, reason="Out of date")
    ResourceFactory(url=resource.url, title="The other one")
    with pytest.raises(ResourceRefused, match="The other one"):
        show_resource(actor=curator, resource=resource, shown=True)


def test_the_page_of_a_hidden_one_is_gone_for_others(client, curator):
    resource = ResourceFactory(shown=False)
    assert client.get(resource.get_absolute_url()).status_code == 404
    client.force_login(curator)
    assert client.get(resource.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("adder", 200), ("curator", 200), ("other", 403)])
def test_who_edits(client, curator, who, status):
    resource = ResourceFactory()
    people = {"adder": resource.added_by, "curator": curator, "other": PersonFactory()}
    client.force_login(people[who])
    assert client.get(reverse("skills_exchange:resource_edit", args=[resource.uid])).status_code == status


def test_the_form_adds_and_says_what_is_wrong(client):
    skill = SkillFactory()
    client.force_login(PersonFactory())
    address = reverse("skills_exchange:resource_add")
    sent = said(skill=skill.slug, summary="", course="")
    assert client.post(address, sent | {"course": "no-such-course"}).status_code == 400
    assert client.post(address, sent | {"language": "xx-nonsense"}).status_code == 400
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 400  # it is there already
    assert Resource.objects.count() == 1


def test_a_course_of_this_site(client):
    course = PublishedCourseFactory()
    skill = SkillFactory()
    client.force_login(PersonFactory())
    sent = said(kind="course", url="", skill=skill.slug, course=f"https://learn.example/courses/{course.slug}/")
    page = client.post(reverse("skills_exchange:resource_add"), sent, follow=True)
    assert reverse("courses:course", args=[course.slug]).encode() in page.content
    assert client.post(reverse("skills_exchange:resource_add"), sent).status_code == 400


def test_the_file_defuses_formulas(client):
    ResourceFactory(title="=HYPERLINK()")
    text = b"".join(client.get(reverse("skills_exchange:resources"), {"format": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK()" in text


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_list(client, django_assert_num_queries, number):
    skill = SkillFactory()
    for _each in range(number):
        ResourceFactory(skills=[skill])
    client.get(reverse("skills_exchange:resources"))
    with django_assert_num_queries(4):
        client.get(reverse("skills_exchange:resources"))


def test_one_search_over_everything():
    skill = SkillFactory(labels={"en": "Conflict resolution"})
    ResourceFactory(title="Conflict on talk pages")
    ResourceFactory(title="Answer about conflict", kind=ResourceKind.ANSWER, url="", body="Talk to each other.")
    sections = {
        section.key: [hit.title for hit in section.hits]
        for section in search_everything("conflict", reader=PersonFactory(), chain=["en"])
    }
    assert sections["resources"] == ["Conflict on talk pages"]
    assert sections["answers"] == ["Answer about conflict"]
    assert skill.labels["en"] not in sections  # names are indexed by the actions on skills


@pytest.mark.parametrize("words", ["", "   ", "'; --", "\\", "(((", "a" * 5000, "ال", "维基", "&|!"])
def test_any_words_can_be_searched(client, words):
    assert client.get(reverse("skills_exchange:search_all"), {"q": words}).status_code == 200
    assert client.get(reverse("skills_exchange:resources"), {"q": words}).status_code == 200
    assert client.get(reverse("skills_exchange:help_desk"), {"q": words}).status_code in (200, 400)
