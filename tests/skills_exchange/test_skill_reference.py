"""The skills that the site starts with are complete and stay as curators leave them."""

import pytest

from courses.reference_data import load_topics
from skills_exchange.models import Skill, SkillName
from skills_exchange.models.skills import DEPTH
from skills_exchange.queries.skills import find_skills
from skills_exchange.reference_data import TAGS, aliases_of, load_skills, shipped
from wikilearn.core import languages
from wikilearn.core.languages import canonical


def test_the_file_is_complete():
    rows = list(shipped())
    slugs = [row["slug"] for row in rows]
    assert len(rows) >= 150
    assert len(set(slugs)) == len(rows)
    assert set(TAGS) == {language.tag for language in languages.INTERFACE}
    for row in rows:
        assert all(row[tag].strip() for tag in TAGS), row["slug"]
        assert row["about"].endswith("."), row["slug"]
        assert row["parent"] == "" or row["parent"] in slugs[: slugs.index(row["slug"])], row["slug"]
        assert all(canonical(tag) == tag for tag in aliases_of(row))
    for tag in TAGS:
        names = [row[tag] for row in rows]
        assert len(set(names)) == len(names), tag
    assert sum(not row["parent"] for row in rows) >= 12


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    load_topics()
    first = load_skills()
    assert (first.created, first.unchanged) == (len(list(shipped())), 0)
    names = SkillName.objects.count()
    second = load_skills()
    assert (second.created, second.unchanged) == (0, first.created)
    assert SkillName.objects.count() == names
    assert max(skill.depth for skill in Skill.objects.all()) <= DEPTH
    keys = {key for row in shipped() for key in row["topics"].split()}
    assert set(Skill.topics.through.objects.values_list("topic__key", flat=True)) == keys
    assert [find_skills(words)[0].slug for words in ("fotografía", "медиация", "版权法", "الوساطة")][:2] == [
        "photography",
        "mediation",
    ]


@pytest.mark.django_db
def test_what_curators_changed_is_left_alone():
    load_skills()
    Skill.objects.filter(slug="bots").update(labels={"en": "Robots"})
    Skill.objects.filter(slug="python").delete()
    load_skills()
    assert Skill.objects.get(slug="bots").labels == {"en": "Robots"}
    assert Skill.objects.filter(slug="python").exists()
