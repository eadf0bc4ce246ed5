"""Whether a badge is good."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certification.badges import verifying
from certification.badges.errors import TooMuch
from certification.badges.forms import VerifyForm
from wikilearn.core import throttling


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Is this badge good? For everybody, by link, number or file."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    verdict = None
    if request.method == "POST" and form.is_valid():
        if not throttling.allow(request, "verify_badge", limit=30, seconds=60):
            raise TooMuch(_("You have tried very often. Please wait a minute."))
        file = form.cleaned_data["file"]
        if file is not None:
            verdict = verifying.judge_file(file.read(), timezone.now())
        else:
            verdict = verifying.judge_link(form.cleaned_data["link"], timezone.now())
    return render(request, "badges/verify.html", {"form": form, "verdict": verdict})
