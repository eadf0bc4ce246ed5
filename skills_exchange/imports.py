"""A profile from elsewhere, and what of it would be new here.

Whatever it comes from, the same rules hold: nothing that the person entered is changed, what is there already is left
alone, and so doing it twice changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from skills_exchange.actions.claims import MOST_CLAIMS
from skills_exchange.enums import ClaimKind, SkillStatus
from skills_exchange.models import Party, Skill, SkillClaim
from skills_exchange.queries.claims import skill_in_use
from wikilearn.movement.models import Territory


@dataclass(slots=True)
class Foreign:
    """What is known elsewhere: languages with levels, codes of territories, skills by slug; as plain JSON for keeping.

    `unknown`: skills that have no counterpart here, as they are named there.
    """

    about: str = ""
    languages: dict[str, int] = field(default_factory=dict)
    territories: list[str] = field(default_factory=list)
    claims: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """To be kept or signed."""
        return {
            "about": self.about,
            "languages": self.languages,
            "territories": self.territories,
            "claims": [list(each) for each in self.claims],
            "unknown": self.unknown,
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Foreign":
        """Back from `as_json`."""
        return cls(
            str(said["about"]),
            {str(tag): int(level) for tag, level in said["languages"].items()},
            [str(code) for code in said["territories"]],
            [(str(slug), str(kind)) for slug, kind in said["claims"]],
            [str(name) for name in said["unknown"]],
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What would come in. `there`: claims that stay as they are; `gone`: skills no longer in use; `too_many`: claims
    for which there is no room."""

    about: str
    languages: dict[str, int]
    territories: list[Territory]
    claims: list[tuple[Skill, ClaimKind]]
    there: int
    gone: list[Skill]
    too_many: int
    unknown: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing of it is new."""
        return not (self.about or self.languages or self.territories or self.claims)


def plan_for(party: Party, foreign: Foreign) -> Plan:
    """What of it is new to the party; five queries."""
    skills = {
        skill.slug: skill
        for skill in Skill.objects.select_related("merged_into__merged_into").filter(
            slug__in=[slug for slug, _kind in foreign.claims]
        )
    }
    mine = set(SkillClaim.objects.filter(party=party).values_list("skill", "kind"))
    spoken = set(party.speaks.values_list("language", flat=True))
    places = set(party.territories.values_list("code", flat=True))
    wanted, gone = _wanted(skills, foreign.claims)
    new = [(skill, kind) for skill, kind in wanted if not _is_there(mine, skill, kind)]
    room = max(0, MOST_CLAIMS - len(mine))
    [slug for slug, _kind in foreign.claims if slug not in skills]
    return Plan(
        about="" if party.about.strip() else foreign.about.strip()[:2000],
        languages={tag: level for tag, level in foreign.languages.items() if tag not in spoken},
        territories=list(Territory.objects.filter(code__in=set(foreign.territories) - places)),
        claims=new[:room],
        there=len(wanted) - len(new),
        gone=gone,
        too_many=max(0, len(new) - room),
        unknown=list(
            dict.fromkeys([*foreign.unknown, *(slug for slug, _kind in foreign.claims if slug not in skills)])
        ),
    )


def _wanted(
    skills: Mapping[str, Skill], claims: Iterable[tuple[str, str]]
) -> tuple[list[tuple[Skill, ClaimKind]], list[Skill]]:
    """Each skill once per kind, merged ones as what they were merged into; who shares a skill need not know it, too."""
    wanted: dict[tuple[int, ClaimKind], Skill] = {}
    gone: dict[int, Skill] = {}
    for slug, kind in claims:
        if slug not in skills:
            continue
        skill = skill_in_use(skills[slug])
        if skill.status == SkillStatus.ACTIVE:
            wanted[skill.pk, ClaimKind(kind)] = skill
        else:
            gone[skill.pk] = skill
    kept = {key: skill for key, skill in wanted.items() if not _implied(key, wanted)}
    return [(skill, kind) for (_pk, kind), skill in kept.items()], list(gone.values())


def _implied(key: tuple[int, ClaimKind], wanted: Mapping[tuple[int, ClaimKind], Skill]) -> bool:
    return key[1] == ClaimKind.KNOWN and (key[0], ClaimKind.OFFERED) in wanted


def _is_there(mine: set[tuple[int, str]], skill: Skill, kind: ClaimKind) -> bool:
    return (skill.pk, kind) in mine or (kind == ClaimKind.KNOWN and (skill.pk, ClaimKind.OFFERED) in mine)
