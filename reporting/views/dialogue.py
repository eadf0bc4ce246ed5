"""The way back with a receipt: what was said, how it stands, and everything that the reporter can do about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.actions import dialogue
from reporting.actions.cases.appealing import decision_to_appeal
from reporting.actions.cases.asking import hasten_question, stop_question
from reporting.actions.receipts import replace_receipt, unlock_with_receipt
from reporting.actions.sealing import OpenCase
from reporting.forms.dialogue import MessageForm, NewsForm, RatingForm, ReceiptForm
from reporting.intake import flood, visits
from reporting.intake.files import MemoryOnly
from reporting.intake.safety import sheltered
from reporting.intake.serving import as_attachment
from reporting.models import Case
from reporting.queries.families import root_of
from reporting.queries.letters import letters_to_announce
from reporting.states import CaseState
from reporting.vault import receipts
from reporting.views.report import attachments_in
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act

Visit = Callable[..., HttpResponseBase]


def with_receipt(view: Visit) -> Visit:
    """For visitors with a live receipt: `view(request, opened, …)`. Everybody else is asked for theirs."""

    @wraps(view)
    def visited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        digits = visits.receipt_of(request)
        opened = unlock_with_receipt(digits) if digits else None
        if digits is None or opened is None:
            return redirect("reporting:return")
        response = view(request, opened, *args, **kwargs)
        if isinstance(response, HttpResponse) and visits.cookie_name() not in response.cookies:
            visits.remember(response, digits)
        return response

    return visited


@sheltered
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt. What is wrong about one that does not open is not told."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not flood.may_guess(request):
            return render(request, "reporting/report/patience.html", status=429)
        digits = receipts.parse(form.cleaned_data["receipt"])
        if digits is None:
            form.add_error("receipt", _("There is a typing mistake in it. Please compare it with what you wrote down."))
        elif unlock_with_receipt(digits) is None:
            form.add_error("receipt", _("Nothing opens with these numbers."))
        else:
            response = redirect("reporting:messages")
            visits.remember(response, digits)
            return response
    return render(request, "reporting/report/return.html", {"form": form}, status=400 if form.errors else 200)


@sheltered
@require_safe
@with_receipt
def talk(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Everything that was said, how it stands, and what can be done."""
    return _talk(request, opened)


def _talk(request: HttpRequest, opened: OpenCase, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "cases": [_told(each) for each in (opened, *opened.onward)],
        "message": forms.get("message") or MessageForm(),
        "rating": forms.get("rating") or RatingForm(),
        "news": forms.get("news") or NewsForm(),
        "settled": root_of(latest(opened).case).state in dialogue.SETTLED,
        "forward": latest(opened).case.forward_consent,
        "may_appeal": any(decision_to_appeal(each.case) for each in (opened, *opened.onward)),
    }
    return render(request, "reporting/report/messages.html", context, status=status)


def latest(opened: OpenCase) -> OpenCase:
    """Where the report is now: the last of the bodies to which it was passed on or appealed."""
    return opened.onward[-1] if opened.onward else opened


def _told(opened: OpenCase) -> dict[str, Any]:
    case = root_of(opened.case)
    items = [(item, opened.try_open(item)) for item in opened.items()]
    files = [(file, opened.try_envelope(file)) for file in opened.files()]
    return {
        "body": case.body,
        "state": CaseState(case.state).label,
        "items": [
            {
                "kind": item.kind,
                "label": item.get_kind_display(),
                "text": said.text if said else None,
                "at": said.at if said else None,
                "day": item.day,
            }
            for item, said in items
        ],
        "files": [{"uid": file.uid, "name": envelope.name if envelope else None} for file, envelope in files],
        "overdue": Case.objects.filter(pk=case.pk).overdue(timezone.now()).exists(),
        "acknowledge_by": case.acknowledge_by,
        "decide_by": case.decide_by,
        "acknowledged": case.acknowledged_at is not None,
        "is_open": case.is_open,
        "letters": letters_to_announce(opened.case),
        "now": timezone.now(),
    }


@sheltered
@require_POST
@with_receipt
def say(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Write a message."""
    form = MessageForm(request.POST)
    if form.is_valid():
        act(form, _done(dialogue.write_message), opened=latest(opened), **form.cleaned_data)
    return _after(request, opened, form, "message", _("Your message is sealed and on its way."))


@csrf_exempt
@sheltered
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add files."""
    request.upload_handlers = [MemoryOnly(request)]
    return _add(request)  # type: ignore[return-value]


@csrf_protect
@with_receipt
def _add(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    try:
        files = attachments_in(request)
        if not files:
            raise DomainError(_("Please choose a file."))
        lost = dialogue.add_files(opened=latest(opened), files=files)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("reporting:messages")
    for _name in lost:
        messages.warning(request, _("There was no room for one of the files. Please try again later."))
    if len(lost) < len(files):
        messages.success(request, _("Your files are sealed and on their way."))
    return redirect("reporting:messages")


@sheltered
@require_POST
@with_receipt
def pass_on(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Pass the case on to the next body."""
    try:
        if dialogue.pass_on(opened=latest(opened)):
            messages.success(request, _("It is with the next body now."))
        else:
            messages.warning(request, _("At the moment no other body could read it. Trust and safety has been told."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("reporting:messages")


@sheltered
@require_POST
@with_receipt
def consent(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Let the body pass everything on, or take that back."""
    allowed = request.POST.get("forward") == "yes"
    dialogue.set_forward_consent(opened=latest(opened), allowed=allowed)
    messages.success(
        request,
        _("They may pass all of it on.") if allowed else _("They may pass on only what may be shown."),
    )
    return redirect("reporting:messages")


@sheltered
@require_POST
@with_receipt
def question(request: HttpRequest, opened: OpenCase, uid: UUID) -> HttpResponse:
    """Stop a question to the person reported, or say that it need not wait."""
    action, said = {
        "stop": (stop_question, _("It is stopped. The person will not be asked this.")),
        "go": (hasten_question, _("Thank you. The person can be asked now.")),
    }.get(request.POST.get("do", ""), (None, ""))
    cases = (opened, *opened.onward)
    where = next((each for each in cases if uid in {row.uid for row in letters_to_announce(each.case)}), None)
    if action is None or where is None:
        raise Http404
    try:
        action(opened=where, letter=uid)
        messages.success(request, said)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("reporting:messages")


@sheltered
@require_POST
@with_receipt
def rate(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Rate how it was handled."""
    form = RatingForm(request.POST)
    if form.is_valid():
        act(form, _done(dialogue.rate_handling), opened=latest(opened), **form.cleaned_data)
    return _after(request, opened, form, "rating", _("Thank you. This helps to do better."))


@sheltered
@require_POST
@with_receipt
def news(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Something new after the end: take the case up again."""
    form = NewsForm(request.POST)
    if form.is_valid():
        act(form, _done(dialogue.reopen_with_news), opened=latest(opened), **form.cleaned_data)
    return _after(request, opened, form, "news", _("It is taken up again."))


@sheltered
@require_POST
@with_receipt
def renew(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Another receipt, shown this once; the one before opens nothing any more."""
    fresh = replace_receipt(digits=visits.receipt_of(request) or "")
    if fresh is None:
        return redirect("reporting:return")
    response = render(request, "reporting/report/renewed.html", {"groups": receipts.grouped(fresh).split()})
    visits.remember(response, fresh)
    return response


@sheltered
@require_safe
@with_receipt
def file(request: HttpRequest, opened: OpenCase, uid: UUID) -> HttpResponseBase:
    """One of the files of the case, to be kept, never to be shown by the browser."""
    for each in (opened, *opened.onward):
        for found in each.files():
            if found.uid == uid:
                return as_attachment(each, found)
    raise Http404


def _done(action: Callable[..., object]) -> Callable[..., bool]:
    def done(*args: Any, **kwargs: Any) -> bool:
        action(*args, **kwargs)
        return True

    return done


def _after(request: HttpRequest, opened: OpenCase, form: Any, name: str, said: str) -> HttpResponse:
    """Back to the messages; with errors the page comes back with everything that was typed."""
    if form.errors:
        return _talk(request, opened, status=400, **{name: form})
    messages.success(request, said)
    return redirect("reporting:messages")
