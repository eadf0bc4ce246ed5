"""Pages about roles of the site: everybody who is signed in can read who holds which."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rules.contrib.views import permission_required

from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.actions.roles import grant_role, revoke_role
from wikilearn.people.enums import Role
from wikilearn.people.forms import GrantForm, RevokeForm
from wikilearn.people.models import RoleGrant
from wikilearn.people.views.me import me


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The roles, what each sees, and how many hold it."""
    holders = dict(RoleGrant.objects.live().values_list("role").annotate(Count("pk")))
    return render(request, "people/roles.html", {"roles": [(role, holders.get(role, 0)) for role in Role]})


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, name: str) -> HttpResponse:
    """Who holds a role and who held it, since and until when; staff give it here."""
    shown = _role(name)
    may_grant = request.user.has_perm("people.grant_role")
    if request.method == "POST" and not may_grant:
        raise PermissionDenied
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        grant = act(
            form,
            grant_role,
            actor=me(request),
            person=form.cleaned_data["username"],
            role=shown,
            reason=form.cleaned_data["reason"],
        )
        if grant is not None:
            messages.success(request, _("The role is given. It works once two-factor authentication is set up."))
            return redirect("people:role", name=shown)
    grants = RoleGrant.objects.filter(role=shown).select_related("person", "granted_by", "ended_by").by_life()
    context = {
        "role": shown,
        "form": form,
        "may_grant": may_grant,
        "page": page_of(grants, request),
        "now": timezone.now(),
    }
    return render(request, "people/role.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("people.grant_role", raise_exception=True)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant."""
    grant = get_object_or_404(RoleGrant.objects.live().select_related("person"), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended = act(form, revoke_role, actor=me(request), grant=grant, reason=form.cleaned_data["reason"])
        if ended is not None:
            messages.success(request, _("The role has ended."))
            return redirect("people:role", name=grant.role)
    return render(
        request, "people/role_revoke.html", {"form": form, "grant": grant}, status=422 if form.errors else 200
    )


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise Http404 from None
