"""Whom we suggest, why, and "not for me"."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.actions.suggestions import count_shown, dismiss_suggestion, undo_dismissal
from skills_exchange.enums import NotForMeReason
from skills_exchange.forms.suggestions import DismissForm
from skills_exchange.models import NotForMe, Party
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.queries.sides import blocked_with, parties_of
from skills_exchange.queries.suggestions import suggestions_for
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

FEW, MANY = 3, 10
"""Suggestions for each want on the page of all, and on the page of one."""
MOST_DISMISSED = 50


@never_cache
@require_safe
def suggestions(request: PersonRequest) -> HttpResponse:
    """The best few for each want; `?skill=` shows more for one, `?for=` those of an organisation."""
    led = organisations_spoken_for(request.user)
    learner = _learner(request, request.GET.get("for", ""), led)
    skill = request.GET.get("skill", "")
    zone = timezone.get_current_timezone_name()
    found = suggestions_for(request.user, learner, zone=zone, most=MANY if skill else FEW, skill=skill, led=led)
    if request.method == "GET":
        count_shown(learner=learner, shown=[(wish.claim.skill, each.sharer) for wish in found for each in wish.found])
    dismissed = _dismissed(request.user, learner)
    context = {
        "learner": learner,
        "wishes": found,
        "skill": skill,
        "dismissed": dismissed,
        "just_now": next((each for each in dismissed if str(each.pk) == request.GET.get("dismissed")), None),
        "organisations": led,
        "reasons": format_html_join("", '<option value="{}">{}</option>', NotForMeReason.choices),
    }
    return render(request, "skills_exchange/suggestions/suggestions.html", context)


@require_POST
def dismiss(request: PersonRequest) -> HttpResponse:
    """Not for me; the page that follows offers to take it back."""
    slug = request.POST.get("for", "")
    learner = _learner(request, slug, organisations_spoken_for(request.user) if slug else [])
    form = DismissForm(request.POST)
    if not form.is_valid():
        raise Http404
    wish = form.cleaned_data
    sharer = get_object_or_404(Party.objects.visible_to(request.user), pk=wish["party"].pk)
    made = dismiss_suggestion(
        actor=request.user,
        learner=learner,
        sharer=sharer,
        skill=wish["skill"],
        reason=wish["reason"] or NotForMeReason.OTHER,
    )
    return redirect(_back(learner, dismissed=made.pk))


@require_POST
def undo_dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    """Suggest them again."""
    found = get_object_or_404(NotForMe.objects.select_related("learner"), pk=pk, learner__in=parties_of(request.user))
    undo_dismissal(actor=request.user, dismissal=found)
    messages.success(request, _("They can be suggested to you again."))
    return redirect(_back(found.learner))


def _learner(request: PersonRequest, slug: str, led: Iterable[Organisation]) -> Party:
    """For whom the reader looks: themself, or an organisation that they coordinate."""
    if not slug:
        return party_of(request.user)
    for organisation in led:
        if organisation.slug == slug:
            return party_of_organisation(organisation)
    raise Http404


def _dismissed(reader: Person, learner: Party) -> list[NotForMe]:
    """Whom the party does not want suggested, the latest, as far as both it and the reader may still see them."""
    said = NotForMe.objects.filter(learner=learner)
    if not said.exists():  # so it is for most, and then nothing else need be asked
        return []
    seen = Party.objects.there().not_blocked_with(learner)
    if learner.person_id != reader.pk:
        seen = seen.exclude(pk__in=blocked_with(reader))
    rows = said.filter(sharer__in=seen.values("pk")).order_by("-created_at", "-pk")
    return list(rows.select_related("skill", "sharer__person", "sharer__organisation")[:MOST_DISMISSED])


def _back(learner: Party, **query: object) -> str:
    """The page of suggestions of that party."""
    if learner.organisation is not None:
        query["for"] = learner.organisation.slug
    return reverse("skills_exchange:suggestions", query=query) if query else reverse("skills_exchange:suggestions")
