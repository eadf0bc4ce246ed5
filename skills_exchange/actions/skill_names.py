"""Making the names of skills findable."""

from collections.abc import Iterable, Iterator

from skills_exchange.folding import bones, folded
from skills_exchange.models import Skill, SkillName


def write_names(skills: Iterable[Skill]) -> None:
    """Write the searchable names of skills anew, from their labels and aliases."""
    skills = list(skills)
    SkillName.objects.filter(skill__in=skills).delete()
    SkillName.objects.bulk_create(row for skill in skills for row in _rows(skill))


def _rows(skill: Skill) -> Iterator[SkillName]:
    seen: set[tuple[str, str]] = set()
    for language, text, is_label in _texts(skill):
        plain = folded(text)
        if plain and (language, plain) not in seen:
            seen.add((language, plain))
            yield SkillName(
                skill=skill, language=language, text=text, folded=plain, bones=bones(text), is_label=is_label
            )


def _texts(skill: Skill) -> Iterator[tuple[str, str, bool]]:
    for language, text in skill.labels.items():
        yield language, text, True
    for language, texts in skill.aliases.items():
        for text in texts:
            yield language, text, False
