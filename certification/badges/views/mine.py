"""A person's own badges."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from certification.badges import actions, queries
from certification.badges.enums import SubjectIdentity
from certification.badges.forms import NamingForm
from certification.badges.models import Credential, Naming
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """A person's own badges, and how coming ones name them."""
    naming = Naming.objects.filter(person=request.user).values_list("identity", flat=True).first()
    form = NamingForm(request.POST or None, initial={"identity": naming or SubjectIdentity.PSEUDONYM})
    if request.method == "POST" and form.is_valid():
        actions.choose_naming(actor=request.user, identity=SubjectIdentity(form.cleaned_data["identity"]))
        return redirect("badges:mine")
    page = page_of(Credential.objects.of(request.user).with_story(), request)
    now = timezone.now()
    rows = [(credential, queries.status_of(credential, now)) for credential in page]
    return render(request, "badges/mine.html", {"page": page, "rows": rows, "form": form})
