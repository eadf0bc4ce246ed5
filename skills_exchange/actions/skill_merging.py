"""Merging two skills that mean the same."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from skills_exchange.actions.merged_hours import award_joined_hours, sharers_with_hours
from skills_exchange.actions.skill_names import write_names
from skills_exchange.actions.skill_relations import move_relations
from skills_exchange.actions.skill_tree import place_under, refuse_place, tell_claimants
from skills_exchange.actions.skills import demand_curator, lock_tree, tell_proposer
from skills_exchange.enums import SkillStatus, Visibility
from skills_exchange.errors import SkillRefused
from skills_exchange.folding import folded
from skills_exchange.models import Evidence, NotForMe, Party, Skill, SkillClaim
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

NARROWNESS = {Visibility.EVERYONE: 0, Visibility.MEMBERS: 1, Visibility.MATCHES: 2}
"""Of two claims that become one, the one for fewer eyes decides."""


@transaction.atomic
def merge_skill(*, actor: Person, skill: Skill, into: Skill) -> Skill:
    """Let `into` take over the names, parts, topics and claims of `skill`, whose address leads there from now on.

    A party that claimed both keeps one claim: the higher level, all evidence, the longer date, fewer eyes. Programmes,
    resources, clinics and questions name `into` from now on. Matches keep the skill that they were made for; awards for
    hours move, each once, and what the hours reach together is given. A proposal is answered by that. `SkillRefused`
    for what cannot be merged.
    """
    demand_curator(actor)
    lock_tree()
    skill, into = _both(skill, into)
    _refuse(skill, into)
    for part in Skill.objects.filter(parent=skill).exclude(status=SkillStatus.MERGED):
        refuse_place(part, into)
        place_under(part, into)
    was_proposed = skill.status == SkillStatus.PROPOSED
    sharers = sharers_with_hours(skill)
    _take_over_names(skill, into)
    skill.status, skill.merged_into = SkillStatus.MERGED, into
    skill.save(update_fields=["status", "merged_into", "wikidata"])
    into.save(update_fields=["labels", "aliases", "descriptions", "wikidata"])
    into.topics.add(*skill.topics.all())
    Skill.objects.filter(merged_into=skill).update(merged_into=into)
    write_names([skill, into])
    claims = _move_claims(skill, into)
    _move_dismissals(skill, into)
    move_relations(skill, into)
    award_joined_hours(sharers=sharers, skill=into)
    tell_claimants(skill, claims, into=into)
    if was_proposed:
        tell_proposer(skill, accepted=False)
    details = {"into": into.reference, "claims": len(claims)}
    record(actor=actor.reference, action="skill.merged", target=skill.reference, details=details)
    return into


def _both(skill: Skill, into: Skill) -> tuple[Skill, Skill]:
    rows = Skill.objects.select_for_update(of=("self",)).select_related("proposed_by")
    found = rows.in_bulk([skill.pk, into.pk])
    return found[skill.pk], found[into.pk]


def _refuse(skill: Skill, into: Skill) -> None:
    if skill.pk == into.pk:
        raise SkillRefused(_("A skill cannot be merged into itself."), field="into")
    if skill.status == SkillStatus.MERGED:
        raise SkillRefused(_("This skill was merged with another one already."))
    if not into.is_active:
        raise SkillRefused(_("The skill that stays has to be in use."), field="into")
    if into.path.startswith(skill.path):
        raise SkillRefused(
            _("A skill cannot be merged into one of its own parts. Please move that first."), field="into"
        )


def _take_over_names(skill: Skill, into: Skill) -> None:
    """Names become aliases, or the name where there is none in that language; the Wikidata item goes along."""
    for language in {*skill.labels, *skill.aliases}:
        names = [skill.labels.get(language, ""), *skill.aliases.get(language, [])]
        if language not in into.labels and names[0]:
            into.labels[language] = names[0]
        known = {folded(name) for name in [into.labels.get(language, ""), *into.aliases.get(language, [])]}
        new = [name for name in names if name and folded(name) not in known]
        if new:
            into.aliases[language] = [*into.aliases.get(language, []), *new]
    into.descriptions = skill.descriptions | into.descriptions
    if skill.wikidata and not into.wikidata:
        item, skill.wikidata = skill.wikidata, None
        Skill.objects.filter(pk=skill.pk).update(wikidata=None)
        into.wikidata = item


def _move_claims(skill: Skill, into: Skill) -> list[int]:
    """Move the claims and unite duplicates; gives the claims that stand for what was claimed of `skill`."""
    parties = SkillClaim.objects.filter(skill=skill).values("party")
    list(Party.objects.select_for_update(of=("self",)).filter(pk__in=parties).order_by("pk").values_list("pk"))
    there = {(claim.party_id, claim.kind): claim for claim in SkillClaim.objects.filter(skill=into, party__in=parties)}
    moved, united, gone = [], [], []
    for claim in SkillClaim.objects.filter(skill=skill):
        kept = there.get((claim.party_id, claim.kind))
        if kept is None:
            moved.append(claim.pk)
        else:
            _unite(claim, kept)
            united.append(kept)
            gone.append((claim.pk, kept.pk))
    fields = ["level", "formats", "languages", "note", "visibility", "verified", "valid_until", "confirmed_at"]
    SkillClaim.objects.bulk_update(united, fields, batch_size=500)
    _move_evidence(dict(gone))
    SkillClaim.objects.filter(pk__in=[pk for pk, _kept in gone]).delete()
    SkillClaim.objects.filter(pk__in=moved).update(skill=into)
    return [*moved, *(claim.pk for claim in united)]


def _unite(claim: SkillClaim, kept: SkillClaim) -> None:
    """What one party said of the two skills, as one claim."""
    kept.level = max(kept.level, claim.level)
    kept.formats = _union(kept.formats, claim.formats)
    kept.languages = _union(kept.languages, claim.languages)
    kept.note = kept.note or claim.note
    kept.visibility = max(kept.visibility, claim.visibility, key=lambda each: NARROWNESS[Visibility(each)])
    kept.verified = kept.verified or claim.verified
    kept.valid_until = max(kept.valid_until, claim.valid_until)
    kept.confirmed_at = max(kept.confirmed_at, claim.confirmed_at)


def _union(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Of both; empty means any, so one that is empty makes all of it empty."""
    one, other = list(one), list(other)
    return list(dict.fromkeys([*one, *other])) if one and other else []


def _move_evidence(kept_by: dict[int, int]) -> None:
    there = set(Evidence.objects.filter(claim__in=kept_by.values()).values_list("claim_id", "kind", "source"))
    moved = []
    for evidence in Evidence.objects.filter(claim__in=kept_by):
        target = kept_by[evidence.claim_id]
        if (target, evidence.kind, evidence.source) not in there:
            there.add((target, evidence.kind, evidence.source))
            evidence.claim_id = target
            moved.append(evidence)
    Evidence.objects.bulk_update(moved, ["claim"], batch_size=500)


def _move_dismissals(skill: Skill, into: Skill) -> None:
    """“Not for me” holds for the skill that stays, too."""
    there = set(NotForMe.objects.filter(skill=into).values_list("learner_id", "sharer_id"))
    rows = NotForMe.objects.filter(skill=skill)
    NotForMe.objects.bulk_create(
        NotForMe(learner_id=row.learner_id, sharer_id=row.sharer_id, skill=into, reason=row.reason)
        for row in rows
        if (row.learner_id, row.sharer_id) not in there
    )
    rows.delete()
