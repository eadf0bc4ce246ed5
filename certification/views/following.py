"""A steward's saved views, and what they follow."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from certification.actions.following import follow_place, save_view
from certification.models import Following, SavedView
from certification.views.steward import for_stewards
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.http import PersonRequest


class ViewForm(forms.Form):
    """The page as it stands in the address bar, and a name for it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    path = forms.RegexField(
        r"^/steward/[^?#\\]*$", label=_("Page"), max_length=300, help_text="/steward/rights/checkuser/"
    )
    query = forms.CharField(label=_("Filters"), max_length=1000, required=False, help_text="state=lapsed&wiki=dewiki")


class FollowForm(forms.Form):
    """A wiki or a right."""

    wiki = forms.ModelChoiceField(
        label=_("Wiki"),
        queryset=Wiki.objects.all(),
        to_field_name="dbname",
        required=False,
        widget=forms.TextInput,
        help_text="dewiki",
    )
    right = forms.ModelChoiceField(
        label=_("Right"), queryset=Right.objects.all(), to_field_name="key", required=False, empty_label="–"
    )


@for_stewards
@require_safe
def following(request: PersonRequest) -> HttpResponse:
    """My saved views and what I follow."""
    return _page(request, ViewForm(initial=request.GET.dict()), FollowForm())


@for_stewards
@require_POST
def save(request: PersonRequest) -> HttpResponse:
    """Keep a view."""
    form = ViewForm(request.POST)
    if form.is_valid() and act(form, save_view, actor=request.user, **form.cleaned_data) is not None:
        return redirect("certification:following")
    return _page(request, form, FollowForm(), status=400)


@for_stewards
@require_POST
def follow(request: PersonRequest) -> HttpResponse:
    """Follow a wiki or a right."""
    form = FollowForm(request.POST)
    if form.is_valid() and act(form, follow_place, actor=request.user, **form.cleaned_data) is not None:
        return redirect("certification:following")
    return _page(request, ViewForm(), form, status=400)


@for_stewards
@require_POST
def delete_view(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete one of my views."""
    get_object_or_404(SavedView, pk=pk, person=request.user).delete()
    return redirect("certification:following")


@for_stewards
@require_POST
def unfollow(request: PersonRequest, pk: int) -> HttpResponse:
    """Follow it no longer."""
    get_object_or_404(Following, pk=pk, person=request.user).delete()
    return redirect("certification:following")


def _page(request: PersonRequest, view_form: forms.Form, follow_form: forms.Form, status: int = 200) -> HttpResponse:
    followed = Following.objects.filter(person=request.user).select_related("wiki", "right").order_by("pk")
    context = {
        "page": page_of(SavedView.objects.filter(person=request.user), request),
        "followed": followed,
        "view_form": view_form,
        "follow_form": follow_form,
    }
    return render(request, "certification/steward/following.html", context, status=status)
