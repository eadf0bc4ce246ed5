"""The pages of localizers, reviewers and coordinators."""

import pytest
from django.urls import reverse

from courses import personal_data
from courses.actions.localizing import begin_localization, comment_translation, reject_translation
from courses.enums import LocalizerRole
from courses.models import (
    Assignment,
    GlossaryTerm,
    Localization,
    LocalizationRole,
    Segment,
    Translation,
    TranslationComment,
)
from courses.models.texts import text_hash
from courses.queries.localizing import credits_of, status_of
from courses.queries.side_by_side import memory_of
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    CourseRevisionFactory,
    LocalizationFactory,
    SegmentFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    course = BlockFactory(text="Ask a steward.").lesson.course
    course.published_revision = CourseRevisionFactory(
        course=course,
        document={"course": {}, "modules": [], "questions": [], "segments": {}, "translations": {}},
    )
    course.save()
    return course


@pytest.fixture
def module(course):
    return course.modules.get()


@pytest.fixture
def segment(course):
    return course.segments.get(part="text")


def member(course, role):
    return MembershipFactory(organisation=course.organisation, role=role).person


@pytest.fixture
def reviewer(course):
    return member(course, MemberRole.REVIEWER)


def page(client, name, *args, **query):
    return client.get(reverse(f"courses:{name}", args=args), query)


def post(client, name, *args, **fields):
    return client.post(reverse(f"courses:{name}", args=args), fields)


def test_side_by_side_page_shows_source_translation_terms_and_problems(client, course, module, segment):
    TranslationFactory(segment=segment, text="Ask a steward.")
    term = GlossaryTerm.objects.create(term="steward")
    term.translations.create(language="es", text="mayordomo")
    client.force_login(PersonFactory())
    text = page(client, "localize_module", course.slug, "es", module.key).content.decode()
    for said in ("Ask a steward.", "mayordomo", "The same as the source.", 'lang="es"', "0 reviewed"):
        assert said in text
    assert "Approve" not in text


def test_texts_are_saved_as_one_form_without_javascript(client, course, module):
    client.force_login(PersonFactory())
    first, second = course.segments.filter(module=module).order_by("order")[:2]
    address = reverse("courses:localize_module", args=[course.slug, "es", module.key])
    fields = {f"text-{first.pk}": "Uno", f"text-{second.pk}": "Dos", "do": "save"}
    assert client.post(address, fields).status_code == 302
    assert sorted(Translation.objects.values_list("text", flat=True)) == ["Dos", "Uno"]
    fields[f"seen-{first.pk}"] = fields[f"seen-{second.pk}"] = "new"
    assert "2 texts saved" in client.get(address).content.decode()
    assert client.post(address, fields).status_code == 302
    answer = client.post(address, fields | {f"text-{first.pk}": "Otro"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "has changed this text meanwhile" in text
    assert ">Otro</textarea>" in text
    assert "It says now" in text


def test_one_text_is_saved_by_htmx_and_its_row_comes_back(client, course, segment):
    client.force_login(PersonFactory())
    address = reverse("courses:localize_segment", args=[course.slug, "es", segment.pk])
    fields = {f"text-{segment.pk}": "Pregunta a alguien.", "do": f"save:{segment.pk}", f"seen-{segment.pk}": "new"}
    text = client.post(address, fields, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "Saved." in text
    assert Translation.objects.get().state == "translated"
    bad = {f"text-{segment.pk}": "x\u202e", "do": f"save:{segment.pk}"}
    text = client.post(address, bad, headers={"HX-Request": "true"}).content.decode()
    assert "invisible characters" in text
    big = {f"text-{segment.pk}": "x" * 1_000_000, "do": f"save:{segment.pk}"}
    assert "too long" in client.post(address, big, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("do", "state", "after"),
    [("approve", "translated", "reviewed"), ("reject", "translated", "rejected"), ("confirm", "outdated", "reviewed")],
)
def test_reviewer_decides_on_the_page(client, course, segment, reviewer, do, state, after):
    TranslationFactory(segment=segment, state=state, text="Pregunta a alguien.")
    client.force_login(reviewer)
    fields = {"do": f"{do}:{segment.pk}", f"comment-{segment.pk}": "Because"}
    assert post(client, "localize_segment", course.slug, "es", segment.pk, **fields).status_code == 302
    assert Translation.objects.get().state == after


def test_comment_copy_and_similar_text(client, course, segment):
    other = CourseFactory(published_revision=CourseRevisionFactory())
    known = SegmentFactory(course=other, source_text=segment.source_text)
    TranslationFactory(segment=known, text="Pregunta a un mayordomo.", state="reviewed")
    client.force_login(PersonFactory())
    text = page(client, "localize_memory", course.slug, "es", segment.pk).content.decode()
    assert "100 %" in text
    assert "Pregunta a un mayordomo." in text
    address = [course.slug, "es", segment.pk]
    post(client, "localize_segment", *address, do=f"use:{segment.pk}:0")
    assert (Translation.objects.get(segment=segment).text) == "Pregunta a un mayordomo."
    post(client, "localize_segment", *address, do=f"copy:{segment.pk}")
    assert (Translation.objects.get(segment=segment).text) == "Ask a steward."
    post(client, "localize_segment", *address, **{"do": f"comment:{segment.pk}", f"comment-{segment.pk}": "Hm"})
    text = page(client, "localize_segment", *address).content.decode()
    assert "Hm" in text
    post(client, "localize_segment", *address, do=f"resolve:{segment.pk}")
    assert TranslationComment.objects.get().resolved_at


@pytest.mark.parametrize(
    ("state", "published", "expected"),
    [("reviewed", True, 1), ("published", True, 1), ("translated", True, 0), ("reviewed", False, 0)],
)
def test_memory_holds_reviewed_texts_of_published_courses(course, segment, state, published, expected):
    other = CourseFactory(published_revision=CourseRevisionFactory() if published else None)
    known = SegmentFactory(course=other, source_text="Ask a steward now.")
    TranslationFactory(segment=known, state=state)
    TranslationFactory(segment=known, state=state, language="fr")
    found = memory_of(segment, "es")
    assert len(found) == expected
    assert all(50 < each.percent < 100 for each in found)


def test_outdated_text_shows_what_has_changed(client, course, module, segment):
    TranslationFactory(segment=segment)
    new = "Ask a bureaucrat."
    Segment.objects.filter(pk=segment.pk).update(source_text=new, source_hash=text_hash(new))
    Translation.objects.update(state="outdated")
    client.force_login(PersonFactory())
    text = page(client, "localize_module", course.slug, "es", module.key, show="outdated").content.decode()
    assert "<del>steward</del><ins>bureaucrat</ins>" in text
    assert "Still right" in text


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", 7),
        ("untranslated", 2),
        ("waiting", 2),
        ("outdated", 1),
        ("rejected", 1),
        ("problems", 1),
        ("commented", 1),
        ("nonsense", 7),
    ],
)
def test_filters(client, course, module, reviewer, show, expected):
    segments = [SegmentFactory(course=course, module=module, source_text=f"Text {n}") for n in range(4)]
    for segment, state in zip(segments, ("translated", "translated", "outdated", "published"), strict=True):
        TranslationFactory(segment=segment, state=state)
    Translation.objects.filter(segment=segments[0]).update(text="")
    Translation.objects.filter(segment=segments[1]).update(text="Texto {x}")
    title = course.segments.get(part="title", lesson__isnull=False)
    TranslationFactory(segment=title, text="Título")
    reject_translation(actor=reviewer, segment=title, language="es", comment="No")
    client.force_login(reviewer)
    text = page(client, "localize_module", course.slug, "es", module.key, show=show).content.decode()
    assert text.count("data-unit>") == expected


@pytest.mark.parametrize("rows", [1, 20])
def test_side_by_side_needs_the_same_queries(client, course, module, rows, django_assert_num_queries):
    GlossaryTerm.objects.create(term="steward").translations.create(language="es", text="mayordomo")
    for number in range(rows):
        segment = SegmentFactory(course=course, module=module, source_text=f"Ask steward {number}.")
        TranslationFactory(segment=segment, translated_by=PersonFactory())
    client.force_login(PersonFactory())
    page(client, "localize_module", course.slug, "es", module.key)
    with django_assert_num_queries(19):
        page(client, "localize_module", course.slug, "es", module.key)


WHO = {
    "anybody": lambda course: PersonFactory(),
    "localizer": lambda course: member(course, MemberRole.LOCALIZER),
    "coordinator": lambda course: member(course, MemberRole.COORDINATOR),
}


@pytest.mark.parametrize(
    ("who", "guarded", "published", "expected"),
    [
        # language page, side by side, publish, people
        ("anybody", False, True, (200, 200, 403, 403)),
        ("anybody", True, True, (200, 403, 403, 403)),
        ("anybody", False, False, (404, 404, 404, 404)),
        ("localizer", True, False, (200, 200, 403, 403)),
        ("coordinator", True, True, (200, 200, 409, 200)),
    ],
)
def test_what_is_invisible_and_what_is_forbidden(client, course, module, who, guarded, published, expected):
    if guarded:
        course.topic = TopicFactory(mandatory=True)
    if not published:
        course.published_revision = None
    course.save()
    client.force_login(WHO[who](course))
    address = [course.slug, "es"]
    assert (
        page(client, "localize_language", *address).status_code,
        page(client, "localize_module", *address, module.key).status_code,
        post(client, "localize_publish", *address).status_code,
        page(client, "localize_people", *address).status_code,
    ) == expected


@pytest.mark.parametrize("language", ["xx-nonsense", "ES", "en", "a"])
def test_language_that_does_not_exist_gives_404(client, course, module, language):
    client.force_login(PersonFactory())
    assert page(client, "localize_language", course.slug, language).status_code == 404
    assert page(client, "localize_module", course.slug, language, module.key).status_code == 404
    answer = post(client, "localize_course", course.slug, language="nonsense-nonsense")
    assert answer.status_code == 422


def test_language_is_begun_by_its_name(client, course):
    client.force_login(PersonFactory())
    answer = post(client, "localize_course", course.slug, language="Español")
    assert answer.url == reverse("courses:localize_language", args=[course.slug, "es"])
    assert "Begin this language" in client.get(answer.url).content.decode()
    post(client, "localize_begin", course.slug, "es")
    assert Localization.objects.get().total == 5
    assert "Begin this language" not in client.get(answer.url).content.decode()


def test_work_list_shows_courses_and_languages(client, course):
    for tag in ("es", "ar"):
        begin_localization(actor=PersonFactory(), course=course, language=tag)
    TranslationFactory(segment=course.segments.first())
    Localization.objects.filter(language="ar").update(wanted=7)
    client.force_login(PersonFactory(languages=["ar", "es"]))
    text = page(client, "localize").content.decode()
    for said in ("20 %", "wanted by 7 people", "العربية"):
        assert said in text
    lines = page(client, "localize_csv").getvalue().decode().splitlines()
    assert lines[1:] == [f"{course.slug},ar,5,0,0,0,0", f"{course.slug},es,5,1,0,0,0"]


def test_work_list_is_filtered_and_ordered(client):
    topic, revision = TopicFactory(mandatory=True), CourseRevisionFactory()
    first = CourseFactory(slug="a-first", published_revision=revision)
    second = CourseFactory(slug="b-second", topic=topic, published_revision=revision, title="Steward")
    CourseFactory(slug="c-draft")
    LocalizationFactory(course=first, language="ar", wanted=1, total=2, translated=1)
    LocalizationFactory(course=second, language="ar", wanted=9)
    client.force_login(PersonFactory(languages=["ar"]))

    def slugs(**query):
        return [row.slug for row in page(client, "localize", **query).context["page"]]

    assert slugs() == ["b-second", "a-first"]
    assert slugs(order="slug") == ["a-first", "b-second"]
    assert slugs(order="least") == ["b-second", "a-first"]
    assert slugs(mandatory="on") == slugs(topic=topic.key) == slugs(q="stew") == ["b-second"]
    assert slugs(organisation=first.organisation.slug) == ["a-first"]
    assert slugs(topic="nonsense", order="nonsense", language="nonsense,,") == ["b-second", "a-first"]


@pytest.mark.parametrize("rows", [1, 30])
def test_work_list_needs_the_same_queries(client, rows, django_assert_num_queries):
    for _number in range(rows):
        course = CourseFactory(published_revision=CourseRevisionFactory(), topic=TopicFactory())
        LocalizationFactory(course=course, language="ar")
    client.force_login(PersonFactory(languages=["ar"]))
    page(client, "localize")
    with django_assert_num_queries(8):
        page(client, "localize")


def test_queue_shows_the_oldest_first_and_takes_many_at_once(client, course, segment, reviewer):
    title = course.segments.get(key="course/title")
    old = TranslationFactory(segment=segment, text="Pregunta.", translated_by=PersonFactory())
    new = TranslationFactory(segment=title, text="Título", translated_by=PersonFactory())
    Translation.objects.filter(pk=old.pk).update(translated_at="2024-01-01T00:00Z")
    Translation.objects.filter(pk=new.pk).update(translated_at="2025-01-01T00:00Z")
    client.force_login(reviewer)
    assert [row.pk for row in page(client, "localize_queue").context["rows"]] == [old.pk, new.pk]
    assert page(client, "localize_queue", language="ar").context["rows"] == []
    assert page(client, "localize_queue", course=course.slug, state="outdated").context["rows"] == []
    answer = post(client, "localize_queue", do="reject", translation=[old.pk], comment="")
    assert "Say why" in client.get(answer.url).content.decode()
    post(client, "localize_queue", do="reject", translation=[old.pk], comment="Too short")
    post(client, "localize_queue", do="approve", translation=[new.pk])
    assert set(Translation.objects.values_list("state", flat=True)) == {"rejected", "reviewed"}
    assert Notice.objects.count() == 1
    assert "Nothing waits" in page(client, "localize_queue").content.decode()


def test_queue_of_others_is_not_touched(client, course, segment):
    row = TranslationFactory(segment=segment)
    client.force_login(PersonFactory())
    assert page(client, "localize_queue").context["rows"] == []
    assert post(client, "localize_queue", do="approve", translation=[row.pk]).status_code == 404
    row.refresh_from_db()
    assert row.state == "translated"


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_needs_the_same_queries(client, course, reviewer, rows, django_assert_num_queries):
    for _number in range(rows):
        TranslationFactory(segment=SegmentFactory(course=course), translated_by=PersonFactory())
    client.force_login(reviewer)
    page(client, "localize_queue")
    with django_assert_num_queries(4):
        page(client, "localize_queue")


def test_coordinator_names_asks_and_sets_the_gate(client, course, module):
    coordinator, person = member(course, MemberRole.COORDINATOR), PersonFactory()
    client.force_login(coordinator)
    address = [course.slug, "es"]
    assert post(client, "localize_people", *address, username="Nobody here", role="reviewer").status_code == 422
    post(client, "localize_people", *address, username=person.username, role="reviewer")
    named = LocalizationRole.objects.get()
    assert (named.person, named.role, named.granted_by) == (person, LocalizerRole.REVIEWER, coordinator)
    assert person.username in page(client, "localize_people", *address).content.decode()
    assert post(client, "localize_assign", *address, username=person.username, due="2001-01-01").status_code == 422
    post(client, "localize_assign", *address, username=person.username, module=module.key, due="2999-01-01")
    assert Notice.objects.get().person == person
    assert person.username in page(client, "localize_language", *address).content.decode()
    post(client, "localize_dismiss", *address, named.pk)
    assert not LocalizationRole.objects.exists()
    assert post(client, "localize_course", course.slug, threshold=0).status_code == 422
    post(client, "localize_course", course.slug, threshold=60)
    course.refresh_from_db()
    assert course.settings["localization"] == {"threshold": 60, "unreviewed": False}
    client.force_login(person)
    assert "until" in page(client, "localize").content.decode()
    post(client, "localize_end_assignment", Assignment.objects.get().pk)
    assert Assignment.objects.get().ended_at


def test_assignment_of_others_is_ended_by_nobody_else(client, course):
    assignment = Assignment.objects.create(
        course=course, language="es", person=PersonFactory(), assigned_by=PersonFactory()
    )
    client.force_login(PersonFactory())
    assert post(client, "localize_end_assignment", assignment.pk).status_code == 403


def test_guarded_course_serves_nothing_unreviewed(client, course):
    course.topic = TopicFactory(mandatory=True)
    course.save()
    client.force_login(member(course, MemberRole.COORDINATOR))
    post(client, "localize_course", course.slug, threshold=90, unreviewed="on")
    course.refresh_from_db()
    assert course.settings["localization"] == {"threshold": 90, "unreviewed": False}


def test_glossary_is_kept_by_its_people(client, course):
    author = member(course, MemberRole.LOCALIZER)
    client.force_login(author)
    said = {
        "organisation": course.organisation_id,
        "language": "en",
        "term": "steward",
        "said": "es: mayordomo\n-es: azafata",
    }
    assert post(client, "glossary_new", **said | {"organisation": ""}).status_code == 422
    assert post(client, "glossary_new", **said | {"said": "mayordomo"}).status_code == 422
    assert post(client, "glossary_new", **said | {"said": "nonsense: mayordomo"}).status_code == 422
    assert post(client, "glossary_new", **said).status_code == 302
    assert post(client, "glossary_new", **said | {"term": "Steward"}).status_code == 422
    term = GlossaryTerm.objects.get()
    assert sorted(term.translations.values_list("text", "forbidden")) == [("azafata", True), ("mayordomo", False)]
    assert "-es: azafata" in page(client, "glossary_term", term.pk).content.decode()
    client.force_login(PersonFactory())
    assert page(client, "glossary_new").status_code == 403
    assert page(client, "glossary_term", term.pk).status_code == 403
    assert "mayordomo" in page(client, "glossary", q="stew").content.decode()
    assert "mayordomo" not in page(client, "glossary", q="other").content.decode()
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert post(client, "glossary_new", language="en", term="Wikimedia", untranslated="on").status_code == 302
    post(client, "glossary_remove", term.pk)
    assert GlossaryTerm.objects.get().term == "Wikimedia"


@pytest.mark.parametrize("rows", [1, 30])
def test_glossary_needs_the_same_queries(client, rows, django_assert_num_queries):
    for number in range(rows):
        GlossaryTerm.objects.create(term=f"term {number}").translations.create(language="es", text="x")
    client.force_login(PersonFactory())
    page(client, "glossary")
    with django_assert_num_queries(5):
        page(client, "glossary")


def test_credits_name_only_who_wants_to_be_named(course):
    shy = PersonFactory(named_in_credits=False)
    proud = PersonFactory()
    for person, segment in zip((shy, proud, proud), course.segments.all(), strict=False):
        TranslationFactory(segment=segment, translated_by=person)
    found = credits_of(course, "es")
    assert (found.names, found.others) == ([proud.username], 1)


def test_status_for_programs(course):
    TranslationFactory(segment=course.segments.get(part="text"), state="reviewed")
    (found,) = status_of(course)
    assert (found["language"], found["total"], found["reviewed"]) == ("es", 5, 1)
    assert [(each["module"], each["reviewed"]) for each in found["modules"]] == [("", 0), (course.modules.get().key, 1)]


def test_notices_read_well(client, course, segment):
    translator = PersonFactory()
    TranslationFactory(segment=segment, translated_by=translator)
    comment_translation(actor=PersonFactory(), segment=segment, language="es", text="Nice one")
    client.force_login(translator)
    text = client.get(reverse("notices:list")).content.decode()
    assert "Nice one" in text
    assert "Ask a steward." in text


def test_course_page_leads_to_its_translators(client, course):
    proud = PersonFactory()
    TranslationFactory(segment=course.segments.first(), translated_by=proud)
    address = reverse("courses:localize_credits", args=[course.slug, "es"])
    text = client.get(address).content.decode()
    assert proud.username in text
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
    course.published_revision = None
    course.save()
    assert client.get(address).status_code == 404


def test_authors_find_the_languages(client, course):
    client.force_login(PersonFactory())
    answer = page(client, "author_languages", course.slug)
    assert answer.url == reverse("courses:localize_course", args=[course.slug])


def test_what_localizing_keeps_is_exported_and_forgotten(course, segment):
    person = PersonFactory()
    TranslationFactory(segment=segment, translated_by=person, text="Mine")
    comment_translation(actor=person, segment=segment, language="es", text="My word")
    LocalizationRole.objects.create(
        course=course, language="es", person=person, role="reviewer", granted_by=PersonFactory()
    )
    kept = personal_data.export(person)["localization"]
    assert kept["translations"][0]["text"] == "Mine"
    assert kept["comments"][0]["text"] == "My word"
    assert kept["roles"][0]["role"] == "reviewer"
    personal_data.erase(person)
    assert not TranslationComment.objects.exists()
    assert not LocalizationRole.objects.exists()
    assert Translation.objects.get().text == "Mine"
