"""From a link, a number or a file to a verdict."""

import json
import re
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.badges.enums import CredentialState, RevokedReason
from certification.badges.models import Credential, Issuer, ShareLink
from certification.badges.open_badges import carriers, form, tokens, untrusted
from certification.badges.open_badges.dates import parse
from certification.badges.open_badges.errors import Flaw, Unreadable
from certification.badges.queries import Status, status_of, successor_of
from certification.badges.verifying import signatures, status_lists
from certification.badges.verifying.verdicts import FLAWS, Outcome, Question, Verdict

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SHARED = re.compile(r"/shared/([A-Za-z0-9_-]{32,40})/?$")
_LONGEST = 500
_OTHERWISE = {Flaw.OTHER_EDITION: Outcome.UNKNOWN}


def judge_link(text: str, at: datetime) -> Verdict:
    """The verdict on a link to a badge or its number; the badge itself is read from our record."""
    verdict = Verdict(at)
    if _leads_elsewhere(text):
        verdict.add(Question.RECORD, None, _("This link leads to another site. Ask for the file and check that."))
        return verdict
    verdict.credential = _by_link(text)
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


def judge_file(file: bytes, at: datetime, *, status_list: bytes | None = None) -> Verdict:
    """The verdict on an uploaded carrier. `status_list`: for a badge of another issuer, its list, brought along."""
    verdict = Verdict(at, Outcome.INVALID)
    try:
        verdict.carrier, raw = carriers.extract(file)
        token = tokens.text_of(raw)
        header, document = tokens.parts(token) if token else ({}, untrusted.read(raw))
    except Unreadable as error:
        verdict.add(Question.FORM, False, str(FLAWS[error.flaw]))
        return verdict
    verdict.credential = _record_of(document)
    try:
        untrusted.check_contexts(document)
    except Unreadable as error:
        return _unjudged_words(verdict, error.flaw)
    finding = signatures.of_token(token, header) if token else signatures.of_document(document)
    _judge(verdict, document, finding)
    if verdict.credential is not None:
        _judge_dates(verdict, verdict.credential.valid_from, verdict.credential.valid_until)
        _judge_status(verdict)
    else:
        _judge_stated_dates(verdict, document)
        _judge_stated_status(verdict, document, status_list)
    verdict.outcome = _outcome(verdict)
    return verdict


def _unjudged_words(verdict: Verdict, flaw: Flaw) -> Verdict:
    """A credential in words that we do not have; one of ours is never written in them."""
    foreign = verdict.credential is None and flaw in _OTHERWISE
    verdict.add(Question.FORM, None if foreign else False, str(FLAWS[flaw]))
    if foreign:
        verdict.outcome = _OTHERWISE[flaw]
        verdict.add(Question.SIGNATURE, None, _("The signature cannot be checked."))
    elif verdict.credential is not None:
        verdict.add(Question.RECORD, False, _("It differs from what we issued."))
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
        _judge(verdict, document, signatures.of_document(document))
    _judge_dates(verdict, credential.valid_from, credential.valid_until)
    _judge_status(verdict)
    verdict.outcome = _outcome(verdict)


def _judge(verdict: Verdict, document: dict[str, Any], finding: signatures.Finding) -> None:
    """Answers form, signature, issuer and record."""
    if not finding.form:
        verdict.add(Question.FORM, False, _("It says things that its signature would not cover."))
    elif form.is_whole(document):
        verdict.add(Question.FORM, True, _("It is a badge of the kind Open Badges 3.0."))
    else:
        verdict.add(Question.FORM, False, _("Parts that Open Badges 3.0 requires are missing."))
    verdict.add(Question.SIGNATURE, finding.holds, finding.text)
    _judge_issuer(verdict, document, finding.method)
    _judge_sameness(verdict, document, finding.method)


def _judge_issuer(verdict: Verdict, document: dict[str, Any], method: str | None) -> None:
    said = document.get("issuer")
    did = said.get("id") if isinstance(said, dict) else said
    known = Issuer.objects.filter(did=did).first() if isinstance(did, str) else None
    if method is not None and not _belongs(method, did, known):
        verdict.add(Question.ISSUER, False, _("The key does not belong to the issuer that it names."))
    elif known is None:
        verdict.add(Question.ISSUER, None, _("We do not know its issuer."))
    elif method is None:
        verdict.add(Question.ISSUER, None, _("It names %(issuer)s, which is not proven.") % {"issuer": known.name})
    else:
        verdict.add(Question.ISSUER, True, _("Issued by %(issuer)s.") % {"issuer": known.name})


def _belongs(method: str, did: object, known: Issuer | None) -> bool:
    """A method is named after its did; keys of tokens are addresses, and belong to whom our record says."""
    if known is not None:
        return known.keys.filter(method_id=method).exists()
    return method.partition("#")[0] == did


def _judge_sameness(verdict: Verdict, document: dict[str, Any], method: str | None) -> None:
    credential = verdict.credential
    if credential is None:
        ours = signatures.is_ours(method)
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
    except (ValueError, OverflowError):
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


def _judge_stated_status(verdict: Verdict, document: dict[str, Any], status_list: bytes | None) -> None:
    if "credentialStatus" not in document:
        verdict.add(Question.STATUS, None, _("It says nothing about where to look whether it was revoked."))
    elif status_list is None:
        verdict.add(Question.STATUS, None, _("Only its issuer knows whether it was revoked."))
    else:
        try:
            revoked = status_lists.is_revoked(document, status_list, verdict.at)
        except status_lists.NotThatList as error:
            verdict.add(Question.STATUS, None, str(error))
        else:
            text = _("The status list says that it was revoked.") if revoked else _("Not revoked.")
            verdict.add(Question.STATUS, not revoked, text)


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


def _leads_elsewhere(text: str) -> bool:
    """An address on another site, which may look like ours but says nothing about a badge of ours."""
    try:
        there = urlsplit(text.strip())
    except ValueError:
        return True
    return there.scheme in {"http", "https"} and there.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower()


def _by_link(text: str) -> Credential | None:
    """Our record of the badge that a link or a number means."""
    shared = _SHARED.search(text.strip()[:_LONGEST])
    if shared:
        links = ShareLink.objects.showing(timezone.now()).filter(token=shared[1])
        return Credential.objects.with_story().filter(share_links__in=links).first()
    return _by_uid(text)


def _by_uid(text: object) -> Credential | None:
    """Our record of the badge whose number stands at the end of the text."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    found = _UUID.findall(text)
    return Credential.objects.with_story().filter(uid=uuid.UUID(found[-1])).first() if found else None


def _record_of(document: dict[str, Any]) -> Credential | None:
    """Our record of what a document says it is: same number, and the same address wherever our site was then."""
    found = _by_uid(document.get("id"))
    if found is None or not found.document:
        return found
    return found if json.loads(found.document).get("id") == document.get("id") else None


def _day(at: datetime | None) -> str:
    return date_format(at, "DATE_FORMAT") if at else ""
