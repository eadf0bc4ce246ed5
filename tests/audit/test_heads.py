"""Heads of days show what a chain alone does not: that the log was written anew, or that its end was cut off."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from tests.audit.test_chain import behind_the_scenes, fill
from wikilearn.audit.actions import take_head
from wikilearn.audit.hashes import GENESIS, event_hash
from wikilearn.audit.models import Event, Head
from wikilearn.audit.queries import SAID, verify_chain

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def days():
    """Three days of two events each, with the head of each day."""
    assert take_head(DAY) is None
    heads = []
    for number in range(3):
        fill(2)
        heads.append(take_head(DAY + timedelta(days=number)))
    return heads


def write_anew(place):
    """What somebody with the keys of the database does: change one event and make all hashes after it fit."""
    previous = GENESIS
    for number, event in enumerate(Event.objects.order_by("id")):
        said = {name: getattr(event, name) for name in SAID} | ({"actor": "nobody"} if number == place else {})
        digest = event_hash(previous=previous, **said)
        behind_the_scenes(
            "UPDATE audit_event SET actor = %s, previous_hash = %s, hash = %s WHERE id = %s",
            said["actor"], previous, digest, event.pk,
        )  # fmt: skip
        previous = digest


def test_the_first_head_of_a_day_stays(days):
    fill(1)
    assert take_head(days[2].day) == days[2]
    assert Head.objects.count() == 3
    verdict = verify_chain()
    assert (verdict.whole, verdict.fitting, verdict.unfit) == (True, 3, None)
    for change in (lambda: Head.objects.update(event=1), lambda: Head.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(("place", "first"), [(0, 0), (2, 1), (5, 2)])
def test_a_log_that_was_written_anew_fits_no_head_from_that_day_on(days, place, first):
    write_anew(place)
    verdict = verify_chain()
    assert (verdict.broken_at, verdict.unfit, verdict.fitting) == (None, days[first].day, first)
    assert not verdict.whole
    with pytest.raises(CommandError, match=f"The head of {days[first].day} does not fit any more; {first} others do"):
        call_command("verify_audit")


def test_a_cut_end_and_a_changed_event_name_their_day(days):
    behind_the_scenes("DELETE FROM audit_event WHERE id > %s", days[1].event)
    assert verify_chain().unfit == days[2].day
    behind_the_scenes("UPDATE audit_event SET actor = 'x' WHERE id = %s", days[1].event)
    with pytest.raises(CommandError, match=rf"Event {days[1].event} is not .* The head of {days[1].day} does not fit"):
        call_command("verify_audit")


def test_heads_that_were_kept_elsewhere_hold_against_who_changes_those_here(days, tmp_path):
    kept = tmp_path / "heads.csv"
    lines = ["day,event,hash", *(f"{head.day},{head.event},{head.hex}" for head in days)]
    kept.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    out = StringIO()
    call_command("verify_audit", heads=kept, stdout=out)
    assert "6 heads of days fit" in out.getvalue()
    write_anew(2)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_head DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE audit_head SET hash = audit_event.hash FROM audit_event WHERE audit_event.id = audit_head.event"
        )
        cursor.execute("ALTER TABLE audit_head ENABLE TRIGGER USER")
    assert verify_chain().whole
    with pytest.raises(CommandError, match=f"The head of {days[1].day} does not fit any more"):
        call_command("verify_audit", heads=kept)
    kept.write_text("day,event,hash\nyesterday,1,zz", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("verify_audit", heads=kept)
