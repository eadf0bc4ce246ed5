"""Local codes: who writes them, what covers what, the way to ratification, and that nothing falls below."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.ucoc import follower
from ucoc.actions import consulting, following_comments, following_up, local_codes, local_texts, local_versions
from ucoc.enums import LocalEventKind, LocalState
from ucoc.errors import EditConflict, FallsBelow, LocalCodeRefused, NotYours, WrongState
from ucoc.models import Clause, FollowUp, LocalClause, LocalEdit, LocalEvent, LocalText, LocalVersion
from ucoc.queries.coverage import lines_of, matrix_of, must_cover
from ucoc.rules import may_read, may_review, may_write
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.notices.rendering import text_of
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
MUST = ("3.1", "3.2", "3.3")


def draft(community, numbers=MUST, languages=("de",)):
    version = local_codes.start_local_code(actor=community.writer, community=community.wiki, languages=languages)
    for number in numbers:
        write(community.writer, version, number)
    return version


def write(actor, version, number, **fields):
    covers = Clause.objects.get(version=version.builds_on, number=number)
    wanted = {"relation": "restates", "language": version.main_language, "heading": number, "text": f"Text {number}"}
    return local_texts.save_clause(actor=actor, version=version, covers=covers, **wanted | fields)


def consulted(version):
    """As if the consultation had been."""
    LocalVersion.objects.filter(pk=version.pk).update(
        state=LocalState.CONSULTATION,
        consultation_from=today() - timedelta(days=20),
        consultation_until=today() - timedelta(days=3),
    )
    version.refresh_from_db()
    return version


def reviewed(community, version):
    version = local_versions.submit_for_review(actor=community.writer, version=consulted(version))
    for person in (community.first, community.second):
        local_versions.review_version(actor=person, version=version, verdict="approve")
    return version


def ratify(community, version, **fields):
    wanted = {"decided_on": today(), "decision_url": "https://de.example.org/wiki/Decision"} | fields
    return local_versions.ratify_version(actor=community.writer, version=version, **wanted)


def test_who_may_write_and_review(community):
    version = draft(community)
    asked, organisation = PersonFactory(), OrganisationFactory()
    local_codes.add_editor(actor=community.writer, local=version.local, person=asked)
    organisation.wikis.add(community.wiki)
    coordinator = MembershipFactory(organisation=organisation).person
    member = MembershipFactory(organisation=organisation, role=MemberRole.REVIEWER).person
    table = {
        # person: (writes, reviews)
        community.writer: (True, False),
        community.first: (True, True),
        asked: (True, False),
        coordinator: (True, True),
        member: (False, False),
        community.outsider: (False, False),
        PersonFactory(role=Role.STEWARD): (True, True),
        PersonFactory(role=Role.STEWARD, two_factor=False): (False, False),
    }
    assert {p: (bool(may_write(p, version)), bool(may_review(p, version))) for p in table} == table
    assert not may_read(community.outsider, version)
    assert may_read(asked, version)


def test_outsiders_start_nothing_and_a_community_has_one_code(community):
    with pytest.raises(NotYours):
        local_codes.start_local_code(actor=community.outsider, community=community.wiki, languages=["de"])
    draft(community)
    with pytest.raises(LocalCodeRefused):
        local_codes.start_local_code(actor=community.writer, community=community.wiki, languages=["de"])


@pytest.mark.parametrize("languages", [[], ["xx-nonsense-tag"], ["notalanguage"]])
def test_languages_are_bcp_47(community, languages):
    with pytest.raises(LocalCodeRefused):
        local_codes.start_local_code(actor=community.writer, community=community.wiki, languages=languages)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"covers": None}, "covers"),
        ({"relation": "weakens"}, "relation"),
        ({"language": "fr"}, "language"),
        ({"heading": " "}, "heading"),
        ({"text": ""}, "text"),
    ],
)
def test_a_clause_that_says_or_covers_nothing_is_refused(community, change, field):
    version = draft(community, ())
    wanted = {
        "covers": Clause.objects.get(number="3.1"),
        "relation": "adds",
        "language": "de",
        "heading": "H",
        "text": "T",
    }
    with pytest.raises(LocalCodeRefused) as refusal:
        local_texts.save_clause(actor=community.writer, version=version, **wanted | change)
    assert refusal.value.field == field


def test_a_clause_of_another_universal_version_is_refused_by_action_and_database(community):
    version = draft(community, ())
    other = follower().clauses.get(number="3.4")
    with pytest.raises(LocalCodeRefused):
        local_texts.save_clause(
            actor=community.writer, version=version, covers=other, relation="adds", language="de", heading="H", text="T"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalClause.objects.create(version=version, key="x", position=1, covers=other, relation="adds")


def test_two_people_who_write_at_once_learn_of_each_other(community):
    version = draft(community)
    clause = version.clauses.get(covers__number="3.1")
    write(community.first, version, "3.1", key=clause.key, edit=1, text="First")
    with pytest.raises(EditConflict):
        write(community.second, version, "3.1", key=clause.key, edit=1, text="Second")
    assert clause.texts.get().text == "First"
    assert list(LocalEdit.objects.filter(key=clause.key).values_list("edit", "text")) == [(1, "Text 3.1"), (2, "First")]
    local_texts.remove_clause(actor=community.first, version=version, key=clause.key)
    with pytest.raises(EditConflict):
        write(community.second, version, "3.1", key=clause.key, edit=2)
    assert LocalEdit.objects.filter(key=clause.key).count() == 3


def test_matrix_shows_gaps_by_main_language(community):
    version = draft(community, ("3.1", "3.2"), languages=("de", "en"))
    write(community.writer, version, "3.3", language="en")
    matrix = matrix_of(version)
    assert [row.clause.number for row in matrix.gaps] == ["3.3"]
    assert [row.covered for row in matrix.rows] == [False, False, True, True, False]
    clauses = list(must_cover(version.builds_on))
    assert lines_of([version], clauses)[0].covered == {"3.1": True, "3.2": True, "3.3": False}


def test_the_whole_way_to_ratification(community):
    version = draft(community)
    opens = today()
    local_versions.open_consultation(
        actor=community.writer, version=version, opens=opens, closes=opens + timedelta(days=14)
    )
    version = ratify(community, reviewed(community, version))
    assert version.state == LocalState.RATIFIED
    assert [event.kind for event in LocalEvent.objects.order_by("id")] == [
        "started",
        "consultation",
        "review",
        "ratified",
    ]
    assert Event.objects.filter(target="local_code:dewiki", action="local_code.ratified").count() == 1
    second = local_codes.start_local_version(actor=community.writer, local=version.local)
    assert matrix_of(second).complete
    ratify(community, reviewed(community, second))
    version.refresh_from_db()
    assert (version.state, version.superseded_at is None) == (LocalState.SUPERSEDED, False)


@pytest.mark.parametrize(
    ("opens", "days"), [(-1, 30), (0, 13), (0, 0), (5, -3)], ids=["past", "short", "same day", "backwards"]
)
def test_consultations_need_time(community, opens, days):
    version, first = draft(community), today() + timedelta(days=opens)
    with pytest.raises(LocalCodeRefused):
        local_versions.open_consultation(
            actor=community.writer, version=version, opens=first, closes=first + timedelta(days=days)
        )


def test_gaps_stop_review_and_ratification(community):
    version = consulted(draft(community, ("3.1", "3.2")))
    with pytest.raises(FallsBelow):
        local_versions.submit_for_review(actor=community.writer, version=version)
    LocalVersion.objects.filter(pk=version.pk).update(state=LocalState.REVIEW, round=1)
    for person in (community.first, community.second):
        local_versions.review_version(actor=person, version=version, verdict="approve")
    with pytest.raises(FallsBelow):
        ratify(community, version)


def test_an_open_consultation_is_waited_for(community):
    version = consulted(draft(community))
    LocalVersion.objects.update(consultation_until=today())
    with pytest.raises(WrongState):
        local_versions.submit_for_review(actor=community.writer, version=version)


def test_one_review_is_not_enough_and_reviewers_do_not_ratify(community):
    version = local_versions.submit_for_review(actor=community.writer, version=consulted(draft(community)))
    local_versions.review_version(actor=community.first, version=version, verdict="approve")
    with pytest.raises(LocalCodeRefused):
        local_versions.review_version(actor=community.first, version=version, verdict="approve")
    with pytest.raises(NotYours):
        local_versions.review_version(actor=community.writer, version=version, verdict="approve")
    with pytest.raises(FallsBelow):
        ratify(community, version)
    local_versions.review_version(actor=community.second, version=version, verdict="approve")
    with pytest.raises(NotYours):
        local_versions.ratify_version(
            actor=community.first, version=version, decided_on=today(), decision_url="https://example.org"
        )
    ratify(community, version)


def test_a_weaker_clause_stands_in_the_way_until_it_is_worded_anew(community):
    version = local_versions.submit_for_review(actor=community.writer, version=consulted(draft(community)))
    key = version.clauses.get(covers__number="3.1").key
    with pytest.raises(LocalCodeRefused):
        local_versions.mark_weaker(actor=community.first, version=version, key=key, reason=" ")
    mark = local_versions.mark_weaker(actor=community.first, version=version, key=key, reason="Allows threats")
    with pytest.raises(FallsBelow):
        local_versions.review_version(actor=community.first, version=version, verdict="approve")
    steward = PersonFactory(role=Role.STEWARD)
    for person in (community.second, steward):
        local_versions.review_version(actor=person, version=version, verdict="approve")
    with pytest.raises(FallsBelow):
        ratify(community, version)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor past the action
        raw_ratify(community, version)
    with pytest.raises(NotYours):
        local_versions.clear_mark(actor=community.second, mark=mark)
    local_versions.review_version(actor=community.first, version=version, verdict="send_back", note="See the mark")
    version.refresh_from_db()
    assert version.state == LocalState.DRAFT
    write(community.writer, version, "3.1", key=key, edit=1, text="Stricter")
    assert not matrix_of(version).weaker
    ratify(community, reviewed(community, version))


def raw_ratify(community, version):
    LocalVersion.objects.filter(pk=version.pk).update(
        state=LocalState.RATIFIED, ratified_at="2026-01-01T00:00Z", ratified_by=community.writer, decided_on=today()
    )


@pytest.mark.parametrize("lack", ["clause", "review", "nothing"])
def test_the_database_refuses_what_falls_below(community, lack):
    version = consulted(draft(community, MUST[:2] if lack == "clause" else MUST))
    LocalVersion.objects.filter(pk=version.pk).update(state=LocalState.REVIEW, round=1)
    reviewers = [community.first] if lack == "review" else [community.first, community.second]
    for person in reviewers:
        local_versions.review_version(actor=person, version=version, verdict="approve")
    if lack == "nothing":
        raw_ratify(community, version)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_ratify(community, version)


def test_the_database_keeps_texts_once_they_are_no_draft(community):
    version = consulted(draft(community))
    for change in (
        lambda: LocalText.objects.update(text="Other"),
        lambda: LocalText.objects.all().delete(),
        lambda: LocalClause.objects.update(relation="adds"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(WrongState):
        write(community.writer, version, "3.1")


def test_one_version_is_worked_on_and_one_is_ratified(community):
    version = ratify(community, reviewed(community, draft(community)))
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalVersion.objects.filter(pk=version.pk).update(state=LocalState.DRAFT)
    second = local_codes.start_local_version(actor=community.writer, local=version.local)
    with pytest.raises(LocalCodeRefused):
        local_codes.start_local_version(actor=community.writer, local=version.local)
    consulted(second)
    local_versions.submit_for_review(actor=community.writer, version=second)
    for person in (community.first, community.second):
        local_versions.review_version(actor=person, version=second, verdict="approve")
    with pytest.raises(IntegrityError), transaction.atomic():  # while the first one is in force
        raw_ratify(community, second)


@pytest.mark.parametrize("change", [{"decided_on": 1}, {"decided_on": -10}, {"decision_url": " "}])
def test_ratification_names_a_decision_of_the_community(community, change):
    version = reviewed(community, draft(community))
    if "decided_on" in change:
        change = {"decided_on": today() + timedelta(days=change["decided_on"])}
    with pytest.raises(LocalCodeRefused):
        ratify(community, version, **change)


def test_a_new_universal_version_reopens_local_codes(community):
    version = ratify(community, reviewed(community, draft(community)))
    assert following_up.open_follow_ups() == []
    newer = follower()
    (follow_up,) = following_up.open_follow_ups()
    assert (follow_up.local, follow_up.due) == (version.local, newer.follow_up_by)
    assert following_up.open_follow_ups() == []
    notice = Notice.objects.get(kind=following_up.KIND)
    assert notice.person == community.writer
    assert "has to follow" in text_of(notice).subject
    assert LocalEvent.objects.filter(kind=LocalEventKind.FOLLOW_UP).count() == 1
    second = local_codes.start_local_version(actor=community.writer, local=version.local)
    assert [row.clause.number for row in matrix_of(second).gaps] == ["3.4"]
    write(community.writer, second, "3.4")
    ratify(community, reviewed(community, second))
    assert FollowUp.objects.get().done_by == second


def test_a_version_on_an_older_universal_one_cannot_be_ratified(community):
    version = reviewed(community, draft(community))
    follower()
    with pytest.raises(FallsBelow):
        ratify(community, version)


def open_consultation(community):
    version = draft(community)
    return local_versions.open_consultation(
        actor=community.writer, version=version, opens=today(), closes=today() + timedelta(days=20)
    )


def test_comments_are_public_reported_and_hidden(community):
    version = open_consultation(community)
    comment = consulting.comment_on(actor=community.outsider, version=version, text="Why?", language="en")
    consulting.answer_comment(actor=community.writer, comment=comment, answer="Because.")
    consulting.report_comment(actor=community.first, comment=comment, reason="Rude")
    with pytest.raises(LocalCodeRefused):
        consulting.report_comment(actor=community.first, comment=comment, reason="Rude")
    for person in (community.outsider, community.first, PersonFactory()):  # its author, who reported it, anybody
        with pytest.raises(NotYours):
            consulting.moderate_comment(actor=person, comment=comment, hide=True)
    hidden = consulting.moderate_comment(actor=community.second, comment=comment, hide=True)
    assert hidden.hidden_by == community.second
    assert not comment.reports.filter(closed_at=None).exists()


def test_writers_and_followers_hear_of_comments_once_a_day(community):
    version = open_consultation(community)
    told = following_comments.tell_of_comments
    following_comments.follow_comments(actor=community.first, version=version, follows=True)
    following_comments.follow_comments(actor=community.second, version=version, follows=True)
    following_comments.follow_comments(actor=community.second, version=version, follows=False)
    for actor in (community.outsider, community.writer, community.outsider):
        consulting.comment_on(actor=actor, version=version, text="Why?", language="en")
    assert told() == 1
    said = {notice.person: notice.context["number"] for notice in Notice.objects.filter(kind=following_comments.KIND)}
    assert said == {community.writer: 2, community.first: 3}
    assert text_of(Notice.objects.filter(person=community.first).latest("pk")).subject.startswith("3 new comments")
    consulting.comment_on(actor=community.outsider, version=version, text="And?", language="en")
    assert told() == 0  # not twice a day
    LocalVersion.objects.update(comments_told_at=F("comments_told_at") - following_comments.PAUSE)
    assert told() == 1
    assert told() == 0
    local_versions.return_to_draft(actor=community.writer, version=version)
    version.refresh_from_db()
    with pytest.raises(WrongState):
        following_comments.follow_comments(actor=community.second, version=version, follows=True)


def test_comments_wait_for_the_consultation_and_have_a_limit(community, monkeypatch):
    version = draft(community)
    with pytest.raises(WrongState):
        consulting.comment_on(actor=community.outsider, version=version, text="Why?", language="en")
    local_versions.open_consultation(
        actor=community.writer, version=version, opens=today(), closes=today() + timedelta(days=20)
    )
    with pytest.raises(LocalCodeRefused):
        consulting.comment_on(actor=community.outsider, version=version, text=" ", language="en")
    monkeypatch.setattr(consulting, "MOST_A_DAY", 1)
    consulting.comment_on(actor=community.outsider, version=version, text="Why?", language="en")
    with pytest.raises(LocalCodeRefused):
        consulting.comment_on(actor=community.outsider, version=version, text="And why?", language="en")


def test_an_organisation_has_a_code_too(community):
    organisation = OrganisationFactory(slug="wm-demo")
    coordinator = MembershipFactory(organisation=organisation).person
    version = local_codes.start_local_code(actor=coordinator, community=organisation, languages=["fr"])
    assert (version.local.slug, version.local.community) == ("org-wm-demo", organisation)
