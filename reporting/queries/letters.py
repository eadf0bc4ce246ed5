"""What waits for somebody personally: questions put to them, and texts lent to them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from reporting.models import Case, ItemGrant, Letter
from reporting.peppers import pepper
from reporting.queries.families import root_of
from reporting.states import OPEN
from reporting.vault.chains import mac
from wikilearn.people.models import Person


def token_of(person: Person) -> bytes:
    """How a letter means a person (32 bytes); only who knows the pepper can make it."""
    return mac(pepper(), "letter-for", person.uid.bytes)


def letters_for(person: Person, now: datetime | None = None) -> list[Letter]:
    """The questions that the person can read and answer now."""
    moment = now or timezone.now()
    agreed = Q(needs_approval=False) | Q(approved_by__isnull=False)
    rows = Letter.objects.filter(agreed, token=token_of(person), ended=False, opens_at__lte=moment)
    open_case = Q(case__state__in=OPEN) | Q(case__merged_into__state__in=OPEN)
    return list(rows.filter(open_case, answer_by__gt=moment).select_related("case__body", "inlet"))


def letters_of(case: Case) -> list[Letter]:
    """All questions that were asked in a case, the newest last."""
    return list(Letter.objects.filter(case=case).select_related("prepared_by", "approved_by"))


def letters_to_announce(case: Case) -> list[Letter]:
    """The questions that its reporter can still stop: of the case itself or of the one that it was merged into."""
    wanted = {case.pk, root_of(case).pk}
    return list(Letter.objects.filter(case__in=wanted, ended=False, told=False))


def loans_for(person: Person, now: datetime | None = None) -> list[ItemGrant]:
    """The texts that are lent to the person now."""
    rows = ItemGrant.objects.filter(person=person, until__gt=now or timezone.now(), loan__isnull=False)
    return list(rows.select_related("loan__inlet", "item__case").order_by("until", "pk"))


def loan_of(person: Person, uid: UUID) -> ItemGrant | None:
    """The text that is lent to the person under that reference, or was until lately."""
    rows = ItemGrant.objects.filter(person=person, uid=uid, loan__isnull=False)
    return rows.select_related("loan__inlet", "item__case", "person").first()


def loans_of(case: Case) -> Iterable[ItemGrant]:
    """The texts of a case, and of those merged into it, that are lent to somebody now."""
    mine = Q(item__case=case) | Q(item__case__merged_into=case)
    rows = ItemGrant.objects.filter(mine, until__gt=timezone.now(), loan__isnull=False)
    return rows.select_related("loan__lent_by", "person", "item__case").order_by("until", "pk")
