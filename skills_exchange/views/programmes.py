"""Mentoring programmes: the public list and page of each, setting up, and the outcome report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import programmes as actions
from skills_exchange.enums_programmes import ProgrammeRole, ProgrammeState
from skills_exchange.forms.programmes import ProgrammeForm, QuestionForm
from skills_exchange.models import Programme, ProgrammeCheckIn, ProgrammeQuestion
from skills_exchange.queries import programme_report as figures
from skills_exchange.queries.parties import organisations_spoken_for
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def programmes(request: HttpRequest) -> HttpResponseBase:
    """Programmes, newest first; `?format=csv` as a file."""
    rows = Programme.objects.visible_to(request.user)
    if request.GET.get("format") == "csv":
        header = [_("Title"), _("Organisation"), _("Applications from"), _("Applications until"), _("State")]
        lines = (
            [p.title, p.organisation.name, p.opens_on, p.closes_on, p.get_state_display()] for p in rows.iterator()
        )
        return csv_response("programmes.csv", header, lines)
    context = {
        "page": page_of(rows, request),
        "may_organise": request.user.is_authenticated and bool(organisations_spoken_for(request.user)),
    }
    return render(request, "skills_exchange/programmes/programmes.html", context)


@login_not_required
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme: what it is, how to apply, and where one's own application stands."""
    found = visible_or_404(request, slug)
    mine, asked = None, ProgrammeCheckIn.objects.none()
    if request.user.is_authenticated:
        asked = ProgrammeCheckIn.objects.of(request.user).open().filter(pair__programme=found, pair__paused_at=None)
        mine = found.applications.filter(party__person=request.user).first()
    context = context_of(request, found) | {
        "skills": list(found.skills.all()),
        "languages": [languages.get(tag) for tag in found.languages],
        "mine": mine,
        "asked": list(asked[:1]) if found.state == ProgrammeState.OPEN else [],
        "may_apply": found.takes_applications and (mine is None or mine.state == "withdrawn"),
        "begins_later": found.opens_at > timezone.now(),
        "can_withdraw": mine is not None and mine.state in ("applied", "waiting", "accepted"),
        "roles": ProgrammeRole,
    }
    return render(request, "skills_exchange/programmes/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: PersonRequest) -> HttpResponse:
    """Draft a programme."""
    spoken_for = organisations_spoken_for(request.user)
    if not spoken_for:
        raise PermissionDenied
    rows = type(spoken_for[0]).objects.filter(pk__in=[each.pk for each in spoken_for])
    form = ProgrammeForm(
        request.POST or None, organisations=rows, initial={"zone": timezone.get_current_timezone_name()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = act(
            form,
            actions.create_programme,
            actor=request.user,
            organisation=data["organisation"],
            slug=data["slug"],
            **form.said,
        )
        if made is not None:
            return redirect("skills_exchange:programme_questions", made.slug)
    status = 400 if form.errors else 200
    return render(request, "skills_exchange/programmes/edit.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_programme(request: PersonRequest, slug: str) -> HttpResponse:
    """Change a programme."""
    found = organised_or_404(request, slug)
    form = ProgrammeForm(request.POST or None, programme=found)
    if request.method == "POST" and form.is_valid():
        done = act(form, actions.change_programme, actor=request.user, programme=found, **form.said)
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(done)
    context = context_of(request, found) | {"form": form}
    return render(request, "skills_exchange/programmes/edit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: PersonRequest, slug: str) -> HttpResponse:
    """The organisers' own questions in the application form."""
    found = organised_or_404(request, slug)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, actions.add_question, actor=request.user, programme=found, **form.cleaned_data)
        if made is not None:
            return redirect("skills_exchange:programme_questions", slug)
    context = context_of(request, found) | {
        "form": form,
        "rows": list(found.questions.all()),
        "fixed": found.applications.exists() or found.state == ProgrammeState.ENDED,
    }
    return render(request, "skills_exchange/programmes/questions.html", context, status=400 if form.errors else 200)


@require_POST
def delete_question(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Ask it no more."""
    found = organised_or_404(request, slug)
    question = get_object_or_404(ProgrammeQuestion.objects.select_related("programme"), programme=found, pk=pk)
    actions.delete_question(actor=request.user, question=question)
    return redirect("skills_exchange:programme_questions", slug)


@require_POST
def announce_programme(request: PersonRequest, slug: str) -> HttpResponse:
    """Everybody sees it from now on."""
    done = actions.announce_programme(actor=request.user, programme=organised_or_404(request, slug))
    messages.success(request, _("The programme is announced."))
    return redirect(done)


@require_http_methods(["GET", "HEAD", "POST"])
def end_programme(request: PersonRequest, slug: str) -> HttpResponse:
    """End it, after a question."""
    found = organised_or_404(request, slug)
    if request.method == "POST":
        return redirect(actions.end_programme(actor=request.user, programme=found))
    return render(request, "skills_exchange/programmes/end.html", {"programme": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_programme(request: PersonRequest, slug: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    found = organised_or_404(request, slug)
    if request.method == "POST":
        actions.delete_programme(actor=request.user, programme=found)
        messages.success(request, _("The draft is gone."))
        return redirect("skills_exchange:programmes")
    return render(request, "skills_exchange/programmes/delete.html", {"programme": found})


@login_not_required
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcome in figures that name nobody; public once the programme has ended."""
    found = _reported_or_404(request, slug)
    numbers = figures.figures_of_programme(found)
    context = context_of(request, found) | {"tiles": figures.tiles(numbers), "charts": figures.charts(numbers)}
    return render(request, "skills_exchange/programmes/report.html", context)


@login_not_required
@require_safe
def report_csv(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """One of the tables as a file."""
    found = _reported_or_404(request, slug)
    for chart in figures.charts(figures.figures_of_programme(found)):
        if chart.key == key:
            header = [chart.row_name, *(series.name for series in chart.series)]
            return csv_response(f"{found.slug}-{key}.csv", header, chart.csv_rows(_("hidden")))
    raise Http404


def visible_or_404(request: HttpRequest, slug: str) -> Programme:
    """A programme that the reader may see."""
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def organised_or_404(request: HttpRequest, slug: str) -> Programme:
    """A programme that the reader organises; 403 where they only see it."""
    found = visible_or_404(request, slug)
    if not request.user.has_perm(actions.ORGANISE, found):
        raise PermissionDenied
    return found


def context_of(request: HttpRequest, found: Programme) -> dict[str, object]:
    """What every page of a programme shows; numbers of what waits only for its organisers."""
    organises = request.user.has_perm(actions.ORGANISE, found)
    context: dict[str, object] = {"programme": found, "organises": organises}
    if organises:
        states = found.applications.order_by().values_list("state").annotate(number=Count("pk"))
        context["to_decide"] = dict(states).get("applied", 0)
    return context


def _reported_or_404(request: HttpRequest, slug: str) -> Programme:
    found = visible_or_404(request, slug)
    if found.state != ProgrammeState.ENDED and not request.user.has_perm(actions.ORGANISE, found):
        raise PermissionDenied
    return found
