"""Whether a badge is good: what the public page and `manage.py verify_badge` answer.

Each question is answered by itself. What is shown of a badge of ours comes from our record, never from the upload;
nothing that an upload names is ever fetched.
"""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.badges.enums import CredentialState, KeyUse, RevokedReason, SubjectIdentity
from certification.badges.models import Credential, Issuer, SigningKey
from certification.badges.open_badges import carriers, multibase, proofs, untrusted
from certification.badges.open_badges.canonical import NotCanonical
from certification.badges.open_badges.dates import parse
from certification.badges.open_badges.errors import Flaw, Unreadable
from certification.badges.queries import Status, status_of, successor_of

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


class Outcome(StrEnum):
    """The verdict in one word."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Question(StrEnum):
    """What is asked, each by itself."""

    FORM = "form"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    RECORD = "record"
    DATES = "dates"
    STATUS = "status"


QUESTIONS: dict[Question, str | Promise] = {
    Question.FORM: gettext_lazy("Form"),
    Question.SIGNATURE: gettext_lazy("Signature"),
    Question.ISSUER: gettext_lazy("Issuer"),
    Question.RECORD: gettext_lazy("Same as our record"),
    Question.DATES: gettext_lazy("Dates"),
    Question.STATUS: gettext_lazy("Status"),
}

FLAWS: dict[Flaw, str | Promise] = {
    Flaw.TOO_LARGE: gettext_lazy("This is larger than a badge can be."),
    Flaw.UNKNOWN_KIND: gettext_lazy("This is not a JSON, PNG, SVG or PDF file."),
    Flaw.NOT_JSON: gettext_lazy("The data inside is not readable."),
    Flaw.NOT_A_CREDENTIAL: gettext_lazy("The data inside is not a badge of the kind Open Badges 3.0."),
    Flaw.TOO_COMPLEX: gettext_lazy("The data inside is more complicated than a badge can be."),
    Flaw.RENAMED_KEY: gettext_lazy("It hides parts of the badge under other names. Somebody changed it to deceive."),
    Flaw.UNKNOWN_CONTEXT: gettext_lazy("It uses words that are not defined by Open Badges 3.0."),
    Flaw.DAMAGED: gettext_lazy("The file is damaged."),
    Flaw.NO_CREDENTIAL: gettext_lazy("There is no badge in this file."),
    Flaw.SEVERAL_CREDENTIALS: gettext_lazy("There is more than one badge in this file."),
    Flaw.COMPRESSED: gettext_lazy("The badge in this picture is compressed, which the standard forbids."),
    Flaw.SCRIPT: gettext_lazy("This picture could run a program. A badge does not."),
    Flaw.LOCKED: gettext_lazy("This file is locked with a password."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`good` is None where it cannot be told."""

    question: Question
    good: bool | None
    text: str

    @property
    def title(self) -> str:
        """The question in words."""
        return str(QUESTIONS[self.question])


@dataclass(slots=True)
class Verdict:
    """Answers one by one, and what they amount to. `credential` is our record, if it is a badge of ours."""

    at: datetime
    outcome: Outcome = Outcome.UNKNOWN
    answers: list[Answer] = field(default_factory=list)
    credential: Credential | None = None
    carrier: str = ""

    @property
    def holder_name(self) -> str:
        """The name that our badge itself gives to everybody; empty where the holder wanted none."""
        credential = self.credential
        named = credential is not None and credential.identity in {SubjectIdentity.USERNAME, SubjectIdentity.NAME}
        return credential.identity_value if credential is not None and named else ""

    def add(self, question: Question, good: bool | None, text: str) -> None:
        self.answers.append(Answer(question, good, text))

    def as_json(self) -> dict[str, Any]:
        """For programs: words of `Outcome` and `Question`, sentences in the active language."""
        return {
            "outcome": str(self.outcome),
            "id": self.credential.address if self.credential else None,
            "carrier": self.carrier or None,
            "at": self.at.isoformat(),
            "answers": {str(answer.question): {"good": answer.good, "text": answer.text} for answer in self.answers},
        }


def judge_link(text: str, at: datetime) -> Verdict:
    """The verdict on a link to a badge or its number; the badge itself is read from our record."""
    verdict = Verdict(at)
    verdict.credential = _by_uid(text)
    if verdict.credential is None:
        verdict.add(Question.RECORD, None, _("We have issued no badge with this link or number."))
        return verdict
    _judge_record(verdict)
    return verdict


def judge_credential(credential: Credential, at: datetime) -> Verdict:
    """The verdict on a badge of ours."""
    verdict = Verdict(at, credential=credential)
    _judge_record(verdict)
    return verdict


def judge_file(file: bytes, at: datetime) -> Verdict:
    """The verdict on an uploaded carrier."""
    verdict = Verdict(at, Outcome.INVALID)
    try:
        verdict.carrier, raw = carriers.extract(file)
        document = untrusted.parse(raw)
    except Unreadable as error:
        verdict.add(Question.FORM, False, str(FLAWS[error.flaw]))
        return verdict
    verdict.credential = _by_uid(document.get("id"))
    method = _judge_signature(verdict, document)
    _judge_issuer(verdict, document, method)
    _judge_sameness(verdict, document, method)
    if verdict.credential is not None:
        _judge_dates(verdict, verdict.credential.valid_from, verdict.credential.valid_until)
        _judge_status(verdict)
    else:
        _judge_stated_dates(verdict, document)
        verdict.add(Question.STATUS, None, _("Only its issuer knows whether it was revoked."))
    verdict.outcome = _outcome(verdict)
    return verdict


def _judge_record(verdict: Verdict) -> None:
    credential = verdict.credential
    assert credential is not None  # noqa: S101 - said by the caller
    if not credential.document:
        state = credential.state == CredentialState.PENDING
        text = _("It is being prepared and not yet signed.") if state else _("The document was erased.")
        verdict.add(Question.SIGNATURE, None, text)
    else:
        document = json.loads(credential.document)
        method = _judge_signature(verdict, document)
        _judge_issuer(verdict, document, method)
        _judge_sameness(verdict, document, method)
    _judge_dates(verdict, credential.valid_from, credential.valid_until)
    _judge_status(verdict)
    verdict.outcome = _outcome(verdict)


def _judge_signature(verdict: Verdict, document: dict[str, Any]) -> str | None:
    """Answers form and signature; gives the verification method whose key holds."""
    try:
        method = proofs.verify(document, _key_of)
    except NotCanonical:
        verdict.add(Question.FORM, False, _("It says things that its signature would not cover."))
        verdict.add(Question.SIGNATURE, False, _("The signature cannot be checked."))
    except proofs.BadProof:
        verdict.add(Question.FORM, True, _("It is a badge of the kind Open Badges 3.0."))
        if _names_unknown_key(document):
            verdict.add(Question.SIGNATURE, None, _("We do not know the key that it names."))
        else:
            verdict.add(Question.SIGNATURE, False, _("The signature does not fit: something was changed."))
    else:
        verdict.add(Question.FORM, True, _("It is a badge of the kind Open Badges 3.0."))
        verdict.add(Question.SIGNATURE, True, _("The signature fits every word of it."))
        return method
    return None


def _names_unknown_key(document: dict[str, Any]) -> bool:
    try:
        return _key_of(proofs.method_of(document)) is None
    except proofs.BadProof:
        return False


def _key_of(method: str) -> bytes | None:
    """The key of an issuer of ours, or the one that a `did:key` spells out."""
    key = SigningKey.objects.filter(method_id=method[:350], use=KeyUse.INTEGRITY).first()
    if key is not None:
        if key.removed_at is not None:
            return None  # what it signed is void
        return multibase.raw_public_key(key.public_key)
    did, _hash, fragment = method.partition("#")
    if did == f"did:key:{fragment}":
        try:
            return multibase.raw_public_key(fragment)
        except ValueError:
            return None
    return None


def _judge_issuer(verdict: Verdict, document: dict[str, Any], method: str | None) -> None:
    said = document.get("issuer")
    did = said.get("id") if isinstance(said, dict) else said
    known = Issuer.objects.filter(did=did).first() if isinstance(did, str) else None
    if method is not None and method.partition("#")[0] != did:
        verdict.add(Question.ISSUER, False, _("The key does not belong to the issuer that it names."))
    elif known is None:
        verdict.add(Question.ISSUER, None, _("We do not know its issuer."))
    elif method is None:
        verdict.add(Question.ISSUER, None, _("It names %(issuer)s, which is not proven.") % {"issuer": known.name})
    else:
        verdict.add(Question.ISSUER, True, _("Issued by %(issuer)s.") % {"issuer": known.name})


def _judge_sameness(verdict: Verdict, document: dict[str, Any], method: str | None) -> None:
    credential = verdict.credential
    if credential is None:
        ours = method is not None and SigningKey.objects.filter(method_id=method).exists()
        text = _("We have no record of it, although our key signed it.") if ours else _("It is not a badge of ours.")
        verdict.add(Question.RECORD, False if ours else None, text)
    elif not credential.document:
        verdict.add(Question.RECORD, None, _("The document was erased."))
    elif json.loads(credential.document) == document:
        verdict.add(Question.RECORD, True, _("It is exactly what we issued."))
    else:
        verdict.add(Question.RECORD, False, _("It differs from what we issued."))


def _judge_dates(verdict: Verdict, valid_from: datetime, valid_until: datetime | None) -> None:
    days = {"since": _day(valid_from), "until": _day(valid_until) if valid_until else ""}
    if valid_from > verdict.at:
        verdict.add(Question.DATES, False, _("Valid only from %(since)s.") % days)
    elif valid_until is None:
        verdict.add(Question.DATES, True, _("Valid since %(since)s, without an end.") % days)
    elif valid_until < verdict.at:
        verdict.add(Question.DATES, False, _("Expired on %(until)s.") % days)
    else:
        verdict.add(Question.DATES, True, _("Valid from %(since)s until %(until)s.") % days)


def _judge_stated_dates(verdict: Verdict, document: dict[str, Any]) -> None:
    try:
        until = document.get("validUntil")
        _judge_dates(verdict, parse(document.get("validFrom")), parse(until) if until is not None else None)
    except ValueError:
        verdict.add(Question.DATES, False, _("Its dates are not readable."))


def _judge_status(verdict: Verdict) -> None:
    credential = verdict.credential
    assert credential is not None  # noqa: S101 - said by the caller
    status, successor = status_of(credential, verdict.at), successor_of(credential)
    if status == Status.REVOKED:
        said = {"day": _day(credential.revoked_at), "reason": RevokedReason(credential.revoked_reason).label}
        verdict.add(Question.STATUS, False, _("Revoked on %(day)s. Reason: %(reason)s.") % said)
    elif status == Status.SUPERSEDED:
        verdict.add(Question.STATUS, False, _("Replaced by another badge with other dates."))
    elif successor is not None:
        verdict.add(Question.STATUS, True, _("Not revoked, and renewed by a later badge."))
    else:
        verdict.add(Question.STATUS, True, _("Not revoked."))


def _outcome(verdict: Verdict) -> Outcome:
    bad = {answer.question for answer in verdict.answers if answer.good is False}
    if bad & {Question.FORM, Question.SIGNATURE, Question.ISSUER, Question.RECORD}:
        return Outcome.INVALID
    credential = verdict.credential
    if credential is not None:
        if credential.state == CredentialState.PENDING:
            return Outcome.UNKNOWN
        return Outcome(str(status_of(credential, verdict.at)))
    return Outcome.UNKNOWN


def _by_uid(text: object) -> Credential | None:
    """Our record of the badge whose number stands at the end of the text."""
    if not isinstance(text, str) or len(text) > 500:
        return None
    found = _UUID.findall(text)
    return Credential.objects.with_story().filter(uid=uuid.UUID(found[-1])).first() if found else None


def _day(at: datetime | None) -> str:
    return date_format(at, "DATE_FORMAT") if at else ""
