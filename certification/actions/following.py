"""Saved views, and following what changes among the holders on a wiki or of a right."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.actions.looking_up import log_look_up_of_each
from certification.actions.permitting import demand
from certification.errors import DecisionRefused
from certification.models import Following, Outlook, SavedView
from wikilearn.core.dates import today
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

CHANGES = "standing_changes"
MOST_NAMES, MOST_ROWS = 20, 50
ENDED, NEW = "ended", "new"
"""What happened to a holding, where it is not only the standing that changed."""


@transaction.atomic
def save_view(*, actor: Person, name: str, path: str, query: str) -> SavedView:
    """Keep a page with its filters under a name; the same name again takes its place."""
    demand(actor, "certification.look_up")
    if not path.startswith("/steward/"):
        raise DecisionRefused(_("Only pages for stewards can be saved."), field="path")
    others = SavedView.objects.filter(person=actor).exclude(name=name)
    if others.count() >= MOST_ROWS:
        raise DecisionRefused(_("Please delete a saved view first."))
    view, _new = SavedView.objects.update_or_create(person=actor, name=name, defaults={"path": path, "query": query})
    return view


@transaction.atomic
def follow_place(*, actor: Person, wiki: Wiki | None = None, right: Right | None = None) -> Following:
    """Be told daily from today on of changes on the wiki, or of the right; twice is once."""
    demand(actor, "certification.look_up")
    if (wiki is None) == (right is None):
        raise DecisionRefused(_("Choose a wiki or a right."))
    told = {"told_until": today() - timedelta(days=1)}
    following, _new = Following.objects.get_or_create(person=actor, wiki=wiki, right=right, defaults=told)
    return following


def tell_changes(day: date | None = None) -> int:
    """Tell each who follows something what changed before the day; gives how many were told. A second run gives 0."""
    last = (day or today()) - timedelta(days=1)
    due = Following.objects.filter(told_until__lt=last, person__is_active=True)
    people = list(due.order_by("person").values_list("person_id", flat=True).distinct())
    return sum(_tell(person, last) for person in people)


@transaction.atomic
def _tell(person_id: int, last: date) -> bool:
    rows = Following.objects.select_for_update(of=["self"], skip_locked=True).select_related("person", "wiki", "right")
    followed = list(rows.filter(person=person_id, told_until__lt=last).order_by("pk"))
    if not followed:
        return False
    person = followed[0].person
    changed = _changed(followed, last) if person.has_perm("certification.look_up") else {}
    Following.objects.filter(pk__in=[row.pk for row in followed]).update(told_until=last)
    if not changed:
        return False
    named = list(changed.values())[:MOST_NAMES]
    seen = [holding.person for holding, _state in named if holding.person is not None]
    log_look_up_of_each(actor=person, people=seen, page="digest")
    states = Counter(state for _holding, state in changed.values())
    notify(
        person=person,
        kind=CHANGES,
        context={
            "count": len(changed),
            "states": [[state, number] for state, number in sorted(states.items())],
            "names": [_row(holding, state) for holding, state in named],
            "more": len(changed) - len(named),
        },
        url=reverse("certification:following"),
        key=f"changes:{last.isoformat()}",
    )
    return True


def _changed(followed: list[Following], last: date) -> dict[int, tuple[Holding, str]]:
    """Each holding where something changed: with the state it is in now, `ENDED`, or `NEW` and its state."""
    found: dict[int, tuple[Holding, str]] = {}
    for row in followed:
        place = Q(wiki=row.wiki) if row.wiki else Q(right=row.right)
        holdings = Holding.objects.filter(place).select_related("person", "wiki", "outlook").order_by("username", "pk")
        first = datetime.combine(row.told_until + timedelta(days=1), time.min, tzinfo=UTC)
        ended = Q(until__gte=first, until__lt=first + (last - row.told_until))
        changed = Q(outlook__changed_on__gt=row.told_until, outlook__changed_on__lte=last)
        for holding in holdings.filter(ended | changed):
            outlook = getattr(holding, "outlook", None)
            found[holding.pk] = (holding, _what(outlook) if outlook else ENDED)
    return found


def _what(outlook: Outlook) -> str:
    return outlook.state if outlook.before else f"{NEW}:{outlook.state}"


def _row(holding: Holding, state: str) -> dict[str, Any]:
    return {"name": holding.username, "wiki": holding.wiki.dbname if holding.wiki else "*", "state": state}
