"""Skills are found by any of their names, misspelled and in other scripts too."""

import pytest
from django.urls import reverse

from skills_exchange.enums import SkillStatus
from skills_exchange.forms.fields import SkillChoice
from skills_exchange.forms.skills import ProposeSkillForm
from skills_exchange.models import SkillName
from skills_exchange.queries.skills import branches, find_skills, similar_skills
from tests.factories.skills_exchange import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo():
    return SkillFactory(
        slug="photography",
        labels={"en": "Photography", "ar": "التصوير الفوتوغرافي", "ru": "Фотография", "zh-Hans": "摄影"},
        aliases={"en": ["Taking pictures"], "es": ["Fotografía"]},
    )


@pytest.mark.parametrize(
    "words",
    [
        "Photography",
        "photogra",
        "fotografia",
        "FOTOGRAFÍA",
        "photografy",
        "phtography",
        "taking pic",
        "pictures",
        "Фотография",
        "fotografiya",
        "التصوير",
        "al-futughrafi",
        "摄影",
        "sheying",
    ],
)
def test_find_skills_by_any_name(photo, words):
    SkillFactory(slug="mediation", labels={"en": "Mediation", "ar": "الوساطة", "ru": "Посредничество"})
    assert find_skills(words)[:1] == [photo]


@pytest.mark.parametrize("words", ["%", "_", "\\", "''", "xyzzyplugh", "?!", "a" * 5000])
def test_find_skills_finds_nothing_for_nonsense(photo, words):
    assert find_skills(words) == []


def test_find_skills_puts_the_very_name_first_and_leaves_out_what_is_not_in_use(photo):
    night = SkillFactory(slug="night", labels={"en": "Night photography"}, parent=photo)
    SkillFactory(slug="old", labels={"en": "Photography on film"}, status=SkillStatus.RETIRED)
    assert find_skills("photography") == [photo, night]
    assert find_skills("night photo")[0] == night
    assert find_skills("", limit=1) == [photo]


def test_find_skills_prefers_the_language(photo):
    german = SkillFactory(slug="de", labels={"de": "Gift"})
    english = SkillFactory(slug="en", labels={"en": "Gift"})
    assert find_skills("gift", "en") == [english, german]
    assert find_skills("gift", "de") == [german, english]


def test_find_skills_asks_twice_at_most(photo, django_assert_num_queries):
    SkillFactory.create_batch(30)
    with django_assert_num_queries(2):
        find_skills("skill")


def test_similar_skills_are_near_only(photo):
    assert similar_skills(["Photograhpy"]) == [photo]
    assert similar_skills(["Cooking"]) == []


def test_a_name_is_kept_once_per_language():
    skill = SkillFactory(
        labels={"en": "Editing"}, aliases={"en": ["editing", "EDITING", "Redaction"], "fr": ["Editing"]}
    )
    assert set(SkillName.objects.filter(skill=skill).values_list("language", "text", "is_label")) == {
        ("en", "Editing", True),
        ("en", "Redaction", False),
        ("fr", "Editing", False),
    }


def test_branches_go_down_the_tree_by_name():
    top = SkillFactory(labels={"en": "Z"})
    SkillFactory(labels={"en": "Y"}, parent=top)
    first = SkillFactory(labels={"en": "X"}, parent=top)
    SkillFactory(labels={"en": "W"}, parent=first)
    SkillFactory(labels={"en": "A"})
    assert [(each.label, each.depth) for each in branches()] == [("A", 1), ("Z", 1), ("X", 2), ("W", 3), ("Y", 2)]


def test_skill_choice_takes_skills_in_use(photo):
    field = SkillChoice()
    merged = SkillFactory(slug="pics", status=SkillStatus.MERGED, merged_into=photo)
    assert field.clean("photography") == photo
    assert field.clean(merged.slug) == photo
    assert field.prepare_value(photo) == "photography"


@pytest.mark.parametrize("status", [SkillStatus.RETIRED, SkillStatus.PROPOSED, SkillStatus.DECLINED])
def test_skill_choice_refuses_others(photo, status):
    old = SkillFactory(slug="old", labels={"en": "On film"}, parent=photo, status=status)
    form = ProposeSkillForm({"parent": old.slug, "name": "x", "language": "en"})
    assert not form.is_valid()
    assert ("Photography" in str(form.errors["parent"])) is (status == SkillStatus.RETIRED)


@pytest.mark.parametrize("sent", ["", "nothing", "'; --", "x" * 500])
def test_skill_choice_refuses_nonsense(sent):
    assert "parent" in ProposeSkillForm({"parent": sent}).errors


def test_skill_choice_without_categories(photo):
    part = SkillFactory(slug="night", labels={"en": "Night"}, parent=photo)
    field = SkillChoice(categories=False)
    assert field.choices()[1:] == [("Photography", [(part.slug, "Night")])]
    with pytest.raises(Exception, match="more exact"):
        field.clean("photography")


def test_find_skills_page_suggests(client, photo, django_assert_num_queries):
    SkillFactory(slug="night", labels={"en": "Night photography"}, parent=photo)
    with django_assert_num_queries(3):
        answer = client.get(reverse("skills_exchange:find_skills"), {"q": "nigth"})
    found = answer.json()["skills"]
    assert found[0] == {"slug": "night", "label": "Night photography", "within": "Photography"}
