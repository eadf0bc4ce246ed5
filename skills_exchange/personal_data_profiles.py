"""What profiles, claims, evidence and blocks keep about a person."""

from typing import Any

from skills_exchange.enums import EvidenceKind
from skills_exchange.models import Evidence, Party, PartyBlock, PartyLanguage, SkillClaim, WaitingAnswers
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """The profile, for the person's own file."""
    party = Party.objects.filter(person=person).first()
    given = Evidence.objects.filter(endorser=person, kind=EvidenceKind.ENDORSEMENT).select_related("claim__skill")
    return {
        "profile": _profile(party) if party else None,
        "skills": [_claim(claim) for claim in _claims(party)] if party else [],
        "kept_away": _blocked(party) if party else [],
        "endorsements_given": [
            {"skill": each.claim.skill.slug, "note": each.note, "at": each.verified_at.isoformat()} for each in given
        ],
        "answers_that_wait": [row.answers for row in WaitingAnswers.objects.of(person)],
    }


def erase(person: Person) -> None:
    """All of it goes. What is left of the party is an empty place on which the other side of an exchange hangs."""
    Evidence.objects.filter(endorser=person).delete()
    WaitingAnswers.objects.of(person).delete()
    party = Party.objects.filter(person=person).first()
    if party is None:
        return
    SkillClaim.objects.filter(party=party).delete()
    PartyLanguage.objects.filter(party=party).delete()
    PartyBlock.objects.filter(by=party).delete()
    PartyBlock.objects.filter(blocked=party).delete()
    party.territories.clear()
    blank = Party(kind=party.kind, listed=False)
    kept = {"about", "zone", "week", "week_utc", "week_of", "hours_a_week", "max_active", "away_from", "away_until"}
    kept |= {"listed", "underrepresented", "exposure", "rating"}
    Party.objects.filter(pk=party.pk).update(**{name: getattr(blank, name) for name in sorted(kept)})


def _claims(party: Party) -> Any:
    return SkillClaim.objects.filter(party=party).select_related("skill").prefetch_related("evidence__endorser")


def _blocked(party: Party) -> list[dict[str, Any]]:
    rows = PartyBlock.objects.filter(by=party).select_related("blocked__person", "blocked__organisation")
    return [{"who": row.blocked.name, "since": row.created_at.isoformat()} for row in rows]


def _profile(party: Party) -> dict[str, Any]:
    return {
        "about": party.about,
        "languages": {each.language: each.level for each in party.speaks.all()},
        "territories": [each.code for each in party.territories.all()],
        "time_zone": party.zone,
        "free_hours_of_the_week": [hour for hour in range(168) if party.week >> hour & 1],
        "hours_a_week": party.hours_a_week,
        "exchanges_at_a_time": party.max_active,
        "away_from": party.away_from and party.away_from.isoformat(),
        "away_until": party.away_until and party.away_until.isoformat(),
        "listed": party.listed,
        "since": party.created_at.isoformat(),
    }


def _claim(claim: SkillClaim) -> dict[str, Any]:
    return {
        "skill": claim.skill.slug,
        "kind": claim.kind,
        "level": claim.level,
        "formats": claim.formats,
        "languages": claim.languages,
        "note": claim.note,
        "visibility": claim.visibility,
        "source": claim.source,
        "verified": claim.verified,
        "valid_until": claim.valid_until.isoformat(),
        "evidence": [
            {
                "kind": each.kind,
                "title": each.endorser.username if each.endorser else each.title,
                "note": each.note,
                "hidden": each.hidden,
                "expires": each.expires_on and each.expires_on.isoformat(),
            }
            for each in claim.evidence.all()
        ],
    }
