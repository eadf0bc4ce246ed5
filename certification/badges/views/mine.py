"""A person's own badges."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from certification.badges import actions, queries
from certification.badges.enums import SubjectIdentity
from certification.badges.forms import FindForm, NamingForm
from certification.badges.models import Credential, Naming
from certification.badges.querysets import CredentialQuerySet
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """A person's own badges, searched and filtered, and how coming ones name them."""
    naming = Naming.objects.filter(person=request.user).first() or Naming(identity=SubjectIdentity.PSEUDONYM)
    form = NamingForm(request.POST or None, initial={"identity": naming.identity, "real_name": naming.real_name})
    if request.method == "POST" and form.is_valid():
        wanted, name = SubjectIdentity(form.cleaned_data["identity"]), form.cleaned_data["real_name"]
        if act(form, actions.choose_naming, actor=request.user, identity=wanted, real_name=name):
            return redirect("badges:mine")
    now = timezone.now()
    find = FindForm(request.GET)
    page = page_of(_wanted(Credential.objects.of(request.user).with_story(), find), request)
    rows = [(credential, queries.status_of(credential, now)) for credential in page]
    filtered = any(request.GET.get(name) for name in find.fields)
    return render(
        request, "badges/mine.html", {"page": page, "rows": rows, "form": form, "find": find, "filtered": filtered}
    )


def _wanted(credentials: CredentialQuerySet, find: FindForm) -> CredentialQuerySet:
    find.is_valid()
    wish = find.cleaned_data
    if words := wish.get("q"):
        credentials = credentials.filter(achievement__name__icontains=words)
    if status := wish.get("status"):
        credentials = credentials.standing(status, timezone.now())
    if seen := wish.get("seen"):
        credentials = credentials.filter(visibility=seen)
    return credentials
