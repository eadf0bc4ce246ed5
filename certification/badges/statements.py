"""From our rows to the typed documents of `open_badges`: what a badge says, in one language."""

import uuid

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certification.badges.enums import SubjectIdentity
from certification.badges.models import Achievement, Credential, Issuer
from certification.badges.open_badges import documents
from courses.enums import Level
from wikilearn.core import languages


def credential_statement(credential: Credential) -> documents.AchievementCredential:
    """Everything that the signature will cover."""
    with translation.override(credential.language.lower()):
        achievement = _achievement(credential.achievement)
        results = (_result(credential),) if credential.level in Level.values else ()
    return documents.AchievementCredential(
        id=credential.address,
        issuer=_profile(credential.issuer),
        subject_id=f"urn:uuid:{credential.person.uid}",
        achievement=achievement,
        status=documents.StatusEntry(credential.status_list.address, credential.status_index),
        awarded=credential.awarded_at,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        identity=_identity(credential),
        results=results,
        evidence=_evidence(credential),
    )


def _evidence(credential: Credential) -> tuple[documents.Evidence, ...]:
    return tuple(
        documents.Evidence(
            id=said.get("id") or f"urn:uuid:{uuid.uuid5(credential.uid, f'evidence-{number}')}",
            name=said["name"],
            narrative=said.get("narrative", ""),
            genre=said.get("genre", ""),
        )
        for number, said in enumerate(credential.evidence, start=1)
    )


def _kind(achievement: Achievement) -> str:
    if achievement.pack_id is not None:
        return "LearningProgram"
    if achievement.deed:
        return "CommunityService"
    return "Course" if achievement.course_id is not None else "Certification"


def _profile(issuer: Issuer) -> documents.Profile:
    image = documents.Image(issuer.image) if issuer.image else None
    return documents.Profile(id=issuer.did, name=issuer.name, url=issuer.url, image=image)


def _achievement(achievement: Achievement) -> documents.Achievement:
    address = achievement.address
    return documents.Achievement(
        id=address,
        name=achievement.name,
        description=achievement.description,
        criteria_url=f"{address}#criteria",
        criteria=achievement.criteria,
        version=str(achievement.version),
        language=languages.current().tag,
        kind=_kind(achievement),
        image=documents.Image(f"{address}/image.png", _("Badge: %(name)s") % {"name": achievement.name}),
        alignments=tuple(
            documents.Alignment(
                id=f"{address}#alignment-{number}",
                target_name=said["name"],
                target_url=said["url"],
                target_framework=said.get("framework", ""),
                target_code=said.get("code", ""),
            )
            for number, said in enumerate(achievement.alignments, start=1)
        ),
        results=(
            documents.ResultDescription(
                id=f"{address}#level",
                name=pgettext("of skill", "Level"),
                levels=tuple(documents.Level(f"{address}#level-{level.value}", str(level.label)) for level in Level),
            ),
        ),
    )


def _result(credential: Credential) -> documents.Result:
    level, address = Level(credential.level), credential.achievement.address
    return documents.Result(
        id=f"urn:uuid:{uuid.uuid5(credential.uid, 'level')}",
        description=f"{address}#level",
        level=f"{address}#level-{level.value}",
        value=str(level.label),
    )


def _identity(credential: Credential) -> documents.Identity | None:
    if credential.identity == SubjectIdentity.USERNAME:
        return documents.Identity("userName", credential.identity_value)
    if credential.identity == SubjectIdentity.EMAIL:
        return documents.Identity("emailAddress", credential.identity_value, credential.identity_salt)
    if credential.identity == SubjectIdentity.NAME:
        return documents.Identity("name", credential.identity_value)
    return None
