"""Check-ins of mentoring programmes: answering one, and the organisers' list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import programme_check_ins as actions
from skills_exchange.forms.programmes import CheckInForm
from skills_exchange.models import Programme, ProgrammeCheckIn
from skills_exchange.views.programmes import context_of, organised_or_404
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Say how it goes."""
    row = get_object_or_404(ProgrammeCheckIn.objects.of(request.user).with_sides(), uid=uid)
    initial = {"going": row.going, "meetings": row.meetings, "text": row.text}
    form = CheckInForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.answer_check_in, actor=request.user, check_in=row, **form.cleaned_data)
        if done is not None:
            messages.success(request, _("Thank you. The organisers can read it."))
            return redirect(row.pair.match)
    other = row.pair.match.sharer if row.by_learner else row.pair.match.learner
    context = {"row": row, "programme": row.pair.programme, "other": other, "form": form}
    return render(request, "skills_exchange/programmes/check_in.html", context, status=400 if form.errors else 200)


@require_safe
def check_ins(request: PersonRequest, slug: str) -> HttpResponseBase:
    """What the pairs say: problems first; `?show=trouble` only these, `?format=csv` as a file."""
    found = organised_or_404(request, slug)
    rows = ProgrammeCheckIn.objects.filter(pair__programme=found).with_sides()
    trouble = rows.trouble()
    if request.GET.get("format") == "csv":
        header = [_("Asked"), _("Who"), _("How it goes"), _("Met"), _("In their own words")]
        lines = ([r.due_on, r.party.name, r.get_going_display(), r.meetings, r.text] for r in rows)
        return csv_response(f"{found.slug}-check-ins.csv", header, lines)
    only = request.GET.get("show") == "trouble"
    context = context_of(request, found) | {
        "page": page_of(trouble if only else rows.order_by("-due_on", "pair", "by_learner"), request),
        "trouble": trouble.count(),
        "only": only,
    }
    return render(request, "skills_exchange/programmes/check_ins.html", context)


@require_POST
def look_after(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The organisers have looked after a problem."""
    led = Programme.objects.organised_by(request.user)
    row = get_object_or_404(ProgrammeCheckIn.objects.with_sides(), uid=uid, pair__programme__in=led)
    actions.look_after(actor=request.user, check_in=row)
    return redirect("skills_exchange:programme_check_ins", row.pair.programme.slug)
