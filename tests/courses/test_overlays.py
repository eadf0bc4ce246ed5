"""Local versions: who makes them, what learners get, what happens when the shared course moves."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.actions.overlay_publishing import (
    mark_core,
    publish_overlay,
    return_overlay,
    submit_overlay,
    withdraw_overlay,
)
from courses.actions.overlays import move_change, put_change, remove_change, settle_change, start_overlay
from courses.enums import OverlayMode, OverlayStanding, OverlayState
from courses.errors import ChangedMeanwhile, CoreStays, NotOffered, NotReady, NotYours, WrongState
from courses.models import Block, CompiledLesson, CompiledQuestion, Enrolment, Overlay, OverlayBlock
from courses.publishing.overlays import base_blocks
from courses.queries.reading import lesson_of, served_course
from tests.courses.adapting import guarded, stage
from tests.factories.courses import BlockFactory, TopicFactory
from tests.factories.movement import HoldingFactory, MembershipFactory, OrganisationFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db

REPLACE, ADD, HIDE = OverlayMode.REPLACE, OverlayMode.ADD_AFTER, OverlayMode.HIDE


def local_lesson(overlay, key="l1"):
    return CompiledLesson.objects.filter(overlay=overlay, lesson_key=key).first()


def words(lesson):
    return [block["html"] for block in lesson.blocks]


# ---- Making one ----


def test_a_local_version_adds_replaces_and_hides_single_blocks():
    on = stage()
    overlay = on.overlay()
    on.change(overlay, "l1/a", REPLACE, "Call **Cairo**.")
    on.change(overlay, "l1/b", ADD, "First addition.")
    on.change(overlay, "l1/b", ADD, "Second, see [two](lesson:l2).")
    on.change(overlay, "l2/a", HIDE)
    publish_overlay(actor=on.coordinator, overlay=overlay, note="Contacts of Egypt")
    first, second = CompiledLesson.objects.filter(overlay=overlay).order_by("position")
    assert words(first) == [
        "<p>Call <strong>Cairo</strong>.</p>",
        "<p>Shared b of 1.</p>",
        "<p>First addition.</p>",
        '<p>Second, see <a href="/courses/shared/l2/" rel="noopener noreferrer">two</a>.</p>',
    ]
    assert [block.get("local", "") for block in first.blocks] == ["Wikimedia Egypt", "", *["Wikimedia Egypt"] * 2]
    assert [block["key"] for block in first.blocks[:2]] == ["a", "b"]
    assert {block["place"] for block in first.blocks[2:]} == {"b"}
    assert words(second) == ["<p>Shared b of 2.</p>"]
    shared = CompiledLesson.objects.get(overlay=None, language="en", lesson_key="l1")
    assert words(shared) == ["<p>Shared a of 1.</p>", "<p>Shared b of 1.</p>"]
    assert (first.title, first.next_key, first.minutes) == (shared.title, shared.next_key, shared.minutes)
    assert list(Event.objects.values_list("action", flat=True))[-1] == "overlays.published"


def test_only_lessons_that_differ_get_rows_and_only_its_own_are_written():
    on = stage()
    before = set(CompiledLesson.objects.values_list("pk", flat=True))
    overlay = on.served()
    assert [row.lesson_key for row in CompiledLesson.objects.filter(overlay=overlay)] == ["l1"]
    assert before <= set(CompiledLesson.objects.values_list("pk", flat=True))


def test_questions_are_the_same_for_everybody():
    on = stage()
    before = list(CompiledQuestion.objects.order_by("pk").values())
    on.served()
    assert list(CompiledQuestion.objects.order_by("pk").values()) == before


def test_local_text_with_scripts_is_harmless():
    on = stage()
    overlay = on.served(text='<script>alert(1)</script>[x](javascript:alert(1)) <b onclick="x()">Hi</b>')
    html = words(local_lesson(overlay))[0]
    assert "<script" not in html
    assert "href" not in html
    assert "onclick" not in html
    assert "<b>Hi</b>" in html


@pytest.mark.parametrize(
    ("text", "refused"), [("", NotReady), ("   \n", NotReady), ("x" * 20_001, NotReady), ("x" * 20_000, None)]
)
def test_a_local_text_is_neither_empty_nor_endless(text, refused):
    on = stage()
    overlay = on.overlay()
    if refused is None:
        assert on.change(overlay, "l1/a", ADD, text).pk
    else:
        with pytest.raises(refused):
            on.change(overlay, "l1/a", ADD, text)


def test_replacing_what_was_hidden_takes_its_place():
    on = stage()
    overlay = on.overlay()
    hidden = on.change(overlay, "l1/a", HIDE)
    assert on.change(overlay, "l1/a", REPLACE, "Ours").pk == hidden.pk
    assert overlay.blocks.count() == 1


def test_additions_keep_the_order_that_they_are_given():
    on = stage()
    overlay = on.overlay()
    rows = [on.change(overlay, "l1/a", ADD, text) for text in ("one", "two", "three")]
    move_change(actor=on.coordinator, change=rows[2], up=True)
    move_change(actor=on.coordinator, change=rows[0], up=True)
    publish_overlay(actor=on.coordinator, overlay=overlay)
    assert words(local_lesson(overlay))[1:4] == ["<p>one</p>", "<p>three</p>", "<p>two</p>"]


def test_publishing_the_same_changes_again_makes_no_new_revision_and_history_stays():
    on = stage()
    overlay = on.served()
    first = publish_overlay_again(on, overlay)
    assert first.number == 1
    on.change(overlay, "l1/a", REPLACE, "Other")
    assert publish_overlay_again(on, overlay).number == 2
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        overlay.revisions.update(note="other")


def publish_overlay_again(on, overlay):
    Overlay.objects.filter(pk=overlay.pk, state=OverlayState.PUBLISHED).update(state=OverlayState.DRAFT)
    return publish_overlay(actor=on.coordinator, overlay=overlay)


def test_what_is_published_stays_served_while_the_working_copy_changes():
    on = stage()
    overlay = on.served()
    on.change(overlay, "l1/a", REPLACE, "Not yet")
    assert "Cairo" in words(local_lesson(overlay))[0]
    assert Overlay.objects.get().state == OverlayState.DRAFT


def test_withdrawing_gives_learners_the_shared_course():
    on = stage()
    overlay = on.served()
    withdraw_overlay(actor=on.coordinator, overlay=overlay)
    assert not CompiledLesson.objects.filter(overlay=overlay).exists()
    assert overlay.blocks.count() == 1
    publish_overlay(actor=on.coordinator, overlay=overlay)
    assert local_lesson(overlay)


def test_two_editors_do_not_overwrite_each_other():
    on = stage()
    overlay = on.overlay()
    row = on.change(overlay, "l1/a", REPLACE, "Mine")
    with pytest.raises(ChangedMeanwhile):
        on.change(overlay, "l1/a", REPLACE, "Yours", change=row, seen="another hash")
    with pytest.raises(ChangedMeanwhile):
        on.change(overlay, "l1/a", REPLACE, "Yours", base_hash="another hash")


def test_a_block_that_is_not_there_cannot_be_adapted():
    on = stage()
    with pytest.raises(NotReady):
        on.change(on.overlay(), "l1/nothing", ADD, "Text")


def test_nothing_changed_is_not_published():
    on = stage()
    with pytest.raises(NotReady):
        publish_overlay(actor=on.coordinator, overlay=on.overlay())


def test_a_language_that_is_not_offered_is_refused():
    on = stage()
    with pytest.raises(NotOffered):
        on.overlay(language="ar")


# ---- Who may ----


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (MemberRole.COORDINATOR, True),
        (MemberRole.AUTHOR, True),
        (MemberRole.LOCALIZER, False),
        (MemberRole.REVIEWER, False),
        (MemberRole.CURATOR, False),
    ],
)
def test_coordinators_and_authors_adapt_for_their_organisation(role, allowed):
    on = stage()
    member = MembershipFactory(role=role)
    make = {"actor": member.person, "course": on.course, "owner": member.organisation, "language": "en"}
    if allowed:
        assert start_overlay(**make) == start_overlay(**make)
    else:
        with pytest.raises(NotYours):
            start_overlay(**make)


def test_only_members_of_its_organisation_change_it():
    on = stage()
    overlay = on.served()
    for person in (on.author, PersonFactory(role=Role.CURATOR), PersonFactory()):
        with pytest.raises(NotYours):
            put_change(
                actor=person, overlay=overlay, lesson_key="l1", block_key="b", mode=REPLACE, text="Not mine to say"
            )
        with pytest.raises(NotYours):
            remove_change(actor=person, change=overlay.blocks.get())
        with pytest.raises(NotYours):
            publish_overlay(actor=person, overlay=overlay)


def test_for_a_wiki_act_organisations_that_answer_for_it_and_curators():
    on, wiki = stage(), WikiFactory(dbname="arwiki", name="Arabic Wikipedia")
    with pytest.raises(NotYours):
        start_overlay(actor=on.coordinator, course=on.course, owner=wiki, language="en")
    on.affiliate.wikis.add(wiki)
    overlay = start_overlay(actor=on.coordinator, course=on.course, owner=wiki, language="en")
    assert overlay.owner_key == "wiki:arwiki"
    curator = PersonFactory(role=Role.CURATOR)
    assert start_overlay(actor=curator, course=on.course, owner=wiki, language="en") == overlay


def test_a_third_party_adapts_no_mandatory_course():
    on = guarded(PersonFactory(role=Role.CURATOR))
    member = MembershipFactory(organisation__kind=OrganisationKind.THIRD_PARTY)
    with pytest.raises(NotYours):
        start_overlay(actor=member.person, course=on.course, owner=member.organisation, language="en")


def test_of_a_guarded_course_a_second_person_lets_it_through():
    on = guarded(PersonFactory(role=Role.CURATOR))
    overlay = on.overlay()
    on.change(overlay, "l1/a", ADD, "Call Cairo.")
    with pytest.raises(WrongState):
        publish_overlay(actor=on.coordinator, overlay=overlay)
    other = MembershipFactory(organisation=on.affiliate).person
    submit_overlay(actor=on.coordinator, overlay=overlay)
    assert Notice.objects.get(kind="overlay_submitted").person == other
    with pytest.raises(NotYours):
        publish_overlay(actor=on.coordinator, overlay=overlay)
    return_overlay(actor=other, overlay=overlay, reason="Which number?")
    assert Notice.objects.get(kind="overlay_returned").person == on.coordinator
    submit_overlay(actor=other, overlay=overlay)
    with pytest.raises(NotYours):
        publish_overlay(actor=on.coordinator, overlay=overlay)
    assert not CompiledLesson.objects.filter(overlay=overlay).exists()
    third = MembershipFactory(organisation=on.affiliate, role=MemberRole.REVIEWER).person
    publish_overlay(actor=third, overlay=overlay)
    assert local_lesson(overlay)


# ---- Core ----


@pytest.mark.parametrize("mode", [REPLACE, HIDE])
def test_a_core_block_is_never_hidden_or_replaced(mode):
    on = stage()
    Block.objects.filter(key="a").update(core=True)
    overlay = on.overlay()
    with pytest.raises(CoreStays):
        on.change(overlay, "l1/a", mode, "x")
    assert on.change(overlay, "l1/a", ADD, "x").pk
    text = "" if mode == HIDE else "x"
    row = OverlayBlock(overlay=overlay, lesson_key="l1", block_key="a", mode=mode, text=text, base_hash="")
    with pytest.raises(IntegrityError, match="never hides or replaces"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="never hides or replaces"), transaction.atomic():
        OverlayBlock.objects.filter(overlay=overlay).update(mode=mode, text=text)


@pytest.mark.parametrize("kind", ["quiz", "scenario", "exercise"])
def test_a_block_that_assesses_is_left_alone(kind):
    on = stage()
    BlockFactory(lesson=on.course.lessons.get(key="l1"), key="ask", kind=kind, position=9)
    on.publish()
    overlay = on.overlay()
    with pytest.raises(CoreStays):
        on.change(overlay, "l1/ask", HIDE)
    with pytest.raises(IntegrityError), transaction.atomic():
        OverlayBlock.objects.create(overlay=overlay, lesson_key="l1", block_key="ask", mode=HIDE, base_hash="")


def test_only_curators_say_what_is_core():
    on = stage()
    for person in (on.author, on.publisher, on.coordinator):
        with pytest.raises(NotYours):
            mark_core(actor=person, course=on.course, blocks=[])


def test_a_block_that_becomes_core_later_is_served_again_and_editors_are_told():
    on = stage()
    overlay = on.served()
    block = Block.objects.get(lesson__key="l1", key="a")
    assert mark_core(actor=PersonFactory(role=Role.CURATOR), course=on.course, blocks=[block.pk]) == 1
    assert local_lesson(overlay) is None
    row = overlay.blocks.get()
    assert (row.standing, row.text) == (OverlayStanding.CORE, "Call **Cairo**.")
    assert Notice.objects.get(kind="overlay_core").person == on.coordinator
    settle_change(actor=on.coordinator, change=row, choice="after", base_hash="")
    publish_overlay(actor=on.coordinator, overlay=overlay)
    assert words(local_lesson(overlay))[:2] == ["<p>Shared a of 1.</p>", "<p>Call <strong>Cairo</strong>.</p>"]


# ---- The shared course moves ----


def test_updates_of_the_base_keep_flowing():
    on = stage()
    overlay = on.served()
    on.say("l1/b", "Newer b.")
    assert words(local_lesson(overlay)) == ["<p>Call <strong>Cairo</strong>.</p>", "<p>Newer b.</p>"]
    assert not overlay.blocks.asking().exists()
    assert not Notice.objects.filter(kind="overlay_conflict").exists()


def test_where_both_changed_the_local_text_stays_and_its_editors_are_asked():
    on = stage()
    overlay = on.served()
    on.say("l1/a", "Newer a.")
    assert "Cairo" in words(local_lesson(overlay))[0]
    assert local_lesson(overlay).blocks[0]["notice"] == ""
    row = overlay.blocks.get()
    assert (row.standing, row.base_text) == (OverlayStanding.CONFLICT, "Shared a of 1.")
    assert Notice.objects.get(kind="overlay_conflict").person == on.coordinator
    on.publish_again = on.say("l1/b", "Newer b.")
    assert Notice.objects.filter(kind="overlay_conflict").count() == 1


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("ours", "<p>Call <strong>Cairo</strong>.</p>"), ("theirs", None), ("merged", "<p>Newer, in Cairo.</p>")],
)
def test_a_conflict_is_decided(choice, expected):
    on = stage()
    overlay = on.served()
    on.say("l1/a", "Newer a.")
    on.change(overlay, "l2/b", ADD, "Stays")
    now = base_blocks(on.course.published_revision.document, "en")["l1", "a"].hash
    row = overlay.blocks.asking().get()
    with pytest.raises(ChangedMeanwhile):
        settle_change(actor=on.coordinator, change=row, choice="ours", base_hash="older")
    settle_change(actor=on.coordinator, change=row, choice=choice, base_hash=now, text="Newer, in Cairo.")
    assert not overlay.blocks.asking().exists()
    publish_overlay(actor=on.coordinator, overlay=overlay)
    lesson = local_lesson(overlay)
    assert (words(lesson)[0] if lesson else None) == expected


def test_learners_are_told_where_core_text_above_a_local_one_has_changed():
    on = stage()
    Block.objects.filter(lesson__key="l1", key="a").update(core=True)
    on.publish()
    overlay = on.overlay()
    on.change(overlay, "l1/a", ADD, "In Egypt too.")
    publish_overlay(actor=on.coordinator, overlay=overlay)
    assert local_lesson(overlay).blocks[1]["notice"] == ""
    on.say("l1/a", "New core.")
    assert [block["notice"] for block in local_lesson(overlay).blocks] == ["", "base_changed", ""]
    assert overlay.blocks.get().standing == OverlayStanding.CONFLICT


def test_a_text_whose_block_is_gone_is_kept_and_asks():
    on = stage()
    overlay = on.overlay()
    on.change(overlay, "l1/a", REPLACE, "Ours")
    on.change(overlay, "l1/a", ADD, "Added")
    publish_overlay(actor=on.coordinator, overlay=overlay)
    Block.objects.filter(lesson__key="l1", key="a").delete()
    on.publish()
    assert {row.standing for row in overlay.blocks.all()} == {OverlayStanding.GONE}
    assert words(local_lesson(overlay)) == ["<p>Shared b of 1.</p>", "<p>Added</p>"]


def test_the_trigger_does_not_stop_the_base_from_moving():
    """What stands in the way of a core block is passed over, never deleted."""
    on = stage()
    overlay = on.served()
    Block.objects.filter(lesson__key="l1", key="a").update(core=True)
    on.publish()
    assert local_lesson(overlay) is None
    assert overlay.blocks.get().standing == OverlayStanding.CORE


# ---- Readers ----


def reading(on, person, **more):
    return served_course(on.course.slug, reader=person, chain=["en"], **more)


def test_own_organisations_and_wikis_suggest_their_version():
    on = stage()
    overlay = on.served()
    member = MembershipFactory(organisation=on.affiliate, role=MemberRole.LOCALIZER).person
    assert reading(on, member).suggested_local.name == "Wikimedia Egypt"
    assert reading(on, PersonFactory()).suggested_local is None
    assert [version.id for version in reading(on, PersonFactory()).local_versions] == [overlay.pk]
    assert reading(on, None).suggested_local is None
    wiki = WikiFactory(dbname="arwiki")
    on.affiliate.wikis.add(wiki)
    for_wiki = start_overlay(actor=on.coordinator, course=on.course, owner=wiki, language="en")
    on.change(for_wiki, "l1/b", HIDE)
    publish_overlay(actor=on.coordinator, overlay=for_wiki)
    holder = PersonFactory()
    HoldingFactory(wiki=wiki, person=holder, username=holder.username)
    assert reading(on, holder).suggested_local.owner == "wiki:arwiki"


def test_a_learner_chooses_and_keeps_place_and_progress(client):
    on = stage()
    on.served()
    person = PersonFactory()
    client.force_login(person)
    client.post(reverse("courses:enrol", args=[on.course.slug]))
    url = reverse("courses:local_versions", args=[on.course.slug])
    response = client.post(url, {"owner": f"organisation:{on.affiliate.slug}", "lesson": "l1", "block": "b"})
    assert response.url == "/courses/shared/l1/#block-b"
    page = client.get("/courses/shared/l1/").content.decode()
    assert "Call <strong>Cairo</strong>" in page
    assert "Local text of <bdi>Wikimedia Egypt</bdi>" in page
    assert "You read the local version of" in page
    client.post(reverse("courses:read", args=[on.course.slug, "l1"]))
    assert "Shared a of 2" in client.get("/courses/shared/l2/").content.decode()
    client.post(url, {"owner": ""})
    enrolment = Enrolment.objects.get()
    assert (enrolment.local_owner, enrolment.lesson_key, enrolment.lessons_read.count()) == ("", "l2", 1)
    assert "Shared a of 1" in client.get("/courses/shared/l1/").content.decode()


def test_who_has_no_account_chooses_too_and_takes_the_choice_along(client):
    on = stage()
    on.served()
    url = reverse("courses:local_versions", args=[on.course.slug])
    owner = f"organisation:{on.affiliate.slug}"
    assert "Wikimedia Egypt" in client.get(url).content.decode()
    client.post(url, {"owner": owner, "lesson": "l1"})
    assert "Cairo" in client.get("/courses/shared/l1/").content.decode()
    client.force_login(PersonFactory())
    client.post(reverse("courses:enrol", args=[on.course.slug]))
    assert Enrolment.objects.get().local_owner == owner


@pytest.mark.parametrize("owner", ["organisation:nobody", "x' OR 1=1", "wiki:", "organisation:" + "a" * 300])
def test_choosing_what_does_not_exist_gives_the_shared_course(client, owner):
    on = stage()
    on.served()
    client.post(reverse("courses:local_versions", args=[on.course.slug]), {"owner": owner})
    assert "Shared a of 1" in client.get("/courses/shared/l1/").content.decode()
    client.cookies["local-shared"] = owner.replace("'", "")
    assert "Shared a of 1" in client.get("/courses/shared/l1/").content.decode()


def test_in_a_language_without_a_local_version_the_shared_course_is_read(client):
    on = stage()
    overlay = on.served()
    chosen = reading(on, None, local=overlay.owner_key, wanted="es")
    assert (chosen.entry.language, chosen.local) == ("es", None)
    assert lesson_of(chosen, "l1").overlay_id is None


@pytest.mark.parametrize("number", [1, 30])
def test_lesson_page_with_local_versions_keeps_its_queries(client, django_assert_max_num_queries, number):
    on = stage()
    on.served()
    for _each in range(number):
        member = MembershipFactory()
        overlay = start_overlay(actor=member.person, course=on.course, owner=member.organisation, language="en")
        put_change(actor=member.person, overlay=overlay, lesson_key="l1", block_key="a", mode=HIDE)
        publish_overlay(actor=member.person, overlay=overlay)
    client.force_login(on.coordinator)
    client.post(reverse("courses:enrol", args=[on.course.slug]))
    client.post(
        reverse("courses:local_versions", args=[on.course.slug]), {"owner": f"organisation:{on.affiliate.slug}"}
    )
    with django_assert_max_num_queries(6):
        page = client.get("/courses/shared/l1/").content.decode()
    assert "Cairo" in page


def test_nothing_of_the_right_answers_is_in_a_local_lesson():
    on = stage(topic=TopicFactory())
    overlay = on.served()
    assert "correct" not in json.dumps(local_lesson(overlay).blocks)


def test_an_organisation_that_is_closed_adapts_no_more():
    on = stage()
    overlay = on.served()
    OrganisationFactory._meta.model.objects.filter(pk=on.affiliate.pk).update(active=False)
    with pytest.raises(NotYours):
        on.change(overlay, "l1/b", HIDE)
