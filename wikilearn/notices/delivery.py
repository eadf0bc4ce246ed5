"""Sending the e-mails that are due, each once; the README of this app says how.

Nothing is lost while the mail server is away: e-mails stay due. One that the server refuses for now waits longer each
time; one that it refuses for good, or too often, is given up.
"""

import smtplib
from contextlib import closing
from datetime import timedelta

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from wikilearn.notices import bounces, queries, rendering
from wikilearn.notices.enums import EmailState
from wikilearn.notices.models import Email

log = structlog.get_logger("wikilearn.notices")

BATCH = 500
"""How many e-mails one sweep sends at most."""
MAX_ATTEMPTS = 24
"""With the pauses between them: some five days, as mail servers keep trying."""
_LONGEST_PAUSE = timedelta(hours=6)


class ServerAway(Exception):
    """The mail server does not answer; trying the next e-mail now is pointless."""


def send(notice_id: int) -> bool:
    """Send the e-mail of that notice if it is due and nobody else is sending it; whether it was sent now."""
    try:
        with closing(_open()) as connection:
            return _send_next(connection, notice_id=notice_id) == EmailState.SENT
    except ServerAway:
        return False


def send_due(limit: int = BATCH) -> int:
    """Send what is due, the longest waiting first; gives how many were sent. Any number may run at once."""
    sent = 0
    try:
        with closing(_open()) as connection:
            for _ in range(limit):
                outcome = _send_next(connection)
                if outcome is None:
                    break
                sent += outcome == EmailState.SENT
    except ServerAway:
        log.warning("mail_server_away", sent=sent)
    return sent


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, six hours at most."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), _LONGEST_PAUSE)


def _open() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise ServerAway from error
    return connection


def _send_next(connection: BaseEmailBackend, *, notice_id: int | None = None) -> EmailState | None:
    """Lock, send, mark and commit one due e-mail; its new state, None if none is due."""
    with transaction.atomic():
        due = Email.objects.due().select_for_update(skip_locked=True, of=("self",)).select_related("notice__person")
        if notice_id is not None:
            due = due.filter(notice_id=notice_id)
        email = due.first()
        if email is None:
            return None
        away = False
        if not _still_wanted(email):
            email.state = EmailState.SKIPPED
        else:
            away = not _attempt(email, connection)
        email.save()
    if away:
        raise ServerAway
    return EmailState(email.state)


def _still_wanted(email: Email) -> bool:
    person = email.notice.person
    in_time = email.send_before is None or timezone.now() <= email.send_before
    reachable = person.is_active and person.pk not in queries.unreachable([person])
    return in_time and reachable and queries.channels_of(person, email.notice.kind).email


def _attempt(email: Email, connection: BaseEmailBackend) -> bool:
    """Try once and note the outcome on the row; False if the server has gone away."""
    email.attempts += 1
    try:
        rendering.email_of(email.notice, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        for_good = bool(codes) and all(500 <= code < 600 for code in codes)
        _refused(email, for_good=for_good)
        if for_good:
            bounces.note_bounce(notice=email.notice, for_good=True, status=str(codes[0]))
    except smtplib.SMTPResponseException as error:
        _refused(email, for_good=500 <= error.smtp_code < 600)
        return error.smtp_code != 421  # "Service not available, closing transmission channel" (RFC 5321)
    except OSError:
        _refused(email, for_good=False)
        return False
    except Exception:  # one broken template must not keep the others from being sent
        log.exception("notice_not_rendered", notice=email.notice_id, kind=email.notice.kind)
        _refused(email, for_good=True)
    else:
        email.state = EmailState.SENT
        email.sent_at = timezone.now()
    return True


def _refused(email: Email, *, for_good: bool) -> None:
    if for_good or email.attempts >= MAX_ATTEMPTS:
        email.state = EmailState.FAILED
        log.warning("email_given_up", notice=email.notice_id, attempts=email.attempts)
    else:
        email.send_after = timezone.now() + pause_after(email.attempts)
