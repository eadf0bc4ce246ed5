"""The pages of those who adapt courses."""

import pytest
from django.urls import reverse

from courses.actions.overlay_publishing import publish_overlay
from courses.actions.overlays import put_change, start_overlay
from courses.enums import OverlayMode, OverlayStanding, OverlayState
from courses.models import Block, Overlay
from tests.courses.adapting import guarded, stage
from tests.factories.movement import MembershipFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"courses:{name}", args=args)


def many(on, number):
    """Local versions of as many organisations, each with a conflict."""
    for _each in range(number):
        member = MembershipFactory()
        overlay = start_overlay(actor=member.person, course=on.course, owner=member.organisation, language="en")
        put_change(
            actor=member.person, overlay=overlay, lesson_key="l1", block_key="a", mode=OverlayMode.REPLACE, text="x"
        )
    on.say("l1/a", "Moved on.")


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [("overlays", (), 3), ("overlay_conflicts", (), 3), ("author_overlays", ("shared",), 4)],
)
def test_lists_need_a_constant_number_of_queries(client, django_assert_num_queries, number, name, args, queries):
    on = stage()
    many(on, number)
    client.force_login(PersonFactory(role=Role.CURATOR))
    with django_assert_num_queries(queries):
        page = client.get(url(name, *args)).content.decode()
    assert "Organisation" in page


def test_the_list_is_filtered_and_is_a_file_too(client):
    on = stage()
    on.served()
    client.force_login(on.coordinator)
    assert "Wikimedia Egypt" in client.get(url("overlays") + "?state=published").content.decode()
    assert "Wikimedia Egypt" not in client.get(url("overlays") + "?state=draft").content.decode()
    assert "Wikimedia Egypt" not in client.get(url("overlays") + "?organisation=other").content.decode()
    lines = b"".join(client.get(url("overlays") + "?format=csv").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Wikimedia Egypt" in lines[1]


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("overlay", "coordinator", 200),
        ("overlay", "author", 200),
        ("overlay", "stranger", 404),
        ("overlay_diff", "stranger", 404),
        ("overlay_publish", "coordinator", 200),
        ("overlay_publish", "author", 403),
        ("overlay_publish", "stranger", 404),
        ("overlay_withdraw", "author", 403),
        ("overlay_withdraw", "curator", 200),
        ("overlay_return", "author", 403),
    ],
)
def test_who_sees_which_page(client, name, who, status):
    on = stage()
    overlay = on.served()
    people = {
        "coordinator": on.coordinator,
        "author": on.author,
        "stranger": MembershipFactory().person,
        "curator": PersonFactory(role=Role.CURATOR),
    }
    client.force_login(people[who])
    assert client.get(url(name, overlay.pk)).status_code == status


@pytest.mark.parametrize("name", ["overlay_remove", "overlay_move", "overlay_edit", "overlay_settle"])
def test_a_change_of_another_version_is_not_found(client, name):
    on = stage()
    overlay = on.served()
    member = MembershipFactory()
    other = start_overlay(actor=member.person, course=on.course, owner=member.organisation, language="en")
    client.force_login(member.person)
    address = url(name, other.pk, overlay.blocks.get().pk)
    assert client.post(address, {"text": "x", "choice": "theirs"}).status_code == 404
    assert overlay.blocks.count() == 1


def test_the_whole_way_by_plain_forms(client):
    on = stage()
    client.force_login(on.coordinator)
    owner = f"organisation:{on.affiliate.slug}"
    made = client.post(url("overlay_start", "shared"), {"owner": owner, "language": "en"})
    overlay = Overlay.objects.get()
    assert made.url == url("overlay", overlay.pk)
    lesson = client.get(url("overlay_lesson", overlay.pk, "l1")).content.decode()
    place = url("overlay_change", overlay.pk, "l1", "a", "replace")
    assert place in lesson
    assert client.post(place, {"text": ""}).status_code == 400
    assert client.post(place, {"text": "Ours", "base_hash": "older"}).status_code == 400
    assert client.post(place, {"text": "Ours"}).url.endswith("#block-a")
    client.post(url("overlay_describe", overlay.pk), {"note": "Our numbers"})
    client.post(url("overlay_publish", overlay.pk), {"note": "First"})
    overlay.refresh_from_db()
    assert (overlay.state, overlay.note) == (OverlayState.PUBLISHED, "Our numbers")
    on.say("l1/a", "Moved on.")
    row = overlay.blocks.get()
    assert row.standing == OverlayStanding.CONFLICT
    settle = url("overlay_settle", overlay.pk, row.pk)
    form = client.get(settle).context["form"]
    said = {"choice": "merged", "text": "", "base_hash": form["base_hash"].value()}
    assert client.post(settle, said).status_code == 400
    assert client.post(settle, said | {"text": "Both"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.standing) == ("Both", OverlayStanding.FITS)
    assert client.get(settle).status_code == 404


def test_a_core_block_offers_only_additions(client):
    on = stage()
    Block.objects.filter(key="a").update(core=True)
    on.publish()
    overlay = on.overlay()
    client.force_login(on.coordinator)
    page = client.get(url("overlay_lesson", overlay.pk, "l1")).content.decode()
    assert url("overlay_change", overlay.pk, "l1", "a", "add_after") in page
    assert url("overlay_change", overlay.pk, "l1", "a", "replace") not in page
    answer = client.post(url("overlay_change", overlay.pk, "l1", "a", "hide"), {"note": ""})
    assert answer.status_code == 400
    assert "core block" in answer.content.decode()


@pytest.mark.parametrize("args", [("l1", "nothing", "replace"), ("nothing", "a", "replace"), ("l1", "a", "explode")])
def test_places_and_deeds_that_do_not_exist(client, args):
    on = stage()
    overlay = on.overlay()
    client.force_login(on.coordinator)
    assert client.get(url("overlay_change", overlay.pk, *args)).status_code == 404


def test_curators_mark_core_blocks_and_nobody_else(client):
    on = stage()
    block = Block.objects.get(lesson__key="l1", key="a")
    client.force_login(on.author)
    assert client.get(url("author_core", "shared")).status_code == 403
    client.force_login(PersonFactory(role=Role.CURATOR))
    client.post(url("author_core", "shared"), {"blocks": [block.pk]})
    assert list(Block.objects.filter(core=True)) == [block]


def test_review_of_a_guarded_course_by_the_pages(client):
    on = guarded(PersonFactory(role=Role.CURATOR))
    overlay = on.overlay()
    on.change(overlay, "l1/a", OverlayMode.ADD_AFTER, "Call Cairo.")
    client.force_login(on.coordinator)
    client.post(url("overlay_submit", overlay.pk))
    assert client.post(url("overlay_publish", overlay.pk), {"note": ""}).status_code == 400
    reviewer = MembershipFactory(organisation=on.affiliate, role=MemberRole.REVIEWER).person
    client.force_login(reviewer)
    assert client.post(url("overlay_return", overlay.pk), {"reason": "Which number?"}).status_code == 302
    overlay.refresh_from_db()
    assert overlay.state == OverlayState.DRAFT


def test_who_belongs_nowhere_learns_who_makes_local_versions(client):
    stage()
    client.force_login(PersonFactory())
    page = client.get(url("overlay_start", "shared")).content.decode()
    assert "Who makes local versions" in page
    assert client.post(url("overlay_start", "shared"), {"owner": "organisation:x", "language": "en"}).status_code == 200
    assert not Overlay.objects.exists()


def test_a_curator_begins_one_for_a_wiki(client):
    stage()
    wiki = WikiFactory(dbname="arwiki")
    client.force_login(PersonFactory(role=Role.CURATOR))
    client.post(url("overlay_start", "shared") + "?wiki=arwiki", {"owner": "wiki:arwiki", "language": "en"})
    assert Overlay.objects.get().wiki == wiki


def test_publishing_with_a_text_that_lost_its_place_still_works(client):
    on = stage()
    overlay = on.served()
    Block.objects.filter(lesson__key="l1", key="a").delete()
    on.publish()
    client.force_login(on.coordinator)
    row = overlay.blocks.get()
    assert client.get(url("overlay_settle", overlay.pk, row.pk)).status_code == 200
    assert client.get(url("overlay_diff", overlay.pk)).status_code == 200
    client.post(url("overlay_settle", overlay.pk, row.pk), {"choice": "theirs"})
    assert not overlay.blocks.exists()
    on.change(overlay, "l1/b", OverlayMode.HIDE)
    publish_overlay(actor=on.coordinator, overlay=overlay)
    page = client.get(url("overlay_preview", overlay.pk, "l1")).content.decode()
    assert "Every block of this lesson is hidden" in page
