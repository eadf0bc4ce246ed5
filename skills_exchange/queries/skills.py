"""Which skills are meant by some words, and the tree of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from skills_exchange.enums import SkillStatus
from skills_exchange.folding import bones, folded
from skills_exchange.models import Skill
from wikilearn.core import languages

CLOSE = 0.4
"""How alike a part of a name must be to pass for a misspelling: pg_trgm's word similarity, 0–1."""
CLOSE_BONES = 0.6
FEWEST_BONES = 3
CANDIDATES = 400
ALIKE = 0.75
SURE = 0.75
"""From this score on the words are taken to mean the skill."""

# Both statements travel together: the threshold counts for the search and travels with the connection.
_SEARCH = """
    SELECT set_config('pg_trgm.word_similarity_threshold', %(close)s, false);
    SELECT name.skill_id, name.language, name.folded, name.is_label,
           greatest(word_similarity(%(plain)s, name.folded),
                    CASE WHEN %(by_bones)s THEN word_similarity(%(bones)s, name.bones) * %(weight)s ELSE 0 END) AS alike
      FROM skills_exchange_skillname AS name
     WHERE name.folded %%> %(plain)s OR name.folded LIKE %(begins)s OR name.folded LIKE %(within)s
           OR (%(by_bones)s AND name.bones %%> %(bones)s)
     ORDER BY alike DESC, name.id
     LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A skill that the words may mean, and how well they do: 1 and more is its very name."""

    skill_id: int
    score: float


def find_skills(
    text: str, tag: str | None = None, limit: int = 10, *, statuses: Iterable[str] = (SkillStatus.ACTIVE,)
) -> list[Skill]:
    """The skills whose names come near `text`, best first; names in the language `tag` win between equals.

    Typing errors and other scripts are tolerated. Without a text the beginning of the tree. At most two queries.
    """
    skills = Skill.objects.filter(status__in=list(statuses))
    if not folded(text):
        return [] if text.strip() else list(skills.order_by("path")[:limit])
    hits = search_names(text, tag)
    by_id = skills.in_bulk([hit.skill_id for hit in hits])
    return [by_id[hit.skill_id] for hit in hits if hit.skill_id in by_id][:limit]


def search_names(text: str, tag: str | None = None) -> list[Hit]:
    """The skills of any status with a name like `text`, best first; one query."""
    plain, bare = folded(text), bones(text)
    if not plain:
        return []
    best: dict[int, float] = {}
    for skill_id, language, name, is_label, alike in _rows(plain, bare):
        score = _score(plain, name, float(alike)) + 0.02 * (language == tag) + 0.01 * is_label
        best[skill_id] = max(best.get(skill_id, 0), score)
    return [Hit(pk, score) for pk, score in sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))]


def similar_skills(names: Iterable[str], limit: int = 5) -> list[Skill]:
    """Skills in use or proposed whose names nearly are one of these: what a proposer may have meant."""
    scores: dict[int, float] = {}
    for name in names:
        for hit in search_names(name):
            if hit.score >= SURE:
                scores[hit.skill_id] = max(hit.score, scores.get(hit.skill_id, 0))
    found = Skill.objects.filter(pk__in=scores, status__in=[SkillStatus.ACTIVE, SkillStatus.PROPOSED])
    return sorted(found, key=lambda skill: -scores[skill.pk])[:limit]


def nearest_in_use(skill: Skill) -> Skill | None:
    """What to take instead of a skill that is not in use: what it was merged into, else the nearest above it."""
    while skill.merged_into is not None:
        skill = skill.merged_into
    if skill.is_active:
        return skill
    return Skill.objects.active().above(skill).order_by("-path").first()


def why_not(skill: Skill) -> str:
    """Why a skill cannot be chosen, with the nearest that can; empty if it can."""
    if skill.is_active:
        return ""
    near = nearest_in_use(skill)
    if near is None:
        return _("This skill is not in use. Please choose another one.")
    if skill.status == SkillStatus.MERGED:
        return _("“%(skill)s” is part of “%(near)s” now. Please choose that one.") % _two(skill, near)
    return _("“%(skill)s” is not in use. The nearest that is: “%(near)s”.") % _two(skill, near)


@dataclass(frozen=True, slots=True)
class Branch:
    """A skill in the tree as lists and select boxes need it."""

    slug: str
    label: str
    depth: int


def branches(tag: str | None = None) -> list[Branch]:
    """All skills in use, each after what it belongs to and else by name; one query."""
    chain = languages.fallback_chain([tag or languages.current().tag])
    rows = Skill.objects.active().values_list("slug", "path", "labels")
    named = {path: (slug, _label(labels, chain, slug)) for slug, path, labels in rows}
    keys = {path: _sort_key(path, named) for path in named}
    return [Branch(*named[path], depth=path.count("/")) for path in sorted(named, key=lambda path: keys[path])]


def in_category(skill: Skill) -> Q:
    """The condition on claims that their skill is this one or one below it."""
    return Q(skill__path__startswith=skill.path)


def _two(skill: Skill, near: Skill) -> dict[str, str]:
    return {"skill": skill.label, "near": near.label}


def _rows(plain: str, bare: str) -> list[tuple[int, str, str, bool, float]]:
    escaped = plain.replace("_", r"\_").replace("%", r"\%")
    said: dict[str, str | bool | float] = {
        "plain": plain,
        "bones": bare,
        "begins": f"{escaped}%",
        "within": f"% {escaped}%",
        "by_bones": len(bare.rpartition(" ")[2]) >= FEWEST_BONES,
        "close": str(CLOSE),
        "weight": CLOSE / CLOSE_BONES,
        "most": CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, said)
        return cursor.fetchall()


def _score(plain: str, name: str, alike: float) -> float:
    if plain == name:
        return 1.2
    if name.startswith(plain):
        return 0.9 + 0.1 * len(plain) / len(name)
    if f" {plain}" in name:
        return 0.8 + 0.1 * len(plain) / len(name)
    return max(alike * min(1.0, 0.5 + len(plain) / (2 * len(name))), _typed_like(plain, name))


def _typed_like(plain: str, name: str) -> float:
    """How much of two whole names is the same, 0–1; 0 for less than three quarters."""
    compared = SequenceMatcher(None, plain, name, autojunk=False)
    if compared.real_quick_ratio() < ALIKE or compared.quick_ratio() < ALIKE:
        return 0
    return ratio if (ratio := compared.ratio()) >= ALIKE else 0


def _label(labels: dict[str, str], chain: list[str], slug: str) -> str:
    return next((labels[tag] for tag in chain if tag in labels), next(iter(labels.values()), slug))


def _sort_key(path: str, named: dict[str, tuple[str, str]]) -> list[str]:
    """The folded names from the top down; a part that is not in use stands by its slug."""
    slugs = path.rstrip("/").split("/")
    above = ("/".join(slugs[: level + 1]) + "/" for level in range(len(slugs)))
    return [folded(named[each][1]) if each in named else each for each in above]


def categories() -> list[Skill]:
    """The top of the tree, by name."""
    return sorted(Skill.objects.active().categories(), key=lambda skill: folded(skill.label))


def parents_of(skills: Iterable[Skill]) -> dict[int | None, str]:
    """The names of what these skills belong to, by primary key; one query."""
    wanted = {skill.parent_id for skill in skills if skill.parent_id is not None}
    return {parent.pk: parent.label for parent in Skill.objects.filter(pk__in=wanted)} if wanted else {}
