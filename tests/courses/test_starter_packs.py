"""The learning packs and the local version that come with the site: whole, loaded once however often, never forced."""

import dataclasses

import pytest
from django.core.management import call_command

from courses.actions.packs import arrange_pack, describe_pack
from courses.actions.starter_overlays import load_overlay
from courses.actions.starter_packs import COURSES, load_pack
from courses.curriculum import StarterWords, packages, starter_overlays, starter_packs
from courses.enums import Audience, OverlayMode, RevisionKind
from courses.errors import NotOffered, NotReady, NotYours
from courses.exchange.ours import reading
from courses.exchange.ours.importing import ORIGIN
from courses.exchange.ours.zipping import files_in
from courses.models import Course, Overlay, Pack
from courses.publishing.overlays import FIXED
from tests.courses.adapting import stage
from tests.factories.courses import CourseFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory, WikiFactory
from tests.factories.packs import PackFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core import languages
from wikilearn.movement.enums import MemberRole

PACKS = starter_packs()
OVERLAYS = starter_overlays()
LANGUAGES = {"en", "es", "fr", "ar", "ru", "zh-Hans"}
FIVE = {"a-good-start", "new-administrators", "become-a-checkuser", "affiliate-leaders", "partner-organisations"}
STARTER = PACKS["a-good-start"]


# ---- What lies there ----


def test_there_is_a_pack_for_each_of_the_five_ways():
    assert set(PACKS) == FIVE
    assert not FIVE & packages().keys()
    assert {pack.audience for pack in PACKS.values()} == set(Audience.values) - {Audience.CONTRIBUTOR}


@pytest.mark.parametrize("slug", PACKS)
def test_a_pack_has_words_in_six_languages_and_courses_that_exist(slug):
    pack = PACKS[slug]
    assert set(pack.texts) == LANGUAGES
    assert all(languages.canonical(tag) == tag for tag in pack.texts)
    assert all(words.title and words.description and len(words.title) <= 150 for words in pack.texts.values())
    assert len({words.title for words in pack.texts.values()}) == len(pack.texts)
    assert set(pack.courses) <= packages().keys()
    assert len(set(pack.courses)) == len(pack.courses) >= 3
    assert not [key for key in pack.courses if key.endswith("-refresher")]


@pytest.mark.parametrize("slug", ["new-administrators", "become-a-checkuser"])
def test_who_wants_a_right_finds_every_mandatory_topic_in_the_pack(slug):
    taught = {
        reading.read_package(files_in(packages()[key])).document["course"]["topic"] for key in PACKS[slug].courses
    }
    assert len(taught - {None, ""}) == 7


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_example_adds_replaces_and_hides_blocks_that_may_be(name):
    starter = OVERLAYS[name]
    document = reading.read_package(files_in(packages()[starter.course])).document
    blocks = {
        (lesson["key"], block["key"]): block
        for module in document["modules"]
        for lesson in module["lessons"]
        for block in lesson["blocks"]
    }
    assert {change.mode for change in starter.changes} == set(OverlayMode.values)
    for change in starter.changes:
        block = blocks[change.lesson, change.block]
        assert change.mode == OverlayMode.ADD_AFTER or not (block["core"] or block["kind"] in FIXED)
        assert bool(change.text) == (change.mode != OverlayMode.HIDE)
        assert change.note


# ---- Loading packs ----


@pytest.fixture
def author(db):
    """A coordinator whose organisation has the courses of the pack, as drafts."""
    member = MembershipFactory(role=MemberRole.COORDINATOR)
    for key in STARTER.courses:
        CourseFactory(organisation=member.organisation, origin=ORIGIN, external_key=key, slug=key)
    return member


def load(author, starter=STARTER, **options):
    return load_pack(actor=author.person, organisation=author.organisation, starter=starter, **options)


def reworded(*tags, title="Other words"):
    """The pack of the next version of the site, with other words in these languages."""
    texts = {tag: StarterWords(title, "…") if tag in tags else words for tag, words in STARTER.texts.items()}
    return dataclasses.replace(STARTER, texts=texts)


def titles(pack):
    return {text.language: text.title for text in pack.texts.all()}


def test_a_pack_arrives_as_a_draft_with_courses_words_and_a_log(author):
    loaded = load(author)
    assert (loaded.created, loaded.pack.offered, loaded.pack.organisation) == (True, False, author.organisation)
    assert [entry.course.slug for entry in loaded.pack.entries.all()] == list(STARTER.courses)
    assert set(titles(loaded.pack)) == LANGUAGES
    assert Event.objects.filter(action="packs.made", target=loaded.pack.reference).exists()


def test_a_second_time_changes_nothing(author):
    load(author)
    before = Event.objects.count()
    again = load(author)
    assert (again.created, again.changed, again.kept) == (False, [], [])
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "outdated"), [(RevisionKind.MAJOR, LANGUAGES - {"en", "fr"}), (RevisionKind.MINOR, set())]
)
def test_a_major_change_of_its_first_language_outdates_the_languages_that_stay(author, kind, outdated):
    load(author)
    loaded = load(author, reworded("en", "fr"), kind=kind)
    assert sorted(loaded.changed) == ["en", "fr"]
    assert set(loaded.pack.texts.filter(outdated=True).values_list("language", flat=True)) == outdated
    assert titles(loaded.pack)["es"] == STARTER.texts["es"].title
    describe_pack(actor=author.person, pack=loaded.pack, language="es", title="Nuevo")
    assert not loaded.pack.texts.get(language="es").outdated


def test_what_was_edited_here_stays_unless_it_is_overwritten(author):
    pack = load(author).pack
    describe_pack(actor=author.person, pack=pack, language="es", title="Nuestro")
    describe_pack(actor=author.person, pack=pack, language="ar", title="")
    arrange_pack(actor=author.person, pack=pack, courses=list(Course.objects.filter(slug=STARTER.courses[0])))
    assert load(author).kept == []
    following = dataclasses.replace(reworded("es", "ar", "fr"), courses=STARTER.courses[:2])
    loaded = load(author, following)
    assert (loaded.changed, sorted(loaded.kept)) == (["fr"], ["ar", COURSES, "es"])
    assert titles(pack)["es"] == "Nuestro"
    assert "ar" not in titles(pack)
    assert pack.entries.count() == 1
    loaded = load(author, following, overwrite=True)
    assert titles(pack)["es"] == titles(pack)["ar"] == "Other words"
    assert pack.entries.count() == 2


def test_what_comes_no_more_goes_if_nobody_has_edited_it(author):
    pack = load(author).pack
    describe_pack(actor=author.person, pack=pack, language="es", title="Nuestro")
    texts = {tag: words for tag, words in STARTER.texts.items() if tag not in ("es", "fr")}
    loaded = load(author, dataclasses.replace(STARTER, texts=texts))
    assert (loaded.changed, loaded.kept) == (["fr"], ["es"])
    assert set(titles(pack)) == LANGUAGES - {"fr"}


def test_a_pack_waits_for_its_courses(author):
    Course.objects.filter(slug=STARTER.courses[0]).delete()
    with pytest.raises(NotReady, match=STARTER.courses[0]):
        load(author)
    assert not Pack.objects.exists()


@pytest.mark.parametrize("own", [True, False])
def test_an_address_that_is_taken_is_left_alone(author, own):
    PackFactory(slug=STARTER.slug, organisation=author.organisation if own else OrganisationFactory(), title="Mine")
    with pytest.raises(NotReady):
        load(author)
    assert titles(Pack.objects.get()) == {"en": "Mine"}


def test_only_writers_of_the_organisation_load_a_pack(author):
    with pytest.raises(NotYours):
        load_pack(actor=PersonFactory(), organisation=author.organisation, starter=STARTER)


def test_the_command_loads_one_pack_and_says_what_others_wait_for(author, capsys):
    call_command(
        "load_starter_curriculum", "a-good-start", "partner-organisations", organisation=author.organisation.slug
    )
    assert Pack.objects.get().slug == "a-good-start"
    said = capsys.readouterr().out
    assert "waits for these courses" in said
    assert "risk-and-escalation" in said


def test_authors_see_what_is_outdated(author, client):
    load(author)
    load(author, reworded("en"))
    client.force_login(author.person)
    page = client.get(f"/author/packs/{STARTER.slug}/").content.decode()
    assert page.count("Outdated") == len(LANGUAGES) - 1


# ---- Loading the example of a local version ----


def example(on, wiki):
    """The first example, made for the stage's course and wiki."""
    change = dataclasses.replace(OVERLAYS["convivencia-eswiki"].changes[0], lesson="l1", block="a")
    Course.objects.filter(pk=on.course.pk).update(origin=ORIGIN, external_key="shared")
    return dataclasses.replace(
        OVERLAYS["convivencia-eswiki"], course="shared", wiki=wiki.dbname, language="ar", changes=[change]
    )


@pytest.fixture
def on(db):
    return stage(language="ar")


@pytest.fixture
def wiki(on):
    """A wiki for which the stage's affiliate answers."""
    made = WikiFactory()
    on.affiliate.wikis.add(made)
    return made


def test_the_example_is_a_draft_of_its_wiki_and_is_loaded_once(on, wiki):
    starter = example(on, wiki)
    overlay, new = load_overlay(actor=on.coordinator, starter=starter)
    assert (new, overlay.wiki, overlay.published_revision, overlay.note) == (True, wiki, None, starter.note)
    assert overlay.blocks.get().text == starter.changes[0].text
    overlay.blocks.update(text="Edited here")
    again, new = load_overlay(actor=on.coordinator, starter=starter)
    assert (again, new, again.blocks.get().text) == (overlay, False, "Edited here")


def test_only_those_who_answer_for_the_wiki_load_the_example(on, wiki):
    with pytest.raises(NotYours):
        load_overlay(actor=PersonFactory(), starter=example(on, wiki))
    assert not Overlay.objects.exists()


def test_the_example_waits_until_its_course_is_offered(on, wiki):
    starter = example(on, wiki)
    for other in (dataclasses.replace(starter, course="none"), dataclasses.replace(starter, language="fr")):
        with pytest.raises(NotOffered):
            load_overlay(actor=on.coordinator, starter=other)


def test_the_command_says_why_the_examples_wait(author, capsys):
    slug = author.organisation.slug
    call_command("load_starter_curriculum", "a-good-start", organisation=slug, examples=True)
    assert "not offered at present" in capsys.readouterr().out


def test_the_page_of_a_pack_says_what_one_gets(client, author):
    pack = load(author).pack
    Pack.objects.filter(pk=pack.pk).update(offered=True)
    page = client.get(f"/packs/{pack.slug}/").content.decode()
    assert "you get a badge" in page
    assert STARTER.texts["en"].title in page
