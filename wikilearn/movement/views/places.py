"""Pages of organisations and wikis."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.actions import holdings as holding_actions
from wikilearn.movement.actions import organisations as organisation_actions
from wikilearn.movement.actions import wikis as wiki_actions
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.forms.places import (
    HoldingForm,
    MemberForm,
    OrganisationForm,
    OrganisationSearch,
    WikiPlaceForm,
    WikiSearch,
    WikisForm,
)
from wikilearn.movement.models import Holding, Membership, Organisation, Wiki
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, by words and kind."""
    form = OrganisationSearch(request.GET)
    form.is_valid()
    found = Organisation.objects.active().matching(form.cleaned_data.get("q", ""))
    if kind := form.cleaned_data.get("kind"):
        found = found.filter(kind=kind)
    return render(request, "movement/organisations.html", {"form": form, "page": page_of(found, request)})


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation with its members by role."""
    organisation = get_object_or_404(Organisation.objects.prefetch_related("territories"), slug=slug)
    order = {role: number for number, role in enumerate(MemberRole.values)}
    members = sorted(
        organisation.memberships.live().select_related("person"),
        key=lambda each: (order[each.role], each.person.username),
    )
    roles = [(MemberRole(role).label, list(group)) for role, group in groupby(members, key=lambda each: each.role)]
    may_change = request.user.has_perm("movement.change_memberships", organisation)
    return render(
        request,
        "movement/organisation.html",
        {"organisation": organisation, "roles": roles, "may_change": may_change},
    )


@form_methods
def new_organisation(request: PersonRequest) -> HttpResponse:
    """Add an organisation."""
    if not request.user.has_perm("movement.add_organisation"):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = act(form, organisation_actions.create_organisation, actor=request.user, **form.cleaned_data)
        if made is not None:
            return redirect(made)
    return render(request, "movement/new_organisation.html", {"form": form})


@form_methods
def add_member(request: PersonRequest, slug: str) -> HttpResponse:
    """Give somebody a role in the organisation."""
    organisation = _whose_members_may_change(request, slug)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, role = form.cleaned_data["username"], form.cleaned_data["role"]
        added = act(
            form,
            organisation_actions.add_member,
            actor=request.user,
            organisation=organisation,
            person=person,
            role=role,
        )
        if added is not None:
            messages.success(request, _("%(name)s was added.") % {"name": person.username})
            return redirect(organisation)
    return render(request, "movement/add_member.html", {"form": form, "organisation": organisation})


@form_methods
def organisation_wikis(request: PersonRequest, slug: str) -> HttpResponse:
    """Which wikis the organisation answers for."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not request.user.has_perm("movement.add_organisation"):
        raise PermissionDenied
    initial = {"wikis": list(organisation.wikis.values_list("dbname", flat=True))}
    form = WikisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_to = act(
            form, organisation_actions.set_wikis, actor=request.user, organisation=organisation, **form.cleaned_data
        )
        if set_to is not None:
            messages.success(request, _("Saved."))
            return redirect(organisation)
    return render(request, "movement/organisation_wikis.html", {"form": form, "organisation": organisation})


@form_methods
def end_membership(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, then end somebody's role in the organisation."""
    organisation = _whose_members_may_change(request, slug)
    membership = get_object_or_404(
        Membership.objects.live().filter(organisation=organisation).select_related("person"), pk=pk
    )
    if request.method == "POST":
        organisation_actions.end_membership(actor=request.user, membership=membership)
        messages.success(request, _("The role has ended."))
        return redirect(organisation)
    return render(request, "movement/end_membership.html", {"organisation": organisation, "membership": membership})


@login_not_required
@require_safe
def wikis(request: HttpRequest) -> HttpResponse:
    """All wikis, by words."""
    form = WikiSearch(request.GET)
    form.is_valid()
    found = Wiki.objects.visible_to(request.user).matching(form.cleaned_data.get("q", "")).order_by("closed", "dbname")
    return render(request, "movement/wikis.html", {"form": form, "page": page_of(found, request)})


@login_not_required
@require_safe
def wiki(request: HttpRequest, dbname: str) -> HttpResponse:
    """A wiki with those who hold public rights there."""
    wiki = get_object_or_404(Wiki.objects.visible_to(request.user).select_related("territory"), dbname=dbname)
    may_enter = request.user.has_perm("movement.enter_holding")
    holdings = wiki.holdings.held_at().select_related("right", "wiki").order_by("right__key", "username")
    page = page_of(holdings if may_enter else holdings.public(), request)
    return render(request, "movement/wiki.html", {"wiki": wiki, "page": page, "may_enter": may_enter})


@form_methods
def place_wiki(request: PersonRequest, dbname: str) -> HttpResponse:
    """Say which country or area a wiki serves, for figures by region."""
    wiki = get_object_or_404(Wiki.objects.select_related("territory"), dbname=dbname)
    if not request.user.has_perm("movement.place_wiki"):
        raise PermissionDenied
    form = WikiPlaceForm(request.POST or None, initial={"territory": wiki.territory and wiki.territory.code})
    if request.method == "POST" and form.is_valid():
        placed = act(form, wiki_actions.place_wiki, actor=request.user, wiki=wiki, **form.cleaned_data)
        if placed is not None:
            messages.success(request, _("Saved."))
            return redirect(wiki)
    context = {"form": form, "wiki": wiki}
    return render(request, "movement/place_wiki.html", context, status=400 if form.errors else 200)


@form_methods
def enter_holding(request: PersonRequest) -> HttpResponse:
    """Note that a username holds a right."""
    if not request.user.has_perm("movement.enter_holding"):
        raise PermissionDenied
    form = HoldingForm(request.POST or None, initial={name: request.GET.get(name, "") for name in ("wiki", "right")})
    if request.method == "POST" and form.is_valid():
        entered = act(form, holding_actions.enter_holding, actor=request.user, **form.cleaned_data)
        if entered is not None:
            messages.success(request, _("The right is on record."))
            return redirect(entered.wiki or entered.right)
    return render(request, "movement/enter_holding.html", {"form": form})


@form_methods
def end_holding(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask, then note that a right is no longer held."""
    if not request.user.has_perm("movement.enter_holding"):
        raise PermissionDenied
    holding = get_object_or_404(Holding.objects.held_at().select_related("right", "wiki"), pk=pk)
    back = holding.wiki or holding.right
    if request.method == "POST":
        holding_actions.end_holding(actor=request.user, holding=holding)
        messages.success(request, _("The right has ended."))
        return redirect(back)
    return render(request, "movement/end_holding.html", {"holding": holding, "back": back.get_absolute_url()})


def _whose_members_may_change(request: PersonRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug)
    if not request.user.has_perm("movement.change_memberships", organisation):
        raise PermissionDenied
    return organisation
