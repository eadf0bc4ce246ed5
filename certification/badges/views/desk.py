"""The desk of those who set up issuers, templates and lists of badges."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.badges import actions, trying
from certification.badges.enums import Framework, TemplateState
from certification.badges.forms.desk import (
    AlignmentForm,
    IssueForm,
    IssuerForm,
    NewIssuerForm,
    TemplateForm,
    issuer_initial,
)
from certification.badges.models import Alignment, Issuer, Run, Template
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


def _demand(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """Issuers, and work on many badges with how far it is."""
    _demand(request, "badges.manage_issuers")
    runs = page_of(Run.objects.select_related("issuer", "course"), request)
    issuers = Issuer.objects.select_related("organisation").order_by("-primary", "name")
    may_issue = request.user.has_perm("badges.issue_by_hand")
    return render(request, "badges/desk/desk.html", {"issuers": issuers, "page": runs, "may_issue": may_issue})


@require_http_methods(["GET", "POST"])
def new_issuer(request: PersonRequest) -> HttpResponse:
    """Let an organisation issue the badges of its own courses and packs."""
    _demand(request, "badges.manage_issuers")
    form = NewIssuerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        issuer = act(form, actions.make_organisation_issuer, actor=request.user, **form.cleaned_data)
        if issuer:
            return redirect("badges:desk_issuer", issuer.slug)
    return render(request, "badges/desk/new_issuer.html", {"form": form})


@require_http_methods(["GET", "POST"])
def desk_issuer(request: PersonRequest, slug: str) -> HttpResponse:
    """An issuer: its words, its keys, its templates."""
    _demand(request, "badges.manage_issuers")
    issuer = get_object_or_404(Issuer, slug=slug)
    form = IssuerForm(request.POST or None, initial=issuer_initial(issuer))
    if request.method == "POST" and form.is_valid():
        changed = act(form, actions.describe_issuer, actor=request.user, issuer=issuer, **form.cleaned_data)
        if changed:
            return redirect("badges:desk_issuer", slug)
    story = {
        "issuer": issuer,
        "form": form,
        "keys": issuer.keys.order_by("-pk"),
        "templates": issuer.templates.all(),
        "versions": issuer.did_documents.all()[:20],
    }
    return render(request, "badges/desk/issuer.html", story)


@require_http_methods(["GET", "POST"])
def new_template(request: PersonRequest, slug: str) -> HttpResponse:
    """Another look, to be tried."""
    _demand(request, "badges.manage_templates")
    issuer = get_object_or_404(Issuer, slug=slug)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        template = act(form, actions.add_template, actor=request.user, issuer=issuer, **_template_words(form))
        if template:
            return redirect("badges:template", template.number)
    return render(request, "badges/desk/new_template.html", {"form": form, "issuer": issuer})


@require_safe
def template(request: PersonRequest, number: int) -> HttpResponse:
    """A template as it will look, and whether it is used."""
    _demand(request, "badges.manage_templates")
    found = get_object_or_404(Template.objects.select_related("issuer"), number=number)
    return render(request, "badges/desk/template.html", {"template": found, "states": TemplateState})


@require_safe
def template_preview(request: PersonRequest, number: int, kind: str) -> HttpResponse:
    """What a template draws: `svg`, `png`, or the certificate of an example as `pdf`."""
    _demand(request, "badges.manage_templates")
    found = get_object_or_404(Template.objects.select_related("issuer"), number=number)
    if kind == "pdf":
        response = HttpResponse(trying.certificate_of(found), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="template-{number}.pdf"'
    else:
        svg, png = trying.pictures_of(found)
        content = svg.encode() if kind == "svg" else png
        response = HttpResponse(content, content_type="image/svg+xml" if kind == "svg" else "image/png")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def use_template(request: PersonRequest, number: int) -> HttpResponse:
    """Use a template from now on, or no longer."""
    _demand(request, "badges.manage_templates")
    found = get_object_or_404(Template, number=number)
    if request.POST.get("use") == "no":
        actions.retire_template(actor=request.user, template=found)
    else:
        actions.use_template(actor=request.user, template=found)
    return redirect("badges:template", number)


@require_http_methods(["GET", "POST"])
def issue(request: PersonRequest) -> HttpResponse:
    """Badges of a course for a list of people."""
    _demand(request, "badges.issue_by_hand")
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = act(form, actions.start_issuing, actor=request.user, **form.cleaned_data)
        if run:
            return redirect(run)
    return render(request, "badges/desk/issue.html", {"form": form})


@require_safe
def run(request: PersonRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """How far a run is, and what became of each person; the part refreshes itself while it moves."""
    _demand(request, "badges.manage_issuers")
    found = get_object_or_404(Run.objects.select_related("issuer", "course"), pk=pk)
    entries = found.entries.select_related("person")
    if request.GET.get("format") == "csv":
        rows = ((entry.person.username, entry.get_state_display(), entry.problem) for entry in entries.iterator())
        return csv_response(f"badges-{pk}.csv", ["username", "state", "problem"], rows)
    name = "badges/desk/_progress.html" if request.headers.get("HX-Request") else "badges/desk/run.html"
    return render(request, name, {"run": found, "page": page_of(entries, request)})


@require_http_methods(["GET", "POST"])
def alignments(request: PersonRequest) -> HttpResponse:
    """What topics and courses correspond to in Wikidata and ESCO."""
    _demand(request, "badges.manage_issuers")
    form = AlignmentForm(request.POST or None)
    if request.method == "POST" and "remove" in request.POST:
        number = request.POST["remove"]
        found = get_object_or_404(Alignment, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
        actions.remove_alignment(actor=request.user, alignment=found)
        return redirect("badges:alignments")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"framework": Framework(form.cleaned_data["framework"])}
        if act(form, actions.align, actor=request.user, **said):
            return redirect("badges:alignments")
    page = page_of(Alignment.objects.select_related("topic", "course", "pack"), request)
    return render(request, "badges/desk/alignments.html", {"form": form, "page": page})


def _template_words(form: TemplateForm) -> dict[str, Any]:
    """The cleaned words, and files as bytes, read no further than they may be long."""
    said = dict(form.cleaned_data)
    for name in ("picture", "raster", "logo"):
        file = said[name]
        said[name] = file.read(2 * 1024 * 1024) if file else b""
    return said
