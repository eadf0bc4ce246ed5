"""Suggestions by anyone: who may, what writers decide, what goes into the course, who is credited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import contributions
from courses.actions.proposals import adopt_proposal, decline_proposal, propose_course, withdraw_proposal
from courses.actions.suggestions import (
    accept_suggestion,
    ask_back,
    decline_suggestion,
    make_suggestion,
    reply_to_question,
    withdraw_suggestion,
)
from courses.enums import ProposalState, RevisionKind, SuggestionKind, SuggestionState, TranslationState
from courses.errors import ChangedMeanwhile, NotOffered, NotReady, NotYours, TooMany, WrongState
from courses.models import CompiledLesson, Course, CourseProposal, Segment, Suggestion, Translation
from courses.models.texts import text_hash
from courses.queries.suggestions import credits_of, look_at
from tests.courses.adapting import guarded, stage
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db

EDIT, IDEA = SuggestionKind.EDIT, SuggestionKind.IDEA


def suggest(on, person, text="Shared a of 1, and more.", **more):
    said = {"place": "lesson/l1/a", "part": "text", "lesson_key": "l1"} | more
    return make_suggestion(actor=person, course=on.course, kind=EDIT, text=text, **said)


def source(on, key="lesson/l1/a/text"):
    return Segment.objects.get(course=on.course, key=key).source_text


# ---- Making one ----


def test_writers_are_told_of_a_suggestion():
    on, person = stage(), PersonFactory()
    made = suggest(on, person, reason="It was short.")
    assert (made.state, made.base_text) == (SuggestionState.OPEN, "Shared a of 1.")
    assert [notice.person for notice in Notice.objects.filter(kind="suggestion_made")] == [on.author]
    assert source(on) == "Shared a of 1."
    assert Event.objects.filter(action="suggestions.made").exists()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"text": ""}, NotReady),
        ({"text": " \n"}, NotReady),
        ({"text": "x" * 20_001}, NotReady),
        ({"text": "Shared a of 1."}, NotReady),
        ({"place": "lesson/l1/nothing"}, NotReady),
        ({"part": "nothing"}, NotReady),
        ({"place": "nonsense"}, NotReady),
        ({"base_hash": "older"}, ChangedMeanwhile),
    ],
)
def test_what_makes_no_sense_is_refused(said, refused):
    on = stage()
    with pytest.raises(refused):
        suggest(on, PersonFactory(), **said)


def test_mandatory_and_sensitive_courses_take_none_and_say_whom_to_tell(client):
    for on in (
        guarded(PersonFactory(role=Role.CURATOR)),
        stage(topic=TopicFactory(sensitive=True), slug="sensitive"),
    ):
        person = PersonFactory()
        with pytest.raises(NotOffered):
            suggest(on, person)
        client.force_login(person)
        page = client.get(reverse("courses:suggest_edit", args=[on.course.slug, "l1", "a"])).content.decode()
        assert on.course.organisation.name in page
        assert "<textarea" not in page


def test_nobody_floods_the_writers():
    on, person = stage(), PersonFactory()
    for number in range(10):
        suggest(on, person, text=f"Wording {number}")
    with pytest.raises(TooMany):
        suggest(on, person, text="One more")
    Suggestion.objects.update(state=SuggestionState.DECLINED, decided_at=timezone.now())
    for number in range(10):
        suggest(on, person, text=f"Other {number}")
    Suggestion.objects.update(state=SuggestionState.DECLINED, decided_at=timezone.now())
    with pytest.raises(TooMany):
        suggest(on, person, text="One more today")
    Suggestion.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert suggest(on, person, text="Tomorrow").pk


# ---- Deciding ----


@pytest.mark.parametrize(
    ("kind", "state"),
    [(RevisionKind.MINOR, TranslationState.REVIEWED), (RevisionKind.MAJOR, TranslationState.OUTDATED)],
)
def test_accepting_writes_to_the_working_copy_as_minor_or_major(kind, state):
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    Translation.objects.filter(segment__key="lesson/l1/a/text").update(state=TranslationState.REVIEWED)
    accept_suggestion(actor=on.author, suggestion=made, kind=kind, answer="Thank you")
    assert source(on) == "Shared a of 1, and more."
    assert Translation.objects.get(segment__key="lesson/l1/a/text").state == state
    assert CompiledLesson.objects.get(language="en", lesson_key="l1").blocks[0]["html"] == "<p>Shared a of 1.</p>"
    assert Notice.objects.get(kind="suggestion_accepted").person == person
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (SuggestionState.ACCEPTED, on.author)


def test_a_text_that_has_changed_since_is_a_conflict_until_somebody_looks():
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    Segment.objects.filter(key="lesson/l1/a/text").update(
        source_text="Our shared a of 1.", source_hash=text_hash("Our shared a of 1.")
    )
    with pytest.raises(ChangedMeanwhile):
        accept_suggestion(actor=on.author, suggestion=made)
    assert source(on) == "Our shared a of 1."
    look = look_at(made)
    assert look.moved
    accept_suggestion(actor=on.author, suggestion=made, text="Our shared a of 1, and more.", seen=look.seen)
    assert source(on) == "Our shared a of 1, and more."


def test_declining_needs_a_reason_which_the_person_reads():
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    with pytest.raises(NotReady):
        decline_suggestion(actor=on.author, suggestion=made, reason=" ")
    decline_suggestion(actor=on.author, suggestion=made, reason="Said in lesson two.")
    notice = Notice.objects.get(kind="suggestion_declined")
    assert (notice.person, notice.context["text"]) == (person, "Said in lesson two.")
    with pytest.raises(WrongState):
        accept_suggestion(actor=on.author, suggestion=made)


def test_asking_back_and_answering():
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    ask_back(actor=on.author, suggestion=made, text="Which edition?")
    assert Notice.objects.get(kind="suggestion_asked").person == person
    with pytest.raises(NotYours):
        reply_to_question(actor=on.author, suggestion=made, text="I answer myself")
    reply_to_question(actor=person, suggestion=made, text="The second.")
    assert Notice.objects.get(kind="suggestion_replied").person == on.author
    with pytest.raises(WrongState):
        reply_to_question(actor=person, suggestion=made, text="Again")
    assert [step.text for step in made.steps.all()] == ["Which edition?", "The second."]


def test_only_those_who_write_the_course_decide():
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    for other in (person, on.publisher, on.coordinator, PersonFactory(role=Role.STEWARD)):
        for act in (
            lambda who: accept_suggestion(actor=who, suggestion=made),
            lambda who: decline_suggestion(actor=who, suggestion=made, reason="No"),
            lambda who: ask_back(actor=who, suggestion=made, text="What?"),
        ):
            with pytest.raises(NotYours):
                act(other)


def test_taking_back_is_for_whoever_made_it():
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    with pytest.raises(NotYours):
        withdraw_suggestion(actor=on.author, suggestion=made)
    withdraw_suggestion(actor=person, suggestion=made)
    with pytest.raises(WrongState):
        withdraw_suggestion(actor=person, suggestion=made)


# ---- Pages ----


def test_scripts_in_a_suggestion_are_harmless_on_its_page_and_in_the_course(client):
    on, person = stage(), PersonFactory()
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"
    made = suggest(on, person, text=bad, reason=bad)
    client.force_login(on.author)
    page = client.get(reverse("courses:suggestion", args=[made.uid])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    accept_suggestion(actor=on.author, suggestion=made)
    on.publish()
    html = CompiledLesson.objects.get(language="en", lesson_key="l1").blocks[0]["html"]
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_a_suggestion_goes_from_the_lesson_to_the_course(client):
    on, person = stage(), PersonFactory(username="Vera Volunteer")
    client.force_login(person)
    url = reverse("courses:suggest_edit", args=["shared", "l1", "a"])
    assert url in client.get("/courses/shared/l1/").content.decode()
    form = client.get(url).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"text": "Better a.", "reason": "Clearer"}
    made = client.post(url, said)
    client.force_login(on.author)
    assert "Better a." in client.get(reverse("courses:author_suggestions", args=["shared"])).content.decode()
    page = client.get(made.url)
    accept = page.context["accept"]
    client.post(f"{made.url}accept/", {name: accept[name].value() or "" for name in accept.fields})
    assert source(on) == "Better a."
    client.logout()
    assert "Vera Volunteer" in client.get(reverse("courses:contributors", args=["shared"])).content.decode()


def test_a_suggestion_is_seen_by_its_maker_and_the_courses_people_only(client):
    on, person = stage(), PersonFactory()
    made = suggest(on, person)
    for who, status in ((person, 200), (on.author, 200), (on.publisher, 200), (PersonFactory(), 404)):
        client.force_login(who)
        assert client.get(reverse("courses:suggestion", args=[made.uid])).status_code == status
    client.force_login(person)
    assert client.post(reverse("courses:suggestion_accept", args=[made.uid])).status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_the_queue_needs_a_constant_number_of_queries(client, django_assert_num_queries, number):
    on = stage()
    for each in range(number):
        suggest(on, PersonFactory(), text=f"Wording {each}")
    client.force_login(on.author)
    with django_assert_num_queries(4):
        client.get(reverse("courses:author_suggestions", args=["shared"]))


# ---- Credit and personal data ----


def test_credit_respects_who_does_not_want_to_be_named():
    on = stage()
    for number, fields in enumerate(({"username": "Named"}, {"named_in_credits": False})):
        made = suggest(on, PersonFactory(**fields), text=f"Wording {number}")
        look = look_at(made)
        accept_suggestion(actor=on.author, suggestion=made, seen=look.seen)
    credits_ = credits_of(on.course)
    assert (credits_.names, credits_.unnamed) == (["Named"], 1)


def test_export_and_erasure_of_contributions():
    on, person = stage(), PersonFactory()
    taken, waits = suggest(on, person, reason="Mine"), suggest(on, person, text="Waits")
    accept_suggestion(actor=on.author, suggestion=taken)
    propose_course(actor=person, title="Maps", summary="How", outline="", language="en")
    said = contributions.export(person)
    assert [row["text"] for row in said["suggestions"]] == ["Shared a of 1, and more.", "Waits"]
    assert said["proposed_courses"][0]["title"] == "Maps"
    contributions.erase(person)
    assert not Suggestion.objects.filter(pk=waits.pk).exists()
    assert Suggestion.objects.get().reason == ""
    assert not CourseProposal.objects.exists()


# ---- Whole courses ----


def propose(person, **more):
    said = {"title": "Maps on Commons", "summary": "How to make one.", "outline": "1. Data", "language": "en"}
    return propose_course(actor=person, **said | more)


def test_an_organisation_adopts_a_proposal_and_the_idea_is_credited():
    person, member = PersonFactory(), MembershipFactory(role=MemberRole.AUTHOR)
    proposal = propose(person)
    course = adopt_proposal(actor=member.person, proposal=proposal, organisation=member.organisation)
    assert Course.objects.with_title().get().title == "Maps on Commons"
    assert (course.slug, course.organisation) == ("maps-on-commons", member.organisation)
    assert Notice.objects.get(kind="proposal_adopted").person == person
    assert credits_of(course).proposed_by == person.username
    with pytest.raises(WrongState):
        adopt_proposal(actor=member.person, proposal=proposal, organisation=member.organisation)


def test_a_curator_adopts_for_the_community_only():
    curator, proposal = PersonFactory(role=Role.CURATOR), propose(PersonFactory())
    with pytest.raises(NotYours):
        adopt_proposal(actor=curator, proposal=proposal, organisation=OrganisationFactory())
    community = OrganisationFactory(kind=OrganisationKind.COMMUNITY)
    assert adopt_proposal(actor=curator, proposal=proposal, organisation=community).organisation == community


def test_declining_and_taking_back_a_proposal():
    person, curator = PersonFactory(), PersonFactory(role=Role.CURATOR)
    first, second = propose(person), propose(person)
    with pytest.raises(NotYours):
        decline_proposal(actor=person, proposal=first, reason="x")
    with pytest.raises(NotReady):
        decline_proposal(actor=curator, proposal=first, reason="")
    decline_proposal(actor=curator, proposal=first, reason="There is one.")
    withdraw_proposal(actor=person, proposal=second)
    states = set(CourseProposal.objects.values_list("state", flat=True))
    assert states == {ProposalState.DECLINED, ProposalState.WITHDRAWN}


@pytest.mark.parametrize("language", ["", "xx-nonsense!", "qq-QQ-QQ"])
def test_a_proposal_names_a_language_that_exists(language):
    with pytest.raises(NotReady):
        propose(PersonFactory(), language=language)


def test_five_proposals_at_once():
    person = PersonFactory()
    for number in range(5):
        propose(person, title=f"Course {number}")
    with pytest.raises(TooMany):
        propose(person)


@pytest.mark.parametrize("number", [1, 30])
def test_list_of_proposals_needs_a_constant_number_of_queries(client, django_assert_num_queries, number):
    for each in range(number):
        propose(PersonFactory(), title=f"Course {each}")
    client.force_login(PersonFactory())
    with django_assert_num_queries(3):
        client.get(reverse("courses:proposals"))
