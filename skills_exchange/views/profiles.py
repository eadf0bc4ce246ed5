"""One's own profile: what it says, and when one has time."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skills_exchange.actions.profiles import change_profile, set_limits, set_week
from skills_exchange.forms.profiles import ProfileForm, TimeForm
from skills_exchange.forms.weeks import PRESETS
from skills_exchange.models import Party
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.queries.profiles import by_kind, claims_of, lines_of, to_confirm
from skills_exchange.queries.times import free_days
from skills_exchange.templatetags.profiles import own_address
from skills_exchange.views.owning import own_party, status_of
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest
from wikilearn.people.models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def me(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """The whole profile as its owner sees it."""
    party = own_party(request, slug)
    lines = lines_of(claims_of(party), request.user, own=True)
    context = {
        "party": party,
        "spoken": party.speaks.all(),
        "territories": party.territories.all(),
        "kinds": by_kind(lines),
        "to_confirm": to_confirm(lines),
        "days": free_days(party.week_utc, party.zone, today()),
        "away": party.is_away(today()),
        "organisations": organisations_spoken_for(request.user),
    }
    return render(request, "skills_exchange/profiles/me.html", context)


@get_or_post
def edit(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """Words, languages, places, and whether others find the profile."""
    party = own_party(request, slug)
    form = ProfileForm(request.POST or None, party=party)
    if form.is_valid():
        changed = act(form, change_profile, actor=request.user, party=party, **form.profile())
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect(own_address(party))
    context = {"party": party, "form": form, "languages": languages.known()}
    return render(request, "skills_exchange/profiles/edit.html", context, status=status_of(request, form))


@get_or_post
def time(request: PersonRequest, slug: str | None = None) -> HttpResponse:
    """The free hours of a week, limits, and days away. A preset only fills in the hours, for whoever has no scripts."""
    party = own_party(request, slug)
    if request.method == "POST" and "preset" in request.POST:
        return _filled_in(request, party)
    form = TimeForm(request.POST or None, party=party)
    if form.is_valid():
        kept = act(form, _keep_time, actor=request.user, party=party, said=form.cleaned_data)
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect(own_address(party))
    return _time_page(request, party, form)


def _time_page(request: PersonRequest, party: Party, form: TimeForm) -> HttpResponse:
    context = {"party": party, "form": form}
    return render(request, "skills_exchange/profiles/time.html", context, status=status_of(request, form))


def _filled_in(request: PersonRequest, party: Party) -> HttpResponse:
    data = request.POST.copy()
    preset = data.pop("preset")[0]
    _label, added = PRESETS.get(preset, ("", 0))
    hours = {str(hour) for hour in range(168) if added >> hour & 1}
    data.setlist("hours", sorted(hours.union(data.getlist("hours")) if preset in PRESETS else set()))
    return _time_page(request, party, TimeForm(data, party=party))


@transaction.atomic
def _keep_time(*, actor: Person, party: Party, said: dict[str, Any]) -> Party:
    set_week(actor=actor, party=party, week=said["hours"], zone=said["zone"])
    return set_limits(
        actor=actor,
        party=party,
        hours_a_week=said["hours_a_week"],
        max_active=said["max_active"],
        away_from=said["away_from"],
        away_until=said["away_until"],
    )
