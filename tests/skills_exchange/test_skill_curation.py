"""Proposals, and what curators do with the list: nothing that people said of a skill is lost or counted twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from certification.badges.models import Credential
from skills_exchange.actions.clinics import plan_clinic
from skills_exchange.actions.skill_merging import merge_skill
from skills_exchange.actions.skill_tree import edit_skill, move_skill, restore_skill, retire_skill
from skills_exchange.actions.skills import accept_skill, decline_skill, propose_skill
from skills_exchange.actions.suggestions import count_shown
from skills_exchange.enums import ClaimKind, EvidenceKind, SkillStatus, Visibility
from skills_exchange.enums_help import ResourceKind
from skills_exchange.errors import AlikeSkills, NotYours, SkillRefused
from skills_exchange.models import (
    Clinic,
    Evidence,
    HelpRequest,
    HoursAward,
    NotForMe,
    Skill,
    SkillClaim,
    SkillName,
    SuggestionDay,
)
from skills_exchange.models.skills import DEPTH
from skills_exchange.queries.hours import minutes_shared
from skills_exchange.queries.resources import ResourceWish, find_resources
from skills_exchange.queries.skill_pages import about_skill
from skills_exchange.queries.skills import find_skills
from tests.factories.help_desk import HelpRequestFactory, ResourceFactory
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import ApplicationFactory, ProgrammeFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from tests.skills_exchange.test_recognition import shared
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return PersonFactory(role=Role.SKILLS_CURATOR)


def propose(actor, name="Bookbinding", **kwargs):
    parent = kwargs.pop("parent", None) or SkillFactory()
    return propose_skill(actor=actor, name=name, language="en", parent=parent, **kwargs)


def test_propose_skill_waits_for_an_answer():
    person, parent = PersonFactory(), SkillFactory(slug="crafts")
    skill = propose(person, parent=parent, description="Binding books.", proposal="For archives")
    assert (skill.status, skill.path, skill.labels) == ("proposed", "crafts/bookbinding/", {"en": "Bookbinding"})
    assert find_skills("bookbinding") == []
    assert Event.objects.get(action="skill.proposed").target == "skill:bookbinding"


@pytest.mark.parametrize("name", ["Bookbinding", "  bookbinding ", "BÓOKBINDING"])
def test_propose_skill_refuses_a_name_that_is_taken(name):
    SkillFactory(labels={"en": "Bookbinding"})
    with pytest.raises(SkillRefused, match="already"):
        propose(PersonFactory(), name, none_of_these=True)


@pytest.mark.parametrize("name", ["?!", "   ", "\u200b"])
def test_propose_skill_refuses_what_is_no_name(name):
    with pytest.raises(SkillRefused):
        propose(PersonFactory(), name)


def test_propose_skill_shows_what_comes_near_first():
    SkillFactory(labels={"en": "Bookbinding"})
    with pytest.raises(AlikeSkills):
        propose(PersonFactory(), "Book binding")
    assert propose(PersonFactory(), "Book binding", none_of_these=True).slug == "book-binding"


def test_propose_skill_has_limits():
    person = PersonFactory()
    SkillFactory.create_batch(10, proposed_by=person, status=SkillStatus.PROPOSED)
    with pytest.raises(SkillRefused, match="wait"):
        propose(person)


@pytest.mark.parametrize("status", [SkillStatus.PROPOSED, SkillStatus.RETIRED, SkillStatus.DECLINED])
def test_propose_skill_below_what_is_not_in_use(status):
    with pytest.raises(SkillRefused, match="not in use"):
        propose(PersonFactory(), parent=SkillFactory(status=status))


def test_accept_skill(curator):
    skill = accept_skill(actor=curator, skill=propose(PersonFactory(), proposal="x"), answer="Good idea")
    assert find_skills("bookbinding") == [skill]
    notice = Notice.objects.get(kind="skill_proposal_answered")
    assert notice.person == skill.proposed_by
    assert notice.context["accepted"] is True
    assert Event.objects.get(action="skill.accepted").actor == curator.reference
    with pytest.raises(SkillRefused, match="already"):
        decline_skill(actor=curator, skill=skill, answer="No")


def test_decline_skill_needs_an_answer(curator):
    skill = propose(PersonFactory())
    with pytest.raises(SkillRefused):
        decline_skill(actor=curator, skill=skill, answer=" ")
    assert decline_skill(actor=curator, skill=skill, answer="Too narrow").answer == "Too narrow"
    assert Notice.objects.filter(kind="skill_proposal_answered").count() == 1


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.TRUST_AND_SAFETY])
def test_only_curators_curate(role):
    actor, skill = PersonFactory(role=role), SkillFactory()
    other = SkillFactory()
    for deed in (
        lambda: accept_skill(actor=actor, skill=skill),
        lambda: decline_skill(actor=actor, skill=skill, answer="x"),
        lambda: move_skill(actor=actor, skill=skill, parent=other),
        lambda: merge_skill(actor=actor, skill=skill, into=other),
        lambda: retire_skill(actor=actor, skill=skill),
        lambda: restore_skill(actor=actor, skill=skill),
        lambda: edit_skill(
            actor=actor, skill=skill, labels={"en": "x"}, aliases={}, descriptions={}, wikidata=None, topics=[]
        ),
    ):
        with pytest.raises(NotYours):
            deed()
    assert Skill.objects.get(pk=skill.pk).status == SkillStatus.ACTIVE


def test_edit_skill_keeps_the_history(curator):
    skill = SkillFactory(labels={"en": "Maps"})
    said = {"labels": {"en": "Cartography", "ig": "Maapụ"}, "aliases": {"en": ["Maps"]}, "descriptions": {}}
    edit_skill(actor=curator, skill=skill, wikidata="Q42515", topics=[], **said)
    assert find_skills("maapu") == find_skills("maps") == [skill]
    details = Event.objects.get(action="skill.edited").details
    assert details["labels"] == {"before": {"en": "Maps"}, "after": said["labels"]}


def test_edit_skill_refuses_what_another_skill_has(curator):
    skill, _other = SkillFactory(labels={"en": "Maps"}), SkillFactory(labels={"en": "Charts"}, wikidata="Q1")
    said = {"actor": curator, "skill": skill, "aliases": {}, "descriptions": {}, "topics": []}
    for labels, item in (({}, None), ({"en": "charts"}, None), ({"en": "Maps"}, "Q1")):
        with pytest.raises(SkillRefused):
            edit_skill(labels=labels, wikidata=item, **said)


def test_move_skill_takes_all_below_along(curator):
    top, other = SkillFactory(slug="top"), SkillFactory(slug="other")
    middle = SkillFactory(slug="middle", parent=top)
    SkillFactory(slug="low", parent=middle, status=SkillStatus.PROPOSED)
    move_skill(actor=curator, skill=middle, parent=other)
    assert sorted(Skill.objects.values_list("path", flat=True)) == [
        "other/",
        "other/middle/",
        "other/middle/low/",
        "top/",
    ]
    move_skill(actor=curator, skill=middle, parent=None)
    assert Skill.objects.get(slug="low").path == "middle/low/"


def chain(length, prefix):
    parent = None
    for number in range(length):
        parent = SkillFactory(slug=f"{prefix}{number}", parent=parent)
        yield parent


@pytest.mark.parametrize(
    ("moved", "under", "message"),
    [("a0", "a0", "itself"), ("a0", "a2", "itself"), ("a0", "b1", "deeper"), ("a0", "old", "not in use")],
)
def test_move_skill_refuses(curator, moved, under, message):
    list(chain(3, "a"))
    list(chain(2, "b"))
    SkillFactory(slug="old", status=SkillStatus.RETIRED)
    with pytest.raises(SkillRefused, match=message):
        move_skill(actor=curator, skill=Skill.objects.get(slug=moved), parent=Skill.objects.get(slug=under))


def test_merge_skill_leads_to_what_stays(client, curator):
    old, new = SkillFactory(slug="old", labels={"en": "Pics", "fr": "Images"}), SkillFactory(labels={"en": "Photos"})
    part = SkillFactory(slug="part", parent=old)
    match = MatchFactory(skill=old)
    claim = ClaimFactory(skill=old)
    older = SkillFactory(status=SkillStatus.MERGED, merged_into=old)
    merge_skill(actor=curator, skill=old, into=new)
    new.refresh_from_db()
    assert new.labels == {"en": "Photos", "fr": "Images"}
    assert new.aliases == {"en": ["Pics"]}
    assert find_skills("pics") == [new]
    assert Skill.objects.get(pk=part.pk).path == f"{new.path}part/"
    assert Skill.objects.get(pk=older.pk).merged_into == new
    assert SkillClaim.objects.get(pk=claim.pk).skill == new
    match.refresh_from_db()
    assert match.skill == old
    assert Notice.objects.get(kind="skill_changed").person == claim.party.person
    assert client.get(old.get_absolute_url()).url == new.get_absolute_url()


def test_merge_skill_answers_a_proposal(curator):
    skill, into = propose(PersonFactory(), none_of_these=True), SkillFactory()
    merge_skill(actor=curator, skill=skill, into=into)
    notice = Notice.objects.get(kind="skill_proposal_answered")
    assert (notice.context["accepted"], notice.context["into"]) == (False, into.pk)


def test_merge_skill_refuses(curator):
    skill = SkillFactory()
    part, retired = SkillFactory(parent=skill), SkillFactory(status=SkillStatus.RETIRED)
    gone = SkillFactory(status=SkillStatus.MERGED, merged_into=part)
    for one, other in ((skill, skill), (skill, part), (skill, retired), (gone, skill)):
        with pytest.raises(SkillRefused):
            merge_skill(actor=curator, skill=one, into=other)


def test_merge_skill_unites_two_claims_of_one_party(curator):
    old, new, party = SkillFactory(), SkillFactory(), PartyFactory()
    late = today() + timedelta(days=500)
    mine = {"party": party, "kind": ClaimKind.WANTED}
    gone = ClaimFactory(skill=old, level=4, formats=[], visibility=Visibility.MATCHES, valid_until=late, **mine)
    kept = ClaimFactory(skill=new, level=1, formats=["call"], visibility=Visibility.EVERYONE, **mine)
    for claim, source in ((gone, "a"), (gone, "b"), (kept, "b")):
        Evidence.objects.create(claim=claim, kind=EvidenceKind.BADGE, source=source, title=source)
    merge_skill(actor=curator, skill=old, into=new)
    claim = SkillClaim.objects.get()
    assert claim == kept
    assert (claim.level, claim.formats, claim.visibility, claim.valid_until) == (4, [], "matches", late)
    assert sorted(claim.evidence.values_list("source", flat=True)) == ["a", "b"]


def test_merge_skill_keeps_what_was_dismissed(curator):
    old, new = SkillFactory(), SkillFactory()
    learner, sharer = PartyFactory(), PartyFactory()
    NotForMe.objects.create(learner=learner, sharer=sharer, skill=old)
    merge_skill(actor=curator, skill=old, into=new)
    assert NotForMe.objects.get().skill == new


def test_merge_skill_joins_hours_and_keeps_each_award_once(curator):
    """Five hours of each make ten, and no second award for five; three and four make seven, and an award."""
    old, new = SkillFactory(), SkillFactory()
    both, few, third = PartyFactory(), PartyFactory(), PartyFactory()
    for sharer, skill, hours in ((both, old, 5), (both, new, 5), (few, old, 3), (few, new, 4), (third, old, 5)):
        shared(sharer, skill, hours)
    first = HoursAward.objects.get(party=both, skill=old).at
    count_shown(learner=both, shown=[(old, few), (new, third)])
    for target in (new, SkillFactory()):
        old, new = (old, target) if target == new else (new, target)
        merge_skill(actor=curator, skill=old, into=new)
        awards = HoursAward.objects.order_by("party").values_list("party", "skill", "hours")
        assert list(awards) == [(party.pk, new.pk, 5) for party in (both, few, third)]
        assert HoursAward.objects.get(party=both).at == first
        assert [minutes_shared(party, new) // 60 for party in (both, few, third)] == [10, 7, 5]
        shown = SuggestionDay.objects.get()
        assert (shown.skill, shown.sharers) == (new, sorted([few.pk, third.pk]))
    assert Credential.objects.of(few.person).count() == 1


def test_merge_skill_takes_along_what_else_names_it(curator):
    old, new = SkillFactory(labels={"en": "Pics"}), SkillFactory(labels={"en": "Photos", "fr": "Clichés"})
    one, both = ProgrammeFactory(skills=[old]), ProgrammeFactory(skills=[old, new])
    applied = ApplicationFactory(programme=both)
    host, starts = ClaimFactory(skill=old).party, timezone.now() + timedelta(days=3)
    plan_clinic(actor=host.person, host=host, skill=old, language="en", starts=starts, length=timedelta(hours=1))
    HelpRequestFactory(skill=old)
    resource = ResourceFactory(skills=[old], kind=ResourceKind.ANSWER, url="", body="Look at the light")
    merge_skill(actor=curator, skill=old, into=new)
    for row in (one, both, applied, resource):
        assert list(row.skills.all()) == [new]
    assert Clinic.objects.get().skill == HelpRequest.objects.get().skill == new
    resource.refresh_from_db()
    assert resource.search_text == "Photos\nClichés\nLook at the light"
    assert find_resources(ResourceWish(q="clichés"), chain=["en"]).ids == [resource.pk]


def test_retire_skill_and_back(curator):
    skill = SkillFactory(parent=SkillFactory())
    claim = ClaimFactory(skill=skill)
    with pytest.raises(SkillRefused, match="belong"):
        retire_skill(actor=curator, skill=skill.parent)
    retire_skill(actor=curator, skill=skill)
    assert find_skills(skill.label) == [skill.parent] or skill not in find_skills(skill.label)
    assert Notice.objects.get(kind="skill_changed").person == claim.party.person
    assert restore_skill(actor=curator, skill=skill).is_active
    with pytest.raises(SkillRefused):
        restore_skill(actor=curator, skill=skill)


claims = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(list(ClaimKind)),
        st.integers(1, 4),
        st.sets(st.sampled_from("xyz"), max_size=2),
    ),
    max_size=10,
    unique_by=lambda row: row[:3],
)


class Merging(TestCase):
    """Whatever was claimed, after any merges each party has said it once, at the highest level, with all evidence."""

    @settings(max_examples=15, deadline=None)
    @given(claims, st.permutations([0, 1, 2]))
    def test_every_claim_is_kept_once(self, rows, order):
        curator = PersonFactory(role=Role.SKILLS_CURATOR)
        skills, parties = SkillFactory.create_batch(3), PartyFactory.create_batch(3)
        said, shown = {}, {}
        for party, skill, kind, level, evidence in rows:
            claim = ClaimFactory(party=parties[party], skill=skills[skill], kind=kind, level=level)
            for source in evidence:
                Evidence.objects.create(claim=claim, kind=EvidenceKind.BADGE, source=source, title=source)
            key = (parties[party].pk, str(kind))
            said[key] = max(level, said.get(key, 0))
            shown[key] = shown.get(key, set()) | evidence
        first, second, last = (skills[place] for place in order)
        merge_skill(actor=curator, skill=first, into=second)
        merge_skill(actor=curator, skill=second, into=last)
        found = SkillClaim.objects.filter(skill__in=skills)
        assert {(claim.party_id, claim.kind): claim.level for claim in found} == said
        assert {(c.party_id, c.kind): set(c.evidence.values_list("source", flat=True)) for c in found} == shown
        assert all(claim.skill_id == last.pk for claim in found)


class Moving(TestCase):
    """Whatever is moved wherever, the tree stays a tree whose paths are true."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)), max_size=12))
    def test_paths_follow_parents(self, moves):
        curator = PersonFactory(role=Role.SKILLS_CURATOR)
        skills = SkillFactory.create_batch(7)
        for moved, under in moves:
            try:
                parent = None if under is None else skills[under]
                move_skill(actor=curator, skill=skills[moved], parent=parent)
            except SkillRefused:
                pass
        for skill in Skill.objects.select_related("parent"):
            assert skill.path == f"{skill.parent.path if skill.parent else ''}{skill.slug}/"
            assert 1 <= skill.depth <= DEPTH


@pytest.mark.parametrize("name", ["edit_skill", "move_skill", "merge_skill", "retire_skill", "skill_history"])
def test_curating_pages_are_for_curators(client, curator, name):
    address = reverse(f"skills_exchange:{name}", args=[SkillFactory().slug])
    assert client.get(address).status_code == 302
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 403
    client.force_login(curator)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_curate_skills_asks_the_same_few_queries(client, curator, django_assert_num_queries, number):
    parent = SkillFactory()
    for _each in range(number):
        SkillFactory(parent=parent, status=SkillStatus.PROPOSED, proposed_by=PersonFactory())
    client.force_login(curator)
    with django_assert_num_queries(3):
        answer = client.get(reverse("skills_exchange:curate_skills"))
    assert len(answer.context["page"].object_list) == min(number, 25)


def test_a_curator_answers_edits_and_merges_on_pages(client, curator):
    client.force_login(curator)
    skill, other = propose(PersonFactory()), SkillFactory(labels={"en": "Paper crafts"})
    answer = reverse("skills_exchange:answer_skill", args=[skill.slug])
    assert client.post(answer, {"do": "decline"}).status_code == 400
    assert client.post(answer, {"do": "accept", "answer": ""}).status_code == 302
    edit = reverse("skills_exchange:edit_skill", args=[skill.slug])
    sent = {"label_en": "Bookbinding", "label_fr": "Reliure", "aliases_en": "Binding; Books ", "wikidata": "Q1x"}
    assert client.post(edit, sent).status_code == 400
    more = {"wikidata": "", "more_language": "ig", "more_label": "Ijikọta akwụkwọ"}
    assert client.post(edit, sent | more).status_code == 302
    skill.refresh_from_db()
    assert skill.labels == {"en": "Bookbinding", "fr": "Reliure", "ig": "Ijikọta akwụkwọ"}
    assert skill.aliases == {"en": ["Binding", "Books"]}
    history = client.get(reverse("skills_exchange:skill_history", args=[skill.slug])).content.decode()
    assert "Reliure" in history
    merge = reverse("skills_exchange:merge_skill", args=[skill.slug])
    assert client.post(merge, {"into": other.slug}).status_code == 400
    assert client.post(merge, {"into": other.slug, "sure": "on"}).status_code == 302
    assert SkillName.objects.filter(skill=other, text="Reliure").exists()


@pytest.mark.parametrize(
    ("status", "anonymous", "proposer", "curating"),
    [("active", 200, 200, 200), ("retired", 200, 200, 200), ("proposed", 404, 200, 200), ("declined", 404, 200, 200)],
)
def test_who_sees_a_skill(client, curator, status, anonymous, proposer, curating):
    mine = PersonFactory()
    skill = SkillFactory(status=status, proposed_by=mine, answer="No")
    for person, expected in ((None, anonymous), (mine, proposer), (curator, curating)):
        if person:
            client.force_login(person)
        assert client.get(skill.get_absolute_url()).status_code == expected


def test_the_page_of_a_skill_counts_only_who_is_there():
    skill, reader = SkillFactory(), PersonFactory()
    for _ in range(6):
        for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
            ClaimFactory(skill=skill, kind=kind)
    closed, erased, unlisted = PartyFactory(person__is_active=False), PartyFactory(), PartyFactory(listed=False)
    erased.person.erased_at = timezone.now()
    erased.person.save()
    gone = PartyFactory(kind="organisation", person=None, organisation=OrganisationFactory(active=False))
    for party in (closed, erased, unlisted, gone):
        for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
            ClaimFactory(party=party, skill=skill, kind=kind)
    about = about_skill(skill, reader)
    assert (about.sharing, about.wanting) == (6, 5)
