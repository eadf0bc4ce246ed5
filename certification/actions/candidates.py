"""Listing oneself for a right, renewing and withdrawing; and what the site does by itself when a year is over."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand_same
from certification.errors import CandidacyRefused
from certification.models import Candidacy
from certification.queries.becoming import way_to
from certification.querysets import CandidacyQuerySet
from wikilearn.audit.actions import SYSTEM, record, record_each
from wikilearn.core.dates import add_months, today
from wikilearn.movement.enums import Scope
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

MONTHS = 12
REMIND_BEFORE = timedelta(days=30)
KEPT = timedelta(days=365)
"""How long the days of an ended candidacy are kept, for the person's own file."""
MOST = 20
ENDING = "candidacy_ending"


@transaction.atomic
def list_candidacy(
    *,
    actor: Person,
    right: Right,
    wiki: Wiki | None,
    statement: str,
    languages: Iterable[str],
    consent: bool,
) -> Candidacy:
    """List oneself for a right until a year from today, with what those who select may read.

    `CandidacyRefused` without consent, without a Wikimedia account that is shown to be theirs, for the wrong place,
    for who holds the right there or stands for it already, and for who is not ready.
    """
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if not consent:
        raise CandidacyRefused(_("You are listed only if you agree to it."), field="consent")
    if actor.central_id is None:
        raise CandidacyRefused(_("Please link your Wikimedia account first, so that nobody can stand in your name."))
    _check_place(right, wiki)
    _check_free(actor, right, wiki)
    _check_ready(actor, right)
    Candidacy.objects.filter(person=actor, right=right, wiki=wiki, withdrawn_at=None).update(**_ended())
    candidacy = Candidacy.objects.create(
        person=actor,
        right=right,
        wiki=wiki,
        statement=statement.strip(),
        languages=list(languages),
        since=today(),
        until=add_months(today(), MONTHS),
        consented_at=timezone.now(),
    )
    _log(candidacy, actor, "candidacy.listed")
    return candidacy


@transaction.atomic
def renew_candidacy(*, actor: Person, candidacy: Candidacy) -> Candidacy:
    """Stand for another year from today; `NotYours`, and `CandidacyRefused` for who is not ready or has ended it."""
    candidacy = _locked(actor, candidacy)
    _check_ready(actor, candidacy.right)
    candidacy.until = add_months(today(), MONTHS)
    candidacy.consented_at = timezone.now()
    candidacy.reminded_at = None
    candidacy.save(update_fields=["until", "consented_at", "reminded_at"])
    _log(candidacy, actor, "candidacy.renewed")
    return candidacy


@transaction.atomic
def withdraw_candidacy(*, actor: Person, candidacy: Candidacy) -> Candidacy:
    """End it at once; its words are forgotten. `NotYours`, and `CandidacyRefused` if it has ended."""
    candidacy = _locked(actor, candidacy)
    for name, value in _ended().items():
        setattr(candidacy, name, value)
    candidacy.save()
    _log(candidacy, actor, "candidacy.withdrawn")
    return candidacy


def tend_candidacies(day: date | None = None) -> dict[str, int]:
    """End what is over or fulfilled, remind of what ends within a month, delete what ended long ago; how many each.

    A second run finds nothing: each is claimed in the database, and skipped while another run holds it.
    """
    day = day or today()
    return {"ended": _end(day), "reminded": _remind(day), "deleted": _delete(day)}


@transaction.atomic
def _end(day: date) -> int:
    held = Holding.objects.held_at(day).filter(person=OuterRef("person"), right=OuterRef("right"))
    held = held.filter(Q(wiki=OuterRef("wiki")) | Q(wiki=None))
    due = _claimed().filter(Q(until__lt=day) | Exists(held) | Q(person__is_active=False))
    rows = list(due.select_related("person"))
    Candidacy.objects.filter(pk__in=[row.pk for row in rows]).update(**_ended())
    record_each(actor=SYSTEM, action="candidacy.ended", targets=sorted({row.person.reference for row in rows}))
    return len(rows)


@transaction.atomic
def _remind(day: date) -> int:
    due = _claimed().filter(reminded_at=None, until__lte=day + REMIND_BEFORE, until__gte=day)
    rows = list(due.select_related("person", "right", "wiki"))
    Candidacy.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=timezone.now())
    notify_each(
        kind=ENDING,
        notes=[
            Note(
                row.person,
                {"right": row.right.key, "wiki": row.place, "until": row.until},
                reverse("certification:candidacies"),
                f"candidacy:{row.uid}:{row.until.isoformat()}",
            )
            for row in rows
        ],
    )
    return len(rows)


def _delete(day: date) -> int:
    deleted, _by_model = Candidacy.objects.filter(withdrawn_at__date__lt=day - KEPT).delete()
    return deleted


def _claimed() -> CandidacyQuerySet:
    waiting = Candidacy.objects.select_for_update(of=["self"], skip_locked=True)
    return waiting.filter(withdrawn_at=None).order_by("pk")


def _ended() -> dict[str, object]:
    return {"withdrawn_at": timezone.now(), "statement": "", "languages": []}


def _locked(actor: Person, candidacy: Candidacy) -> Candidacy:
    rows = Candidacy.objects.select_for_update(of=["self"]).select_related("right", "wiki", "person")
    candidacy = rows.get(pk=candidacy.pk)
    demand_same(actor, candidacy.person)
    if candidacy.withdrawn_at is not None:
        raise CandidacyRefused(_("This has ended already."))
    return candidacy


def _check_place(right: Right, wiki: Wiki | None) -> None:
    if (wiki is None) != (right.scope == Scope.GLOBAL):
        raise CandidacyRefused(_("A right on one wiki needs a wiki, a right on all wikis has none."), field="wiki")
    if wiki is not None and (wiki.closed or wiki.private):
        raise CandidacyRefused(_("Nobody stands for a right on this wiki."), field="wiki")


def _check_free(actor: Person, right: Right, wiki: Wiki | None) -> None:
    if Holding.objects.of(actor).held_at().filter(right=right, wiki=wiki).exists():
        raise CandidacyRefused(_("You hold this right there already."), field="wiki")
    standing = Candidacy.objects.filter(person=actor).listed(today())
    if standing.filter(right=right, wiki=wiki).exists():
        raise CandidacyRefused(_("You stand for this right there already."), field="wiki")
    if standing.count() >= MOST:
        raise CandidacyRefused(_("Please withdraw from another right first."))


def _check_ready(actor: Person, right: Right) -> None:
    if not way_to(right.key, actor, today()).ready:
        raise CandidacyRefused(_("You still lack certifications that this right requires."))


def _log(candidacy: Candidacy, actor: Person, action: str) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=actor.reference,
        details={"right": candidacy.right.key, "wiki": candidacy.place},
    )
