"""A badge for a certification: written with it, in one transaction; signed and drawn afterwards."""

import hashlib
import secrets
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from certification.badges import tasks
from certification.badges.actions.achievements import achievement_of_pack, achievement_of_topic
from certification.badges.actions.issuers import ensure_primary_issuer
from certification.badges.actions.status_lists import free_place
from certification.badges.enums import CredentialState, SubjectIdentity, Visibility
from certification.badges.models import Credential, Naming
from certification.models import Period
from courses.models import PackCompletion
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.people.models import Person

_TRIES = 8


@transaction.atomic
def issue_credential(*, period: Period, actor: str = SYSTEM) -> Credential:
    """The badge of a period: the one that it has, or a new one if it has none that says the right days.

    A badge with other days is replaced by a new edition; a revoked one stays revoked beside the new one.
    Signing, pictures, certificate and notice follow once the transaction has ended.
    """
    period = Period.objects.select_for_update(of=["self"]).select_related("fact", "person", "topic").get(pk=period.pk)
    latest = Credential.objects.filter(period=period).order_by("-edition").first()
    valid_from, valid_until = _start(period.valid_from), _end(period.valid_until)
    if latest is not None and latest.state != CredentialState.REVOKED:
        if (latest.valid_from, latest.valid_until) == (valid_from, valid_until):
            return latest
        replaced: Credential | None = latest
    else:
        replaced = None if latest else _renewed(period)
    issuer = ensure_primary_issuer()
    credential = _place(
        {
            "person": period.person,
            "issuer": issuer,
            "achievement": achievement_of_topic(issuer=issuer, topic=period.topic),
            "period": period,
            "edition": latest.edition + 1 if latest else 1,
            "supersedes": replaced,
            "language": _language(period.person),
            "level": period.fact.level,
            "holder_name": period.person.username,
            "visibility": replaced.visibility if replaced else Visibility.PRIVATE,
            "awarded_at": replaced.awarded_at if replaced else period.fact.at,
            "valid_from": valid_from,
            "valid_until": valid_until,
            **_naming(period.person),
        }
    )
    enqueue_on_commit(tasks.prepare, credential.pk)
    record(
        actor=actor,
        action="badges.credential_issued",
        target=credential.reference,
        details={"person": period.person.reference, "topic": period.topic.key, "edition": credential.edition},
    )
    return credential


@transaction.atomic
def issue_pack_credential(*, completion: PackCompletion) -> Credential:
    """The badge of a completed learning pack, once; it has no last day. What follows is as for certifications."""
    completion = PackCompletion.objects.select_for_update(of=["self"], no_key=True).get(pk=completion.pk)
    if (there := Credential.objects.filter(pack_completion=completion).first()) is not None:
        return there
    issuer = ensure_primary_issuer()
    credential = _place(
        {
            "person": completion.person,
            "issuer": issuer,
            "achievement": achievement_of_pack(issuer=issuer, pack=completion.pack),
            "pack_completion": completion,
            "language": _language(completion.person),
            "holder_name": completion.person.username,
            "awarded_at": completion.completed_at,
            "valid_from": completion.completed_at,
            **_naming(completion.person),
        }
    )
    enqueue_on_commit(tasks.prepare, credential.pk)
    record(
        actor=SYSTEM,
        action="badges.credential_issued",
        target=credential.reference,
        details={"person": completion.person.reference, "pack": completion.pack.slug},
    )
    return credential


@transaction.atomic
def choose_naming(*, actor: Person, identity: SubjectIdentity) -> Naming:
    """How the person's coming badges name them; badges that exist stay as they are."""
    naming, _created = Naming.objects.update_or_create(person=actor, defaults={"identity": identity})
    return naming


def _place(said: dict[str, Any]) -> Credential:
    for _attempt in range(_TRIES):
        listed, index = free_place(said["issuer"])
        try:
            with transaction.atomic():
                return Credential.objects.create(status_list=listed, status_index=index, **said)
        except IntegrityError as error:
            if "credential_index_never_again" not in str(error):
                raise
    raise RuntimeError("no free place in the status list after several tries")


def _renewed(period: Period) -> Credential | None:
    """The badge of the period that this one follows without a gap, as long as nothing has replaced it."""
    return Credential.objects.current().filter(period__renewed_by=period).order_by("-edition").first()


def _naming(person: Person) -> dict[str, str]:
    wanted = Naming.objects.filter(person=person).values_list("identity", flat=True).first()
    if wanted == SubjectIdentity.USERNAME:
        return {"identity": wanted, "identity_value": person.username}
    if wanted == SubjectIdentity.EMAIL and person.email:
        salt = secrets.token_hex(16)
        digest = hashlib.sha256((person.email.lower() + salt).encode()).hexdigest()
        return {"identity": wanted, "identity_value": f"sha256${digest}", "identity_salt": salt}
    return {"identity": SubjectIdentity.PSEUDONYM}


def _language(person: Person) -> str:
    """The first of the person's languages in which the badge can speak."""
    for tag in person.language_chain:
        try:
            code = translation.get_supported_language_variant(tag)
        except LookupError:
            continue
        return translation.to_locale(code).replace("_", "-")
    return "en"


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
