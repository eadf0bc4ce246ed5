"""The directory of rights: what it says, how it is searched, and how curators change it."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.urls import reverse

from tests.factories.certification import RequirementFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.actions.rights import (
    ChangedMeanwhile,
    MayNotChangeRight,
    RightRefused,
    change_guide,
    change_right,
    version_of,
)
from wikilearn.movement.effects import effect_of_change
from wikilearn.movement.enums import GUIDE_TEXTS, Scope
from wikilearn.movement.models import Right, RightChange, RightGuide
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def wanted(**changes):
    return {
        "scope": Scope.LOCAL,
        "group": "",
        "sees_nonpublic": False,
        "minimum_age": None,
        "needs_confidentiality_agreement": False,
        "holders_public": True,
        "minimum_holders": None,
        "selectors": [],
        "policy": "",
    } | changes


def texts(**changes):
    return {"name": "Checkuser", "description": "Looks.", **dict.fromkeys(GUIDE_TEXTS, "")} | changes


def test_every_right_is_described_in_every_language_and_loading_again_leaves_curators_words_alone():
    call_command("load_reference_data", verbosity=0)
    codes = [code.replace("-", "_") for code, _name in settings.LANGUAGES]
    assert RightGuide.objects.count() == 14
    for guide in RightGuide.objects.all():
        assert guide.policy.startswith("https://")
        for text in GUIDE_TEXTS:
            said = [getattr(guide, f"{text}_{code}") for code in codes]
            assert len(set(said)) == len(codes), (guide.right_id, text)
            assert all(said), (guide.right_id, text)
    guide = RightGuide.objects.get(right__key="checkuser")
    assert [right.key for right in guide.right.selectors.all()] == ["arbcom"]
    guide.right.selectors.clear()
    RightGuide.objects.filter(pk=guide.pk).update(term_fr="Autre", powers_en="")
    call_command("load_reference_data", verbosity=0)
    guide.refresh_from_db()
    assert (guide.term_fr, guide.powers_en, guide.right.selectors.count()) == ("Autre", "", 0)


@pytest.fixture
def shelf():
    """Three rights that differ in everything that can be asked for."""
    one = RightFactory(key="one", name="Première", scope=Scope.LOCAL, sees_nonpublic=True)
    RightFactory(key="two", name="Second", scope=Scope.GLOBAL)
    RightGuide.objects.create(right=RightFactory(key="three", name="Third"), powers_en="May water the plants.")
    RequirementFactory(right=one, topic__name="First aid", topic__mandatory=True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["two", "one", "three"]),
        ({"q": "premiere"}, ["one"]),
        ({"q": "WATER"}, ["three"]),
        ({"q": "%"}, []),
        ({"scope": "global"}, ["two"]),
        ({"scope": "nonsense"}, ["two", "one", "three"]),
        ({"nonpublic": "yes"}, ["one"]),
        ({"nonpublic": "no", "scope": "local"}, ["three"]),
        ({"required": "yes"}, ["one"]),
        ({"required": "no"}, ["two", "three"]),
        ({"q": "x" * 101}, ["two", "one", "three"]),
    ],
)
@pytest.mark.usefixtures("shelf")
def test_rights_are_found_by_words_and_by_what_they_ask(client, asked, found):
    response = client.get(reverse("movement:rights"), asked)
    assert [right.key for right in response.context["page"]] == found
    assert ("Nothing found" in response.content.decode()) is (not found)


@pytest.mark.usefixtures("shelf")
def test_a_right_says_what_it_may_do_and_what_it_requires(client):
    assert "May water the plants." in client.get("/rights/three/").content.decode()
    assert "First aid" in client.get("/rights/one/").content.decode()
    assert "What it may do" not in client.get("/rights/two/").content.decode()


@pytest.mark.parametrize(
    ("before", "change", "told"),
    [
        ({}, {}, []),
        ({}, {"policy": "https://example.org"}, []),
        ({}, {"minimum_holders": 2}, ["1 wiki has fewer holders than that today."]),
        ({"minimum_holders": 2}, {}, ["No wiki counts as having too few holders any more."]),
        ({}, {"holders_public": False}, ["3 names are no longer shown to everybody."]),
        ({"holders_public": False}, {}, ["3 names become visible to everybody."]),
        ({}, {"minimum_age": 18}, ["3 accounts hold this right now and may not meet this yet."]),
        ({"minimum_age": 18}, {"minimum_age": 16}, []),
        ({}, {"needs_confidentiality_agreement": True, "minimum_age": 18}, ["3 accounts hold this right now"]),
        ({}, {"sees_nonpublic": True}, ["needs the mandatory topics"]),
        ({}, {"group": "other"}, ["come from the other user group"]),
    ],
)
def test_the_effect_of_a_change_is_told_first(before, change, told):
    right = RightFactory(key="checkuser", **before)
    for name, wiki in (("A", "aawiki"), ("B", "aawiki"), ("C", "bbwiki")):
        HoldingFactory(right=right, username=name, wiki=WikiFactory(dbname=wiki))
    effect = effect_of_change(right, wanted(**change))
    assert len(effect) == len(told)
    assert all(part in sentence for part, sentence in zip(told, effect, strict=True))


def test_a_change_is_made_noted_and_kept_for_ever():
    curator, right, other = PersonFactory(role=Role.CURATOR), RightFactory(key="checkuser"), RightFactory(key="arbcom")
    change = change_right(
        actor=curator,
        right=right,
        reason="As decided",
        version=0,
        **wanted(minimum_age=18, selectors=[other], policy="https://example.org/policy"),
    )
    right.refresh_from_db()
    assert (right.minimum_age, right.guide.policy) == (18, "https://example.org/policy")
    assert list(right.selectors.all()) == [other]
    assert change.changes == {
        "minimum_age": [None, 18],
        "policy": ["", "https://example.org/policy"],
        "selectors": [[], ["arbcom"]],
    }
    event = Event.objects.latest("pk")
    assert (event.action, event.target) == ("right.changed", "right:checkuser")
    assert event.details == {"change": change.pk, "fields": ["minimum_age", "policy", "selectors"]}
    with pytest.raises(InternalError), transaction.atomic():
        RightChange.objects.update(reason="Another")
    again = wanted(minimum_age=18, selectors=[other], policy="https://example.org/policy")
    assert change_right(actor=curator, right=right, reason="-", version=change.pk, **again) is None


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.TRUST_AND_SAFETY])
def test_others_change_nothing(client, role):
    person, right = PersonFactory(role=role), RightFactory(key="checkuser")
    with pytest.raises(MayNotChangeRight):
        change_right(actor=person, right=right, reason="x", version=0, **wanted())
    with pytest.raises(MayNotChangeRight):
        change_guide(actor=person, right=right, reason="x", version=0, language="en", **texts())
    client.force_login(person)
    for page in ("edit/", "texts/en/", "history/"):
        assert client.get(f"/rights/checkuser/{page}").status_code == 403
        assert client.get(f"/rights/nothing/{page}").status_code == 404


def test_who_has_not_seen_the_last_change_is_refused():
    curator, right = PersonFactory(role=Role.CURATOR), RightFactory(key="checkuser")
    change_guide(actor=curator, right=right, reason="x", version=0, language="en", **texts(term="One year."))
    with pytest.raises(ChangedMeanwhile):
        change_right(actor=curator, right=right, reason="x", version=0, **wanted(minimum_age=18))
    assert version_of(right) == RightChange.objects.get().pk


@pytest.mark.parametrize(
    "change", [{"scope": Scope.GLOBAL}, {"group": "taken"}], ids=["scope of a held right", "group of another"]
)
def test_a_right_that_cannot_be_so_is_refused(change):
    curator, right = PersonFactory(role=Role.CURATOR), RightFactory(key="checkuser")
    RightFactory(key="other", group="taken")
    HoldingFactory(right=right)
    with pytest.raises(RightRefused):
        change_right(actor=curator, right=right, reason="x", version=0, **wanted(**change))


@pytest.mark.parametrize(("language", "change"), [("xx", {}), ("en", {"name": " "})])
def test_texts_that_cannot_be_so_are_refused(language, change):
    with pytest.raises(RightRefused):
        change_guide(
            actor=PersonFactory(role=Role.CURATOR),
            right=RightFactory(),
            reason="x",
            version=0,
            language=language,
            **texts(**change),
        )


def test_a_curator_sees_the_effect_saves_writes_another_language_and_reads_the_history(client):
    right = RightFactory(key="checkuser", name="Checkuser")
    HoldingFactory(right=right)
    client.force_login(PersonFactory(username="Cora", role=Role.CURATOR))
    posted = {"scope": "local", "holders_public": "on", "minimum_holders": "2", "reason": "So few", "version": "0"}
    page = client.post("/rights/checkuser/edit/", posted).content.decode()
    assert "1 wiki has fewer holders" in page
    assert Right.objects.get(key="checkuser").minimum_holders is None
    assert client.post("/rights/checkuser/edit/", posted | {"confirm": "yes"}).url == "/rights/checkuser/"
    version = version_of(right)
    arabic = {"name": "مدقق", "term": "سنة", "reason": "Translated", "version": version}
    assert client.post("/rights/checkuser/texts/ar/", arabic).status_code == 302
    assert Right.objects.get(key="checkuser").name_ar == "مدقق"
    history = client.get("/rights/checkuser/history/").content.decode()
    assert "So few" in history
    assert "Cora" in history
    assert "سنة" in history
    stale = client.post("/rights/checkuser/texts/ar/", arabic)
    assert stale.status_code == 400
    assert "in the meantime" in stale.content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"reason": ""},
        {"version": ""},
        {"version": "-1"},
        {"scope": "moon"},
        {"minimum_age": "3"},
        {"minimum_holders": "0"},
        {"selectors": ["nothing"]},
        {"policy": "javascript:alert(1)"},
    ],
)
def test_bad_input_is_answered_at_its_field(client, bad):
    RightFactory(key="checkuser")
    client.force_login(PersonFactory(role=Role.CURATOR))
    good = {"scope": "local", "reason": "x", "version": "0"}
    response = client.post("/rights/checkuser/edit/", good | bad)
    assert response.status_code == 400
    assert set(bad) <= set(response.context["form"].errors)
    assert client.get("/rights/checkuser/texts/xx/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_history_costs_the_same_however_long(client, django_assert_num_queries, count):
    curator, right = PersonFactory(role=Role.CURATOR), RightFactory(key="checkuser")
    for number in range(count):
        RightChange.objects.create(right=right, by=curator, reason=str(number), changes={"group": ["", "x"]})
    client.force_login(curator)
    client.get("/rights/checkuser/")
    with django_assert_num_queries(5):
        response = client.get("/rights/checkuser/history/")
    assert len(response.context["page"]) == min(count, 25)


def test_a_guide_is_of_one_right():
    guide = RightGuide.objects.create(right=RightFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        RightGuide.objects.create(right=guide.right)
