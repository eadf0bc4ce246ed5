"""The skills that the site starts with, written for it, in the languages of the interface.

`data/skills.csv` has a row per skill, what it belongs to before it. `aliases` is `tag: name; name | tag: name`, and
`topics` are keys of the mandatory topics. Wikidata items stand only where we are sure of them; curators add the rest.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from courses.models import Topic
from skills_exchange.actions.skill_names import write_names
from skills_exchange.enums import SkillStatus
from skills_exchange.models import Skill
from skills_exchange.models.skills import DEPTH
from wikilearn.core.reference_data import Loaded

SHIPPED = Path(__file__).parent / "data" / "skills.csv"
TAGS = ("en", "ar", "es", "fr", "ru", "zh-Hans")

Row = Mapping[str, str]


def load_skills() -> Loaded:
    """Add the skills that are missing; whatever curators renamed, moved, merged or retired is left alone."""
    rows = list(shipped())
    known = {skill.slug: skill for skill in Skill.objects.filter(slug__in=[row["slug"] for row in rows])}
    items = set(Skill.objects.exclude(wikidata=None).values_list("wikidata", flat=True))
    topics = {topic.key: topic for topic in Topic.objects.all()}
    created = []
    for row in rows:
        if row["slug"] not in known:
            skill = _add(row, known.get(row["parent"]), row["wikidata"] if row["wikidata"] not in items else "")
            skill.topics.set(topics[key] for key in row["topics"].split() if key in topics)
            known[skill.slug] = skill
            created.append(skill)
    write_names(created)
    return Loaded(created=len(created), unchanged=len(rows) - len(created))


def shipped() -> Iterator[Row]:
    """The rows of the file."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def aliases_of(row: Row) -> dict[str, list[str]]:
    """`en: a; b | fr: c` → `{"en": ["a", "b"], "fr": ["c"]}`."""
    parts = (part.split(":", 1) for part in row["aliases"].split("|") if part.strip())
    return {tag.strip(): [name.strip() for name in names.split(";")] for tag, names in parts}


def _add(row: Row, parent: Skill | None, wikidata: str) -> Skill:
    while parent is not None and parent.depth >= DEPTH:  # curators moved it down
        parent = parent.parent
    return Skill.objects.create(
        slug=row["slug"],
        parent=parent,
        path=f"{parent.path if parent else ''}{row['slug']}/",
        wikidata=wikidata or None,
        labels={tag: row[tag] for tag in TAGS},
        aliases=aliases_of(row),
        descriptions={"en": row["about"]},
        status=SkillStatus.ACTIVE,
    )
