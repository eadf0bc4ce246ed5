"""`manage.py handle_bounce < REPORT`: what the mail server says of an e-mail that came back."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wikilearn.core.errors import DomainError
from wikilearn.notices.bounces import note_bounce, read_report

MOST_BYTES = 1024 * 1024


class Command(BaseCommand):
    help = "Read a report of the mail server (RFC 3464) from standard input; docs/operations.md says how to pipe it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            report = read_report(sys.stdin.buffer.read(MOST_BYTES))
        except DomainError as error:
            raise CommandError(str(error)) from error
        if report.failed:
            note_bounce(notice=report.notice, for_good=report.for_good, status=report.status)
        self.stdout.write(f"{report.status}: {'noted' if report.failed else 'nothing to note'}")
