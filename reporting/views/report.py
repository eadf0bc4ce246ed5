"""The report: write, check with who will read it, send, write the receipt down.

One address and four steps. Nothing is kept on the server between them: what was typed travels in the page, and is
checked anew at every step. No answer leads to an address, so none stands in the history or in a log. The last step is
no redirect for the same reason; sending it twice gives the same case.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from reporting.actions.limits import LIMITED_WAIT, limit_of
from reporting.actions.sending import Way, confirm_receipt, receipt_again, send_report, way_of
from reporting.forms.report import Part, ReportForm, ShortReportForm, answers_in, initial_from
from reporting.intake import files as uploads
from reporting.intake import flood, tickets
from reporting.intake.accounts import names_in
from reporting.intake.files import Attachment, FileRefused, MemoryOnly
from reporting.intake.links import prefill_from
from reporting.intake.report import Report
from reporting.intake.safety import sheltered
from reporting.intake.tickets import BadTicket, Ticket
from reporting.models import ReportingLimit
from reporting.queries.choices import bodies_on, clause_choices, matching_is_on
from reporting.routing import free_in_each
from reporting.vault import receipts
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person


@csrf_exempt
@sheltered
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """All steps; files are received in memory alone, which has to be said before anything is read."""
    request.upload_handlers = [MemoryOnly(request)]
    return _write(request)


@csrf_protect
def _write(request: HttpRequest) -> HttpResponse:
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "start":
        return _blank(request)
    if step == "edit":
        kind = _form_class(request)
        return _page(request, kind(initial=answers_in(kind, request.POST), **_choices(kind)))
    kind = _form_class(request)
    form = kind(request.POST, **_choices(kind))
    if not form.is_valid():
        return _page(request, form)
    return _send(request, form) if step == "send" else _check(request, form)


def _blank(request: HttpRequest) -> HttpResponse:
    """The empty form, with what a link brought along; somebody in danger is what the address may say."""
    kind = _form_class(request)
    given = request.POST if request.method == "POST" else request.GET
    initial = initial_from(prefill_from(given.dict())) | {"danger": given.get("danger") == "yes"}
    return _page(request, kind(initial=initial, **_choices(kind)))


def _form_class(request: HttpRequest) -> type[ShortReportForm]:
    """The short form while the site is flooded; who began the long one keeps it."""
    wanted = request.POST.get("form")
    if wanted in {"short", "long"}:
        return ShortReportForm if wanted == "short" else ReportForm
    return ShortReportForm if flood.is_flooded() else ReportForm


def _choices(kind: type[ShortReportForm]) -> dict[str, Any]:
    return {
        "bodies": bodies_on(),
        **({"clauses": clause_choices(), "matching": matching_is_on()} if kind is ReportForm else {}),
    }


def _page(request: HttpRequest, form: ShortReportForm) -> HttpResponse:
    context = {
        "form": form,
        "short": not isinstance(form, ReportForm),
        "ticket": _ticket(request).token,
        "limit": _limit_of(request),
    }
    return render(request, "reporting/report/write.html", context, status=400 if form.errors else 200)


def _check(
    request: HttpRequest, form: ShortReportForm, *, problem: str = "", wait: int = 0, status: int = 200
) -> HttpResponse:
    """What will be sent, and who will read it."""
    report = Report.of(form.cleaned_data)
    if not flood.may_look(request):
        return render(
            request, "reporting/report/slow.html", {"form": form, "ticket": _ticket(request).token}, status=429
        )
    try:
        way = way_of(report, _reporter(request))
    except DomainError as error:
        return _refused(request, form, str(error))
    context = {
        "form": form,
        "report": report,
        "short": not isinstance(form, ReportForm),
        "readers": _readers(way),
        "shared": [part.label for part in Part if part in report.share],
        "way": way,
        "named": [*names_in(report.who), *names_in(report.exclude)],
        "left_out": [(slug, name) for slug, name in bodies_on() if slug in report.not_bodies],
        "ticket": _ticket(request),
        "problem": problem,
        "wait": wait,
        "most_files": uploads.MOST,
        "largest": uploads.LARGEST,
    }
    return render(request, "reporting/report/check.html", context, status=status)


def _send(request: HttpRequest, form: ShortReportForm) -> HttpResponse:
    """Send, unless the ticket is not paid yet or a file cannot be taken: then the page comes back with everything."""
    try:
        ticket = tickets.read(request.POST.get("ticket", ""))
        files = attachments_in(request)
    except (BadTicket, FileRefused) as error:
        return _check(request, form, problem=str(error), status=error.status)
    left = max(tickets.seconds_left(ticket, request.POST.get("work", "")), _limit_wait(request, form, ticket))
    if left:
        return _check(request, form, wait=left, status=429)
    try:
        sent = send_report(ticket=ticket, report=Report.of(form.cleaned_data), reporter=_reporter(request), files=files)
    except DomainError as error:
        return _refused(request, form, str(error))
    if not sent.again:
        flood.note_sent(request)
    return _receipt(request, ticket, sent.receipt, lost_files=sent.lost_files)


def _refused(request: HttpRequest, form: ShortReportForm, message: str) -> HttpResponse:
    """Nothing was sent; the form stands as it was, with the sentence."""
    form.add_error(None, message)
    return _page(request, form)


@sheltered
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """The last group was typed: right, and the receipt is forgotten here; wrong, and it is shown again."""
    try:
        ticket = tickets.read(request.POST.get("ticket", ""))
        if confirm_receipt(ticket=ticket, last_group=request.POST.get("last", "")[:50]):
            return render(request, "reporting/report/sent.html")
        return _receipt(request, ticket, receipt_again(ticket), wrong=True)
    except DomainError as error:
        return render(request, "reporting/report/sent.html", {"problem": str(error)})


def _receipt(
    request: HttpRequest, ticket: Ticket, digits: str, *, lost_files: tuple[str, ...] = (), wrong: bool = False
) -> HttpResponse:
    context = {
        "groups": receipts.grouped(digits).split(),
        "ticket": ticket.token,
        "lost_files": lost_files,
        "wrong": wrong,
    }
    return render(request, "reporting/report/receipt.html", context, status=400 if wrong else 200)


def _ticket(request: HttpRequest) -> Ticket:
    """The ticket that came with the page, so that the time of writing counts; a new one if that is none."""
    try:
        return tickets.read(request.POST.get("ticket", ""))
    except BadTicket:
        return flood.ticket_for(request)


def attachments_in(request: HttpRequest) -> list[Attachment]:
    """The files, each looked at; raises `FileRefused` for the first that cannot be taken."""
    given = [file for file in request.FILES.getlist("files") if file is not None]
    if len(given) > uploads.MOST:
        message = ngettext(
            "Please choose at most %(most)d file.", "Please choose at most %(most)d files.", uploads.MOST
        )
        raise FileRefused(message % {"most": uploads.MOST})
    for file in given:
        if getattr(file, "overflowed", False):
            raise uploads.too_large(file.name or "")
    return [uploads.read_attachment(file.name or "", file.read()) for file in given]


def _readers(way: Way) -> list[dict[str, Any]]:
    """Body by body, in the order in which they may come to read it.

    The number is that of everybody who could read in that body, so that leaving out a name does not tell whether it is
    a member: a promise of at most so many.
    """
    steps = way.plan.steps[way.plan.position :]
    most = [len(people) for people in free_in_each([step.body for step in steps])]
    return [
        {"body": step.body, "people": people, "hours": step.acknowledge_within, "first": number == 0}
        for number, (step, people) in enumerate(zip(steps, most, strict=True))
    ]


def _reporter(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _limit_of(request: HttpRequest) -> ReportingLimit | None:
    return limit_of(_reporter(request))


def _limit_wait(request: HttpRequest, form: ShortReportForm, ticket: Ticket) -> int:
    """How much longer somebody waits for whom people decided so; never in an emergency."""
    if form.cleaned_data.get("danger") or _limit_of(request) is None:
        return 0
    return tickets.seconds_left(replace(ticket, wait=LIMITED_WAIT), "")
