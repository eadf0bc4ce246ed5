"""What is told about clinics, and the reminders."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skills_exchange.models import Clinic
from skills_exchange.queries.sides import people_of
from skills_exchange.querysets.clinics import PlaceQuerySet
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "clinic"
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


def tell(
    clinic: Clinic, what: str, seats: PlaceQuerySet, *, key: str | None = None, before: datetime | None = None
) -> None:
    """Tell people of these places; the same `what` of one state of the clinic (or with one `key`) once."""
    people = Person.objects.present().filter(party__clinic_places__in=seats)
    _tell(clinic, what, list(people), key=key, before=before)


def tell_host(clinic: Clinic, what: str, *, key: str | None = None, before: datetime | None = None) -> None:
    """Tell who speaks for the host."""
    if clinic.host is not None:
        _tell(clinic, what, people_of(clinic.host), key=key, before=before)


def _tell(clinic: Clinic, what: str, people: list[Person], *, key: str | None, before: datetime | None) -> None:
    said = {"clinic": str(clinic.uid), "what": what, "starts_at": clinic.starts_at}
    name = f"clinic:{clinic.uid}:{what}:{clinic.sequence if key is None else key}"
    notes = [Note(person, said, clinic.get_absolute_url(), name, email_before=before) for person in people]
    if notes:
        notify_each(kind=KIND, notes=notes)


def remind_of_clinics() -> int:
    """Remind of what begins within a day or an hour; gives of how many clinics."""
    now = timezone.now()
    rows = Clinic.objects.starting(now, now + DAY)
    due = rows.filter(reminded_day_at=None) | rows.filter(reminded_hour_at=None, starts_at__lte=now + HOUR)
    return sum(remind_of_clinic(clinic_id=pk, now=now) for pk in list(due.values_list("pk", flat=True)[:10_000]))


@transaction.atomic
def remind_of_clinic(*, clinic_id: int, now: datetime) -> bool:
    """Claim what is due of one clinic and remind host and people. False: somebody else does, or nothing is due."""
    rows = Clinic.objects.starting(now, now + DAY).filter(pk=clinic_id)
    clinic = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if clinic is None or clinic.starts_at is None:
        return False
    last_hour = clinic.starts_at <= now + HOUR
    if (clinic.reminded_hour_at if last_hour else clinic.reminded_day_at) is not None:
        return False
    clinic.reminded_day_at = clinic.reminded_day_at or now
    if last_hour:
        clinic.reminded_hour_at = now
    clinic.save(update_fields=["reminded_day_at", "reminded_hour_at"])
    what = "hour" if last_hour else "day"
    tell(clinic, what, clinic.seats.seated(), before=clinic.starts_at)
    tell_host(clinic, what, before=clinic.starts_at)
    return True
