"""Saved views, and following what changes among the holders on a wiki or of a right."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.actions.looking_up import log_look_up_of_each
from certification.actions.permitting import demand
from certification.errors import DecisionRefused
from certification.models import Following, Outlook, SavedView
from wikilearn.core.dates import today
from wikilearn.movement.models import Right, Wiki
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

CHANGES = "standing_changes"
MOST_NAMES, MOST_ROWS = 20, 50


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
    seen = [row.holding.person for row in named if row.holding.person is not None]
    log_look_up_of_each(actor=person, people=seen, page="digest")
    states = Counter(row.state for row in changed.values())
    notify(
        person=person,
        kind=CHANGES,
        context={
            "count": len(changed),
            "states": [[state, number] for state, number in sorted(states.items())],
            "names": [_row(row) for row in named],
            "more": len(changed) - len(named),
        },
        url=reverse("certification:following"),
        key=f"changes:{last.isoformat()}",
    )
    return True


def _changed(followed: list[Following], last: date) -> dict[int, Outlook]:
    found: dict[int, Outlook] = {}
    for row in followed:
        rows = Outlook.objects.filter(changed_on__gt=row.told_until, changed_on__lte=last).exclude(before="")
        rows = rows.filter(holding__wiki=row.wiki) if row.wiki else rows.filter(holding__right=row.right)
        for outlook in rows.select_related("holding__person", "holding__wiki").order_by("holding__username", "pk"):
            found[outlook.pk] = outlook
    return found


def _row(row: Outlook) -> dict[str, Any]:
    wiki = row.holding.wiki
    return {"name": row.holding.username, "wiki": wiki.dbname if wiki else "*", "state": row.state}
