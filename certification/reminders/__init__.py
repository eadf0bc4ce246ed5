"""Reminders before and after a certification ends, and while a requirement is in transition: each is sent once, ever.

- `schedule` is pure: which reminder has its time on a day, and when it is day where a person lives.
- `claiming` puts what is due into the ledger (`models.Reminder`), in two statements however many periods there are; the
  unique row is the promise.
- `sending` takes people with something to send in batches, locks each person (`FOR NO KEY UPDATE SKIP LOCKED`: two
  sweeps at once never take the same one), and writes one notice and the ledger in the same transaction.

So a crash anywhere sends nothing twice and forgets nothing; a lost broker only delays the e-mail. After downtime only
the latest reminder of a period or transition is due, and what was claimed long ago is dropped if it makes no sense any
more: the period was renewed, changed, paused or taken away, the right has ended, or a later reminder has come.

Told are those who hold a right that asks for the topic, and whoever wishes to be reminded without one (`ReminderWish`).
"""

from datetime import datetime

from django.utils import timezone

from certification.reminders.claiming import claim
from certification.reminders.sending import KIND, send_claimed

__all__ = ["KIND", "claim", "send_claimed", "send_due"]


def send_due(now: datetime | None = None) -> int:
    """One sweep; gives how many people were told something. A second one on the same day gives 0."""
    now = now or timezone.now()
    claim(now)
    return send_claimed(now)
