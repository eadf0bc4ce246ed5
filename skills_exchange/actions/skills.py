"""Proposing skills and answering proposals."""

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from skills_exchange.actions.skill_names import write_names
from skills_exchange.enums import SkillStatus
from skills_exchange.errors import AlikeSkills, NotYours, SkillRefused
from skills_exchange.folding import folded
from skills_exchange.models import Skill, SkillName
from skills_exchange.models.skills import DEPTH
from skills_exchange.queries.skills import similar_skills
from skills_exchange.wiring_skills import PROPOSAL_ANSWERED
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

MOST_OPEN = 10
"""So many proposals of one person may wait at the same time."""
_TREE = 0x57_4C_53_4B  # any constant number; "WLSK"


@transaction.atomic
def propose_skill(
    *,
    actor: Person,
    name: str,
    language: str,
    parent: Skill,
    description: str = "",
    proposal: str = "",
    none_of_these: bool = False,
) -> Skill:
    """Propose a skill that is missing, as part of a skill in use. Curators see it and answer.

    `SkillRefused` if there is one of that name, or too many of the person's proposals wait; `AlikeSkills` if some come
    near and `none_of_these` is not said.
    """
    if not actor.has_perm("skills_exchange.propose_skill"):
        raise NotYours(_("Please sign in to propose a skill."))
    lock_tree()
    parent = _in_use(parent)
    name = " ".join(name.split())
    refuse_taken(name, language)
    if Skill.objects.filter(proposed_by=actor, status=SkillStatus.PROPOSED).count() >= MOST_OPEN:
        raise SkillRefused(_("Many of your proposals still wait for an answer. Please wait until some have one."))
    if not none_of_these and similar_skills([name]):
        raise AlikeSkills(_("There are skills with nearly this name. Is one of them what you mean?"), field="name")
    slug = free_slug(name)
    skill = Skill.objects.create(
        slug=slug,
        parent=parent,
        path=f"{parent.path}{slug}/",
        labels={language: name},
        descriptions={language: description} if description else {},
        proposed_by=actor,
        proposal=proposal,
    )
    write_names([skill])
    record(actor=actor.reference, action="skill.proposed", target=skill.reference)
    return skill


@transaction.atomic
def accept_skill(*, actor: Person, skill: Skill, answer: str = "") -> Skill:
    """Take a proposed skill into the list, and tell who proposed it."""
    return _answer(actor, skill, SkillStatus.ACTIVE, answer)


@transaction.atomic
def decline_skill(*, actor: Person, skill: Skill, answer: str) -> Skill:
    """Decline a proposal with an answer, and tell who made it. `SkillRefused` without an answer."""
    if not answer.strip():
        raise SkillRefused(_("Please write why, so that the proposer understands."), field="answer")
    return _answer(actor, skill, SkillStatus.DECLINED, answer)


def demand_curator(actor: Person) -> None:
    """`NotYours` for whoever does not keep the list."""
    if not actor.has_perm("skills_exchange.curate_skills"):
        raise NotYours(_("Only curators of skills can do this."))


def lock_tree() -> None:
    """Changes of the tree happen one after the other: each sees the paths that the one before left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])


def refuse_taken(name: str, language: str, *, but: Skill | None = None) -> None:
    """`SkillRefused` if a skill in use or proposed has that very name in that language already."""
    if not folded(name):
        raise SkillRefused(_("Please write a name with letters."), field="name")
    taken = SkillName.objects.filter(folded=folded(name), language=language, is_label=True)
    taken = taken.filter(skill__status__in=[SkillStatus.ACTIVE, SkillStatus.PROPOSED])
    other = taken.exclude(skill=but).select_related("skill").first()
    if other is not None:
        raise SkillRefused(_("There is a skill of this name already: %(name)s.") % {"name": other.text}, field="name")


def free_slug(name: str) -> str:
    """An address part that no skill has."""
    base = slugify(folded(name))[:70].strip("-") or "skill"
    taken = set(Skill.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _in_use(parent: Skill) -> Skill:
    parent = Skill.objects.get(pk=parent.pk)
    if not parent.is_active:
        raise SkillRefused(_("That part of the tree is not in use."), field="parent")
    if parent.depth >= DEPTH:
        raise SkillRefused(
            _("The tree is not deeper than four levels. Please choose a part further up."), field="parent"
        )
    return parent


def _answer(actor: Person, skill: Skill, status: str, answer: str) -> Skill:
    demand_curator(actor)
    lock_tree()
    skill = Skill.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=skill.pk)
    if skill.status != SkillStatus.PROPOSED:
        raise SkillRefused(_("This proposal has an answer already."))
    if status == SkillStatus.ACTIVE and skill.parent is not None:
        _in_use(skill.parent)
    skill.status, skill.answer = status, answer.strip()
    skill.save(update_fields=["status", "answer"])
    accepted = status == SkillStatus.ACTIVE
    tell_proposer(skill, accepted=accepted)
    record(actor=actor.reference, action="skill.accepted" if accepted else "skill.declined", target=skill.reference)
    return skill


def tell_proposer(skill: Skill, *, accepted: bool) -> None:
    """Tell who proposed the skill what came of it."""
    if skill.proposed_by is None:
        return
    notify(
        person=skill.proposed_by,
        kind=PROPOSAL_ANSWERED,
        context={
            "skill": skill.pk,
            "into": skill.merged_into_id or 0,
            "accepted": accepted,
            "answer": skill.answer,
        },
        url=skill.get_absolute_url(),
        key=f"skill:{skill.pk}:answered",
    )
