"""A report is sent: routed past everybody whom it concerns, sealed, and answered with a receipt. All or nothing.

What was typed lives in this process until it is sealed and is written nowhere else. A ticket pays for one report;
whoever sends it again, because a line broke or a finger was quick, gets the same case and the same receipt.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reporting.actions.cases.receiving import receive_case
from reporting.actions.matching import enter_match
from reporting.actions.receipts import NewReceipt, new_receipt
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.conflicts import tokens_to_wall
from reporting.enums import ItemKind
from reporting.errors import NobodyCanRead, NotStored
from reporting.forms.report import Contact, Part, Teller
from reporting.intake.accounts import names_in, read_accounts
from reporting.intake.clusters import tag_of
from reporting.intake.files import Attachment, without_traces
from reporting.intake.flood import wave_now
from reporting.intake.report import Report
from reporting.intake.tickets import LONGEST, Ticket
from reporting.models import SpentTicket
from reporting.opened import Text
from reporting.queries.questions import question_of
from reporting.routing import Plan, plan
from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from ucoc.enums import Severity
from ucoc.jurisdiction import NobodyLeft, Question
from ucoc.models import BodyMember
from wikilearn.audit.actions import recorded_at_the_end
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person

SHOWN_FOR = timedelta(minutes=15)
"""How long a receipt can be shown again to the page that sent the report."""


class AlreadySent(DomainError):
    """This ticket paid for a report, whose receipt is confirmed or was shown too long ago."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the reporter is told: the receipt, and files that could not be kept. `again`: it had been sent before."""

    receipt: str = field(repr=False)
    lost_files: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Who will read a report: the plan, the question it answers, and the walls that it obeys."""

    question: Question
    plan: Plan
    walls: frozenset[bytes]


def way_of(report: Report, reporter: Person | None) -> Way:
    """Where this report would go now. Raises `NobodyCanRead`."""
    question = question_of(report)
    walls = walls_for(report, reporter)
    try:
        return Way(question, plan(question, tokens=walls), walls)
    except NobodyLeft as error:
        raise NobodyCanRead from error


def walls_for(report: Report, reporter: Person | None) -> frozenset[bytes]:
    """Everybody who must not learn of it: the accused, whom the reporter excludes, whole bodies, and the reporter.

    A reporter counts only if they work in a body: nobody else could be a reader, and no trace of them is left.
    """
    people = [
        member.person
        for member in BodyMember.objects.live().filter(body__slug__in=report.not_bodies).select_related("person")
    ]
    if reporter is not None and BodyMember.objects.live().filter(person=reporter).exists():
        people.append(reporter)
    return tokens_to_wall(names=[*names_in(report.who), *names_in(report.exclude)], people=people)


def send_report(
    *, ticket: Ticket, report: Report, reporter: Person | None = None, files: Sequence[Attachment] = ()
) -> Sent:
    """Seal a report for those who may read it. Raises `NobodyCanRead` and, for an old double, `AlreadySent`.

    `reporter` is asked for walls only and kept nowhere. A file that cannot be written does not stop the report. The
    slow hash of the receipt is done before anything is locked, and never for a ticket that was spent.
    """
    if SpentTicket.objects.filter(digest=ticket.digest).exists():
        return Sent(receipt_again(ticket), again=True)
    receipt = new_receipt()
    with transaction.atomic():
        if not _spend(ticket, receipt.digits):
            return Sent(receipt_again(ticket), again=True)
        with recorded_at_the_end():
            return Sent(receipt.digits, tuple(_seal(report, reporter, files, receipt)))


def _seal(report: Report, reporter: Person | None, files: Sequence[Attachment], receipt: NewReceipt) -> list[str]:
    """The case with all that was said; gives the names of files that could not be kept."""
    way = way_of(report, reporter)
    case = receive_case(
        question=way.question,
        plan=way.plan,
        walls=way.walls,
        language=get_language() or "en",
        forward_consent=report.forward,
        cluster=_cluster(report, way.question),
        wave=None if way.question.severity == Severity.EMERGENCY else wave_now(),
    )
    opened = open_case_file(
        case=case,
        readers=way.plan.readers,
        standby=way.plan.standby,
        custodians=way.plan.custodians,
        identity=report.identity,
        receipt=receipt,
        asked=way.plan.asked,
    )
    _write(opened, report)
    if report.match:
        enter_match(case=case, names=names_in(report.who))
    return attach_all(opened, files)


def attach_all(opened: OpenCase, files: Sequence[Attachment]) -> list[str]:
    """Seal the files, pictures with a copy for sharing; gives the names of those for which there was no room."""
    lost = []
    for attachment in files:
        try:
            for each in (attachment, without_traces(attachment)):
                if each is not None:
                    opened.attach([each.content], each.name, each.content_type)
        except NotStored:
            lost.append(attachment.name)
    return lost


def receipt_again(ticket: Ticket) -> str:
    """The receipt of the report that this ticket paid for, for a while; raises `AlreadySent` after that."""
    spent = SpentTicket.objects.filter(digest=ticket.digest, spent_at__gt=timezone.now() - SHOWN_FOR).first()
    if spent is None or spent.box is None:
        raise AlreadySent(_("This report was sent already, and its receipt was shown. You can come back with it."))
    try:
        return unseal(_key(ticket), bytes(spent.box), _PLACE).decode()
    except Unreadable as error:
        raise AlreadySent(_("This report was sent already. You can come back with your receipt.")) from error


def confirm_receipt(*, ticket: Ticket, last_group: str) -> bool:
    """The reporter wrote the receipt down: forget it here, if the last group is right."""
    receipt = receipt_again(ticket)
    typed = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in last_group if not sign.isspace())
    if typed != receipt[-5:]:
        return False
    SpentTicket.objects.filter(digest=ticket.digest).update(box=None)
    return True


def _spend(ticket: Ticket, receipt: str) -> bool:
    """Whether this ticket pays: it had not been used. A second sender waits here for the first."""
    row = (ticket.digest, timezone.now(), seal(_key(ticket), receipt.encode(), _PLACE))
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, row)
        return cursor.rowcount == 1


def forget_receipts() -> None:
    """Receipts that nobody confirmed in time go, and tickets that are too old to be sent again; every minute."""
    now = timezone.now()
    SpentTicket.objects.filter(spent_at__lt=now - SHOWN_FOR, box__isnull=False).update(box=None)
    SpentTicket.objects.filter(spent_at__lt=now - timedelta(seconds=2 * LONGEST)).delete()


_SPEND = "INSERT INTO reporting_spentticket (digest, spent_at, box) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_PLACE = Place("wikilearn/receipt-page")


def _key(ticket: Ticket) -> bytes:
    return hashlib.sha256(b"receipt box" + ticket.number).digest()


def _write(opened: OpenCase, report: Report) -> None:
    """One item for each kind of answer, so that the reporter decides about each."""
    places = report.circumstances(str(Teller(report.teller).label))
    texts = [
        Text(ItemKind.REPORT, report.what, shareable=Part.STORY in report.share),
        Text(ItemKind.LINKS, places, shareable=Part.PLACES in report.share),
    ]
    if report.who.strip():
        texts.append(Text(ItemKind.ACCUSED, report.who))
    if report.wish.strip():
        texts.append(Text(ItemKind.WHAT_I_WANT, report.wish))
    if report.contact != Contact.HERE:
        texts.append(Text(ItemKind.REACH_ME, str(Contact(report.contact).label)))
    opened.write_each(texts, author=None)


def _cluster(report: Report, question: Question) -> UUID:
    tag = tag_of(accused=read_accounts(report.who), wiki=question.wiki or "", words=report.what)
    return UUID(tag)
