"""Previews, ends and successors of requirements; refreshers that take turns; updates after major revisions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from certification.actions import add_requirement, updating
from certification.actions.requiring import end_requirement, set_refreshers
from certification.actions.telling import tell_update
from certification.actions.updating import ask_for_update, end_update, tell_holders, tell_missed_holders
from certification.enums import FactKind, Path
from certification.errors import NotYours, RequirementRefused
from certification.models import DeltaRequest, Fact, Period, Refresher, Requirement
from certification.queries.mine import certifications_of
from certification.queries.requiring import effect_of, effect_of_ending
from certification.queries.updating import updates_for
from certification.rotation import offered
from courses.enums import CoursePath
from courses.signals import course_passed
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import CompletionFactory, PublishedCourseFactory, TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


@pytest.fixture
def curator(client):
    curator = PersonFactory(role=Role.CURATOR)
    client.force_login(curator)
    return curator


@pytest.fixture
def right(topic):
    """Three holders: certified, lapsed, without an account here; one more on another wiki."""
    right = RightFactory(key="checkuser", name="Checkuser")
    for name, days in (("Ada", 100), ("Bob", 900), (None, 0)):
        person = PersonFactory(username=name, central_id=days) if name else None
        HoldingFactory(right=right, username=name or "Cem", person=person, wiki=WikiFactory(dbname="dewiki"))
        if person:
            certify(person, topic, timezone.now() - timedelta(days=days))
    return right


def wanted(right, topic, **more):
    day = today()
    return {"right": right, "topic": topic, "in_force_from": day, "transition_ends": add_months(day, 6)} | more


def test_effect_of_a_new_requirement_counts_transitions_and_losses(right, topic):
    effect = effect_of(**wanted(right, topic))
    assert (effect.holders, effect.certified, effect.in_transition, effect.losing) == (3, 1, 2, 0)
    other = TopicFactory(mandatory=True)
    RequirementFactory(right=right, topic=topic)
    effect = effect_of(**wanted(right, other))
    assert (effect.holders, effect.certified, effect.in_transition, effect.losing) == (3, 0, 1, 1)
    assert effect.lost_on == add_months(today(), 6) + timedelta(days=1)


def test_effect_and_what_then_happens_are_the_same(right, topic, curator):
    effect = effect_of(**wanted(right, topic))
    add_requirement(actor=curator, **wanted(right, topic))
    again = effect_of_ending(Requirement.objects.get(), today())
    assert again.relieved == effect.in_transition + effect.certified


def test_effect_costs_the_same_for_many_holders(right, topic, django_assert_num_queries):
    for number in range(20):
        HoldingFactory(right=right, username=f"Holder {number}", person=PersonFactory())
    with django_assert_num_queries(10):
        effect_of(**wanted(right, topic))


def test_end_requirement_keeps_the_version_and_logs(right, topic, curator):
    requirement = RequirementFactory(right=right, topic=topic)
    ended = end_requirement(actor=curator, requirement=requirement, on=today() + timedelta(days=10))
    assert ended.in_force_until == today() + timedelta(days=10)
    end_requirement(actor=curator, requirement=requirement, on=today())
    with pytest.raises(RequirementRefused):
        end_requirement(actor=curator, requirement=requirement, on=today())
    assert Event.objects.filter(action="certification.requirement_ended", target=right.reference).count() == 2
    future = RequirementFactory(
        right=right, in_force_from=today() + timedelta(days=5), transition_ends=add_months(today(), 7)
    )
    ended = end_requirement(actor=curator, requirement=future, on=today())
    assert ended.in_force_until == ended.in_force_from


def test_end_requirement_refuses(right, topic, curator):
    requirement = RequirementFactory(right=right, topic=topic, in_force_until=today() + timedelta(days=5))
    for on in (today() - timedelta(days=1), today() + timedelta(days=5)):
        with pytest.raises(RequirementRefused) as refused:
            end_requirement(actor=curator, requirement=requirement, on=on)
        assert refused.value.field == "on"


@pytest.mark.parametrize("roles", [[], [Role.STEWARD], [Role.TRUST_AND_SAFETY]])
def test_requirements_are_changed_by_those_who_may(right, topic, roles):
    actor = PersonFactory(roles=roles)
    for refused in (
        lambda: add_requirement(actor=actor, **wanted(right, topic)),
        lambda: end_requirement(actor=actor, requirement=RequirementFactory(), on=today()),
        lambda: set_refreshers(actor=actor, topic=topic, courses=[]),
        lambda: ask_for_update(actor=actor, topic=topic, course=PublishedCourseFactory(), due_on=today(), note="x"),
    ):
        with pytest.raises(NotYours):
            refused()


def test_pages_of_requirements_show_effects_successors_and_ends(client, curator, right, topic):
    before = RequirementFactory(right=right, topic=topic, validity_months=12)
    address = reverse("certification:add_requirement")
    form = client.get(address, {"after": before.pk}).context["form"]
    assert (form.initial["validity_months"], form.initial["right"]) == (12, right)
    for nonsense in ("x", "99999999999", "0", "-1"):
        assert client.get(address, {"after": nonsense}).status_code == 200
    said = {
        "right": right.pk,
        "topic": TopicFactory(mandatory=True).pk,
        "path": "first",
        "in_force_from": today().isoformat(),
        "transition_ends": add_months(today(), 6).isoformat(),
        "validity_months": 24,
        "window_days": 90,
    }
    text = client.post(address, said).text
    assert "1 holder loses “certified” on" in text
    assert "1 holder enters transition" in text
    end = reverse("certification:end_requirement", args=[before.pk])
    assert client.post(end, {"on": "nonsense"}).status_code == 400
    assert "The standing of" in client.post(end, {"on": today().isoformat()}).text
    assert client.post(end, {"on": "2020-01-01", "confirm": "yes"}).status_code == 400
    assert client.post(end, {"on": today().isoformat(), "confirm": "yes"}).status_code == 302
    page = reverse("certification:requirements")
    assert not client.get(page).context["page"].object_list
    assert len(client.get(page, {"past": "1", "right": "checkuser"}).context["page"].object_list) == 1
    assert not client.get(page, {"past": "1", "right": "sysop"}).context["page"].object_list
    client.force_login(PersonFactory())
    assert client.get(end).status_code == 403


TURNS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=5, unique=True)


@given(TURNS, st.lists(st.sampled_from("abcde"), max_size=9))
def test_a_cycle_never_offers_what_the_one_before_did(turns, taken):
    offer = offered(turns, taken)
    assert offer in turns
    if len(turns) > 1 and taken:
        assert offer != taken[-1]


@given(TURNS)
def test_turns_go_round_in_order(turns):
    taken = []
    for _cycle in range(2 * len(turns)):
        taken.append(offered(turns, taken))
    assert taken == [*turns, *turns]


def refresher(topic, slug):
    return PublishedCourseFactory(topic=topic, path=CoursePath.REFRESHER, slug=slug)


def test_whoever_renews_is_offered_another_refresher_than_before(topic, curator):
    one, two = refresher(topic, "one"), refresher(topic, "two")
    set_refreshers(actor=curator, topic=topic, courses=[one, two])
    person = PersonFactory()
    certify(person, topic, timezone.now() - timedelta(days=680))
    (row,) = certifications_of(person, today()).topics
    assert (row.standing.next_step, row.course) == ("renew", "one")
    Fact.objects.create(
        person=person,
        topic=topic,
        kind=FactKind.PASSED,
        path=Path.REFRESHER,
        course=one,
        at=timezone.now() - timedelta(days=700),
        actor="system",
        source_key="before",
    )
    (row,) = certifications_of(person, today()).topics
    assert row.course == "two"


def test_set_refreshers_refuses_and_its_page_saves(client, topic, curator):
    one, two = refresher(topic, "one"), refresher(topic, "two")
    for wrong in (refresher(TopicFactory(), "x"), PublishedCourseFactory(topic=topic)):
        with pytest.raises(RequirementRefused):
            set_refreshers(actor=curator, topic=topic, courses=[wrong])
    address = reverse("certification:refreshers", args=[topic.key])
    assert client.post(address, {f"course-{one.pk}": "0"}).status_code == 400
    assert client.post(address, {f"course-{one.pk}": "2", f"course-{two.pk}": "1"}).status_code == 302
    assert list(Refresher.objects.values_list("course__slug", flat=True)) == ["two", "one"]
    assert client.post(address, {f"course-{one.pk}": "", f"course-{two.pk}": "1"}).status_code == 302
    assert list(Refresher.objects.values_list("course__slug", flat=True)) == ["two"]
    assert client.get(reverse("certification:refreshers", args=["none"])).status_code == 404


def asked(curator, topic, course, **more):
    return ask_for_update(
        actor=curator, topic=topic, course=course, **{"due_on": today() + timedelta(days=60), "note": "New law"} | more
    )


def test_an_update_is_asked_of_who_is_certified_and_taken_without_renewing(topic, curator):
    course = refresher(topic, "delta")
    person, lapsed = PersonFactory(), PersonFactory()
    certify(person, topic, timezone.now() - timedelta(days=680))
    certify(lapsed, topic, timezone.now() - timedelta(days=900))
    until = Period.objects.get(person=person).valid_until
    request = asked(curator, topic, course)
    assert tell_missed_holders() == 0  # a worker may be about to
    DeltaRequest.objects.update(asked_at=F("asked_at") - timedelta(hours=2))
    assert (tell_missed_holders(), tell_missed_holders()) == (1, 0)
    assert tell_holders(request_id=request.pk) == 1
    assert Notice.objects.filter(kind="certification_update").count() == 1
    assert (updates_for(person), updates_for(lapsed)) == ([request], [])
    completion = CompletionFactory(course=course, person=person)
    course_passed.send(sender=type(completion), completion=completion)
    assert Fact.objects.get(course=course).kind == FactKind.UPDATED
    assert Period.objects.filter(person=person).get().valid_until == until
    assert updates_for(person) == []
    assert tell_holders(request_id=request.pk) == 0


def test_an_update_that_cannot_be_told_keeps_no_other_waiting(topic, curator, monkeypatch):
    person = PersonFactory()
    certify(person, topic, timezone.now() - timedelta(days=10))
    first, second = (asked(curator, topic, refresher(topic, slug)) for slug in ("broken", "whole"))
    DeltaRequest.objects.update(asked_at=F("asked_at") - timedelta(hours=2))

    def breaking(**told):
        if told["course"] == "broken":
            raise ConnectionError
        tell_update(**told)

    with monkeypatch.context() as patch:
        patch.setattr(updating, "tell_update", breaking)
        assert tell_missed_holders() == 1
    assert list(DeltaRequest.objects.filter(told_at=None)) == [first]
    assert Notice.objects.filter(kind="certification_update").get().key == f"delta:{second.pk}"
    assert tell_missed_holders() == 1
    assert Notice.objects.filter(kind="certification_update").count() == 2


def test_nobody_is_asked_any_more_once_an_update_has_ended(topic, curator):
    person = PersonFactory()
    certify(person, topic, timezone.now() - timedelta(days=10))
    request = asked(curator, topic, refresher(topic, "delta"))
    end_update(actor=curator, asked=request)
    end_update(actor=curator, asked=request)
    assert updates_for(person) == []
    assert Event.objects.filter(action="certification.update_ended").count() == 1


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ("other topic", "course"),
        ("full course", "course"),
        ("in turn", "course"),
        ("late", "due_on"),
        ("silent", "note"),
    ],
)
def test_ask_for_update_refuses(topic, curator, what, field):
    course = refresher(topic, "delta")
    more = {}
    if what == "other topic":
        course = refresher(TopicFactory(), "other")
    elif what == "full course":
        course = PublishedCourseFactory(topic=topic)
    elif what == "in turn":
        set_refreshers(actor=curator, topic=topic, courses=[course])
    elif what == "late":
        more = {"due_on": today()}
    else:
        more = {"note": " "}
    with pytest.raises(RequirementRefused) as refused:
        asked(curator, topic, course, **more)
    assert refused.value.field == field
    assert not DeltaRequest.objects.exists()


def test_page_of_updates_shows_whom_it_asks_first(client, topic, curator):
    certify(PersonFactory(), topic, timezone.now())
    course = refresher(topic, "delta")
    address = reverse("certification:updates")
    said = {"topic": topic.pk, "course": course.pk, "due_on": today() + timedelta(days=9), "note": "New law"}
    assert client.post(address, said | {"note": ""}).status_code == 400
    assert "1 person is certified and will be asked." in client.post(address, said).text
    assert not DeltaRequest.objects.exists()
    assert client.post(address, said | {"confirm": "yes"}).status_code == 302
    request = DeltaRequest.objects.get()
    assert client.post(reverse("certification:end_update", args=[request.pk])).status_code == 302
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"transition_ends": date(2026, 6, 30)},
        {"validity_months": 0},
        {"validity_months": 121},
        {"window_days": 0},
        {"in_force_until": date(2025, 12, 31)},
        {"path": "shortcut"},
    ],
)
def test_database_refuses_requirements_that_break_the_rules(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequirementFactory(**{"in_force_from": date(2026, 1, 1), "transition_ends": date(2026, 7, 1)} | wrong)
