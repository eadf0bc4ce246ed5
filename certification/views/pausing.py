"""Pausing and resuming one's own certifications."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from certification.actions.pausing import pause_certifications, resume_certifications
from certification.forms.deciding import PauseForm
from certification.queries.pausing import pausable, paused
from courses.models import Topic
from wikilearn.core.dates import today
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: PersonRequest) -> HttpResponse:
    """What can be paused, what is paused, and until when."""
    topics = Topic.objects.filter(key__in=pausable(request.user, today()))
    form = PauseForm(request.POST or None, topics=topics)
    if form.is_valid() and act(form, pause_certifications, actor=request.user, **form.cleaned_data) is not None:
        messages.success(request, _("Paused. Take all the time you need."))
        return redirect("certification:pause")
    ends = paused(request.user, today())
    stopped = [(topic, ends[topic.key]) for topic in Topic.objects.filter(key__in=ends)]
    context = {"form": form, "paused": stopped, "may_pause": bool(form.fields["topics"].queryset)}  # type: ignore[attr-defined]
    return render(request, "certification/deciding/pause.html", context, status=400 if form.errors else 200)


@require_POST
def resume(request: PersonRequest) -> HttpResponse:
    """End the pause now."""
    try:
        resume_certifications(actor=request.user)
        messages.success(request, _("Welcome back. Your certifications go on from today."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("certification:pause")
