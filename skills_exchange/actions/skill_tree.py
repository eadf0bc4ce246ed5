"""Curating what is in the list: names, place in the tree, and whether a skill is in use."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Replace, Substr
from django.utils.translation import gettext as _

from courses.models import Topic
from skills_exchange.actions.skill_names import write_names
from skills_exchange.actions.skills import demand_curator, lock_tree, refuse_taken
from skills_exchange.enums import SkillStatus
from skills_exchange.errors import SkillRefused
from skills_exchange.models import Skill, SkillClaim
from skills_exchange.models.skills import DEPTH
from skills_exchange.wiring_skills import SKILL_CHANGED
from wikilearn.audit.actions import record
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

Names = Mapping[str, str]


@transaction.atomic
def edit_skill(
    *,
    actor: Person,
    skill: Skill,
    labels: Names,
    aliases: Mapping[str, list[str]],
    descriptions: Names,
    wikidata: str | None,
    topics: Collection[Topic],
) -> Skill:
    """Write the names, descriptions, Wikidata item and topics of a skill anew; the log keeps what was there before.

    `SkillRefused` without any name, or if another skill has a name or the item already.
    """
    demand_curator(actor)
    lock_tree()
    skill = _locked(skill)
    if not labels:
        raise SkillRefused(_("A skill needs a name in one language at least."))
    for language, name in labels.items():
        if name != skill.labels.get(language):
            refuse_taken(name, language, but=skill)
    if wikidata and Skill.objects.filter(wikidata=wikidata).exclude(pk=skill.pk).exists():
        raise SkillRefused(_("Another skill has this Wikidata item."), field="wikidata")
    said = {"labels": dict(labels), "aliases": dict(aliases), "descriptions": dict(descriptions), "wikidata": wikidata}
    changes = {name: [getattr(skill, name), value] for name, value in said.items() if getattr(skill, name) != value}
    for name, value in said.items():
        setattr(skill, name, value)
    skill.save(update_fields=[*said])
    skill.topics.set(topics)
    write_names([skill])
    record(actor=actor.reference, action="skill.edited", target=skill.reference, details=_parts(changes))
    return skill


@transaction.atomic
def move_skill(*, actor: Person, skill: Skill, parent: Skill | None) -> Skill:
    """Put a skill, with all below it, under another one or (None) at the top; paths of all below follow.

    `SkillRefused` beneath itself, beneath what is not in use, or where the tree would be too deep.
    """
    demand_curator(actor)
    lock_tree()
    skill = _locked(skill)
    if skill.status == SkillStatus.MERGED:
        raise SkillRefused(_("This skill was merged with another one already."))
    if parent is not None:
        parent = Skill.objects.get(pk=parent.pk)
        refuse_place(skill, parent)
    before = skill.path
    place_under(skill, parent)
    details = {"from": before, "to": skill.path}
    record(actor=actor.reference, action="skill.moved", target=skill.reference, details=details)
    return skill


@transaction.atomic
def retire_skill(*, actor: Person, skill: Skill) -> Skill:
    """Take a skill out of use: it can be found and claimed no longer, and those who claimed it are told.

    `SkillRefused` while something in use belongs to it.
    """
    demand_curator(actor)
    lock_tree()
    skill = _locked(skill)
    if not skill.is_active:
        raise SkillRefused(_("This skill is not in use."))
    if Skill.objects.filter(parent=skill, status__in=[SkillStatus.ACTIVE, SkillStatus.PROPOSED]).exists():
        raise SkillRefused(_("Other skills belong to this one. Please move or retire them first."))
    skill.status = SkillStatus.RETIRED
    skill.save(update_fields=["status"])
    tell_claimants(skill, SkillClaim.objects.filter(skill=skill).values_list("pk", flat=True))
    record(actor=actor.reference, action="skill.retired", target=skill.reference)
    return skill


@transaction.atomic
def restore_skill(*, actor: Person, skill: Skill) -> Skill:
    """Take a retired skill, or a declined proposal, into use again."""
    demand_curator(actor)
    lock_tree()
    skill = _locked(skill)
    if skill.status not in (SkillStatus.RETIRED, SkillStatus.DECLINED):
        raise SkillRefused(_("Only what was retired or declined can be taken into use again."))
    if skill.parent is not None and not skill.parent.is_active:
        raise SkillRefused(_("What it belongs to is not in use. Please move it first."))
    for language, name in skill.labels.items():
        refuse_taken(name, language, but=skill)
    skill.status = SkillStatus.ACTIVE
    skill.save(update_fields=["status"])
    record(actor=actor.reference, action="skill.restored", target=skill.reference)
    return skill


def place_under(skill: Skill, parent: Skill | None) -> None:
    """Write the place of a skill and the paths of all below it; the tree is locked and the place allowed."""
    before = skill.path
    after = f"{parent.path if parent else ''}{skill.slug}/"
    skill.parent, skill.path = parent, after
    Skill.objects.filter(pk=skill.pk).update(parent=parent)
    below = Skill.objects.filter(path__startswith=before)
    below.update(path=Concat(Value(after), Substr("path", len(before) + 1)))


def refuse_place(skill: Skill, parent: Skill) -> None:
    """`SkillRefused` if the skill cannot stand below `parent`."""
    if parent.path.startswith(skill.path):
        raise SkillRefused(_("A skill cannot belong to itself or to one of its parts."), field="parent")
    if not parent.is_active:
        raise SkillRefused(_("That part of the tree is not in use."), field="parent")
    if parent.depth + height(skill) > DEPTH:
        raise SkillRefused(_("The tree would be deeper than four levels."), field="parent")


def height(skill: Skill) -> int:
    """Levels that a skill takes with all below it: 1 if nothing is."""
    longest = Length("path") - Length(Replace("path", Value("/"), Value("")))
    deepest = Skill.objects.within(skill).aggregate(deepest=Max(longest))["deepest"] or skill.depth
    return int(deepest) - skill.depth + 1


def tell_claimants(skill: Skill, claims: Any, *, into: Skill | None = None) -> None:
    """Tell the people with these claims what became of the skill; each once."""
    people = Person.objects.filter(party__claims__in=list(claims), is_active=True).distinct()
    url = (into or skill).get_absolute_url()
    context = {"skill": skill.pk, "into": into.pk if into else 0}
    key = f"skill:{skill.pk}:{skill.status}"
    notify_each(kind=SKILL_CHANGED, notes=[Note(person, context, url, key) for person in people])


def _locked(skill: Skill) -> Skill:
    return Skill.objects.select_for_update(of=("self",)).select_related("parent").get(pk=skill.pk)


def _parts(changes: dict[str, list[Any]]) -> dict[str, Any]:
    """What changed, for the log: names of skills are public."""
    return {name: {"before": before, "after": after} for name, (before, after) in changes.items()}
