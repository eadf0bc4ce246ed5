"""Who is responsible where: the finder, the public list of bodies, and the page of each with its members."""

from datetime import UTC, date, datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions.bodies import (
    add_body_member,
    confirm_member_fact,
    create_body,
    edit_body,
    end_body_membership,
    resume_body,
    suspend_body,
)
from ucoc.enums import MemberFactKind, Place
from ucoc.forms.bodies import BodyForm, BodyMemberForm, BodySearch, FinderForm, MemberFactForm, ReasonForm
from ucoc.jurisdiction import NobodyLeft, Step
from ucoc.models.bodies import BodyMember, EnforcementBody
from ucoc.queries.bodies import age_needed, member_standings, needs_agreement
from ucoc.queries.jurisdiction import responsible
from ucoc.views.guards import needs
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Whom do I turn to? By wiki, place and kind of conduct; nothing of it is kept."""
    asked = "place" in request.GET
    form = FinderForm(request.GET if asked else None)
    steps: tuple[Step, ...] = ()
    nobody = False
    if asked and form.is_valid():
        try:
            steps = responsible(form.question())
        except NobodyLeft:
            nobody = True
    unnamed = bool(steps) and form.cleaned_data["place"] == Place.ONE_WIKI and form.cleaned_data["wiki"] is None
    context = {"form": form, "first": steps[0] if steps else None, "later": steps[1:], "nobody": nobody}
    response = render(request, "ucoc/bodies/finder.html", context | {"unnamed": unnamed, "asked": asked})
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def bodies(request: HttpRequest) -> HttpResponseBase:
    """All bodies, by words and kind; `?format=csv` gives the list as a file."""
    form = BodySearch(request.GET)
    form.is_valid()
    found = EnforcementBody.objects.visible_to(request.user).matching(form.cleaned_data.get("q", ""))
    if kind := form.cleaned_data.get("kind"):
        found = found.of_kind(kind)
    found = found.select_related("wiki", "organisation").order_by("wiki__dbname", "kind", "slug")
    if request.GET.get("format") == "csv":
        return _as_csv(found)
    return render(request, "ucoc/bodies/bodies.html", {"form": form, "page": page_of(found, request)})


def _as_csv(found: QuerySet[EnforcementBody]) -> HttpResponseBase:
    header = [_("Body"), _("Kind"), _("Wiki"), _("Organisation"), _("Languages"), _("Suspended"), _("Page on a wiki")]
    rows = (
        (
            body.name,
            body.get_kind_display(),
            body.wiki.dbname if body.wiki else "",
            body.organisation.name if body.organisation else "",
            " ".join(body.languages),
            _("yes") if body.suspended else "",
            body.page,
        )
        for body in found
    )
    return csv_response("bodies.csv", header, rows)


@login_not_required
@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body: what it does, its terms, its members; for those who curate and the members what is still needed."""
    found = _body(request, slug)
    standings = member_standings(found)
    may_curate = request.user.has_perm("ucoc.curate_bodies")
    works_here = any(standing.member.person_id == request.user.pk for standing in standings)
    context = {
        "body": found,
        "standings": standings,
        "able": sum(standing.eligible for standing in standings) >= found.quorum,
        "needs_agreement": needs_agreement(found),
        "age_needed": age_needed(found),
        "topics": found.topics.all(),
        "may_curate": may_curate,
        "may_confirm": request.user.has_perm("ucoc.confirm_member_fact"),
        "may_decide": request.user.has_perm("ucoc.decide_case", found),
        "sees_obstacles": may_curate or works_here,
    }
    return render(request, "ucoc/bodies/body.html", context)


@needs("ucoc.curate_bodies")
@form_methods
def new_body(request: PersonRequest) -> HttpResponse:
    """Set up a body."""
    form = BodyForm(request.POST or None, initial={"wiki": request.GET.get("wiki", ""), "working_days": range(1, 8)})
    if request.method == "POST" and form.is_valid():
        made = act(form, create_body, actor=request.user, **form.values())
        if made is not None:
            messages.success(request, _("The body is set up. Now add its members."))
            return redirect(made)
    return render(request, "ucoc/bodies/body_form.html", {"form": form}, status=400 if form.errors else 200)


@needs("ucoc.curate_bodies")
@form_methods
def edit(request: PersonRequest, slug: str) -> HttpResponse:
    """Change a body."""
    found = _body(request, slug)
    form = BodyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done = act(form, edit_body, actor=request.user, body=found, **form.values())
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(done)
    context = {"form": form, "body": found}
    return render(request, "ucoc/bodies/body_form.html", context, status=400 if form.errors else 200)


@needs("ucoc.curate_bodies")
@form_methods
def suspend(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask why, then let no new cases go to the body."""
    found = _body(request, slug)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act(form, suspend_body, actor=request.user, body=found, reason=form.cleaned_data["reason"])
        if done is not None:
            messages.success(request, _("New cases go past this body now."))
            return redirect(done)
    context = {"form": form, "body": found}
    return render(request, "ucoc/bodies/suspend.html", context, status=400 if form.errors else 200)


@needs("ucoc.curate_bodies")
@require_POST
def resume(request: PersonRequest, slug: str) -> HttpResponse:
    """Let new cases go to the body again."""
    done = resume_body(actor=request.user, body=_body(request, slug))
    messages.success(request, _("New cases go to this body again."))
    return redirect(done)


@needs("ucoc.curate_bodies")
@form_methods
def add_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Let somebody work in the body."""
    found = _body(request, slug)
    form = BodyMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        added = act(
            form,
            add_body_member,
            actor=request.user,
            body=found,
            person=data["username"],
            capacity=data["capacity"],
            until=_end_of(data["until"]),
        )
        if added is not None:
            messages.success(request, _("%(name)s was added.") % {"name": added.person.username})
            return redirect(found)
    context = {"form": form, "body": found}
    return render(request, "ucoc/bodies/add_member.html", context, status=400 if form.errors else 200)


def _end_of(day: date | None) -> datetime | None:
    """The first instant after a day, in UTC."""
    return None if day is None else datetime.combine(day, time.min, tzinfo=UTC) + timedelta(days=1)


@form_methods
def end_member(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, then end somebody's work in the body; one may always end one's own."""
    found = _body(request, slug)
    member = _member(found, pk)
    if member.person_id != request.user.pk and not request.user.has_perm("ucoc.curate_bodies"):
        raise PermissionDenied
    if request.method == "POST":
        end_body_membership(actor=request.user, member=member)
        messages.success(request, _("The role has ended."))
        return redirect(found)
    last = len([standing for standing in member_standings(found) if standing.eligible]) <= found.quorum
    return render(request, "ucoc/bodies/end_member.html", {"body": found, "member": member, "last": last})


@needs("ucoc.confirm_member_fact")
@form_methods
def confirm(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Note what was seen about a member."""
    found = _body(request, slug)
    member = _member(found, pk)
    form = MemberFactForm(request.POST or None, initial={"kind": MemberFactKind.AGREEMENT})
    if request.method == "POST" and form.is_valid():
        fact = act(form, confirm_member_fact, actor=request.user, person=member.person, **form.cleaned_data)
        if fact is not None:
            messages.success(request, _("It is on record."))
            return redirect(found)
    context = {"form": form, "body": found, "member": member}
    return render(request, "ucoc/bodies/confirm.html", context, status=400 if form.errors else 200)


def _body(request: HttpRequest, slug: str) -> EnforcementBody:
    bodies = EnforcementBody.objects.visible_to(request.user).select_related("wiki", "organisation", "right")
    return get_object_or_404(bodies, slug=slug)


def _member(body: EnforcementBody, pk: int) -> BodyMember:
    return get_object_or_404(BodyMember.objects.live().filter(body=body).select_related("person"), pk=pk)
