"""One case: what is known of it without a key, and with the vault open what was said in it."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reporting.actions.cases.alarming import acknowledge_alarm
from reporting.actions.cases.merging import write_to_root
from reporting.actions.cases.working import (
    acknowledge_case,
    assign_case,
    write_note,
    write_to_reporter,
)
from reporting.actions.sealing import OpenCase
from reporting.enums import FROM_REPORTER, ItemKind
from reporting.forms.cases import MessageForm, NoteForm, PartMessageForm
from reporting.models import CannedReply, Case, SealedFile, SealedItem
from reporting.policy import Act
from reporting.queries.around import around, names_of
from reporting.vault.files import Envelope
from reporting.views.cases.opening import locked, of_case, open_parts, opened
from reporting.views.wellbeing import note_shown
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

_SIDES = {
    ItemKind.MESSAGE_TO_REPORTER: "out",
    ItemKind.OUTCOME: "out",
    ItemKind.NOTE: "inside",
    ItemKind.HANDOVER: "inside",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the page shows it; `text` None: it does not open. `veiled`: hidden until somebody asks for it."""

    item: SealedItem
    text: str | None
    author: str
    at: Any
    side: str

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return str(ItemKind(self.item.kind).label)

    @property
    def veiled(self) -> bool:
        """What reporters and accused wrote may weigh on who reads it."""
        return self.side == "in"


@of_case(Act.SEE)
@require_safe
def case(request: PersonRequest, case: Case) -> HttpResponse:
    """The case page."""
    return case_page(request, case)


def case_page(request: PersonRequest, case: Case, status: int = 200, **bound: Form) -> HttpResponse:
    """Show the case, with the forms of what was just refused."""
    reads = case.reads
    open_case = opened(request, case) if reads else None
    beside = around(case, request.user)
    entries = entries_of(open_case, beside.names) if open_case else []
    note_shown(request, (entry.item.uid for entry in entries if entry.veiled and entry.text is not None))
    context = {
        "case": case,
        "reads": reads,
        "works": reads and case.is_open,
        "open_case": open_case,
        "entries": entries,
        "files": _files(open_case) if open_case and beside.has_files else [],
        "steps": beside.steps,
        "alarm": beside.alarm,
        "bound": bool(bound),
        "matched": reads and beside.matched,
        "parts": beside.parts,
        "replies": beside.replies if open_case and case.is_open else [],
        "alike": beside.alike if reads else [],
        "now": timezone.now(),
        "note_form": NoteForm(auto_id="note_%s"),
        "message_form": MessageForm(auto_id="message_%s", initial={"text": _reply_text(request, case)}),
        "part_form": PartMessageForm(auto_id="message_%s"),
        **bound,
    }
    return render(request, "reporting/cases/case.html", context, status=status)


def _reply_text(request: PersonRequest, case: Case) -> str:
    """The text that `?reply=` asks for, of the body that has the case."""
    wanted = request.GET.get("reply", "")[:9]
    if not (wanted.isascii() and wanted.isdigit()):
        return ""
    reply = CannedReply.objects.filter(body=case.body, pk=wanted).first()
    return reply.text if reply else ""


def _files(open_case: OpenCase) -> list[tuple[SealedFile, Envelope | None]]:
    return [(file, open_case.try_envelope(file)) for file in open_case.files()]


def entries_of(open_case: OpenCase, known: dict[str, str]) -> list[Entry]:
    """Everything that was said, in its order, with who said it; `known` are names of authors."""
    texts = [(item, open_case.try_open(item)) for item in open_case.items()]
    names = names_of({said.author for _item, said in texts if said is not None}, known)
    return [
        Entry(
            item=item,
            text=said.text if said else None,
            author=names.get(said.author, "") if said else "",
            at=said.at if said else item.day,
            side="in"
            if item.kind in FROM_REPORTER or item.kind == ItemKind.ANSWER_OF_ACCUSED
            else _SIDES.get(ItemKind(item.kind), "inside"),
        )
        for item, said in texts
    ]


@of_case(Act.WORK)
@require_POST
def acknowledge(request: PersonRequest, case: Case) -> HttpResponse:
    """The report arrived."""
    acknowledge_case(actor=request.user, case=case)
    messages.success(request, _("Acknowledged. The reporter sees that the report is being read."))
    return redirect("reporting:case", case.reference)


@of_case(Act.WORK)
@require_POST
def take(request: PersonRequest, case: Case) -> HttpResponse:
    """Take it oneself."""
    assign_case(actor=request.user, case=case, to=request.user)
    messages.success(request, _("You have taken this case."))
    return redirect("reporting:case", case.reference)


@of_case(Act.WORK)
@require_POST
def give_back(request: PersonRequest, case: Case) -> HttpResponse:
    """Back to everybody."""
    assign_case(actor=request.user, case=case, to=None)
    messages.success(request, _("Nobody has this case now."))
    return redirect("reporting:case", case.reference)


@of_case(Act.SETTLE)
@require_POST
def note(request: PersonRequest, case: Case) -> HttpResponse:
    """Write a note."""
    form = NoteForm(request.POST, auto_id="note_%s")
    return _written(request, case, form, "note_form", write_note, _("The note is kept."))


@of_case(Act.SETTLE)
@require_POST
def message(request: PersonRequest, case: Case) -> HttpResponse:
    """Write to the reporter."""
    form = MessageForm(request.POST, auto_id="message_%s")
    said = _("The reporter can read it now.")
    if not getattr(case, "joined", False):
        return _written(request, case, form, "message_form", write_to_reporter, said)
    parts = open_parts(request, case)
    return _written(request, case, form, "message_form", partial(write_to_root, parts=parts), said)


def _written(request: PersonRequest, case: Case, form: Form, name: str, action: Any, said: str) -> HttpResponse:
    open_case = opened(request, case) if form.is_valid() else None
    if form.is_valid() and open_case is None:
        locked(form)
    elif open_case is not None and act(form, action, actor=request.user, open_case=open_case, **form.cleaned_data):
        messages.success(request, said)
        return redirect("reporting:case", case.reference)
    return case_page(request, case, status=400, **{name: form})


@of_case(Act.SEE)
@require_POST
def silence(request: PersonRequest, case: Case) -> HttpResponse:
    """Somebody is on the emergency."""
    acknowledge_alarm(actor=request.user, case=case)
    messages.success(request, _("The alarm is acknowledged. Thank you for being there."))
    return redirect("reporting:case", case.reference)


@of_case(Act.READ)
@require_safe
def case_file(request: PersonRequest, case: Case, uid: uuid.UUID) -> HttpResponseBase:
    """A file of this case, as a download and never as a page."""
    open_case = opened(request, case)
    if open_case is None:
        return redirect("reporting:case", case.reference)
    file = next((each for each in open_case.files() if each.uid == uid), None)
    if file is None:
        raise Http404
    note_shown(request, [file.uid])
    answer: Any = StreamingHttpResponse(open_case.stream(file), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{file.uid.hex[:8]}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
