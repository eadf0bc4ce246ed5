"""Facts announced upwards."""

from django.dispatch import Signal

course_passed = Signal()
"""A person has passed a course. Sent inside the transaction of the pass, with `completion=Completion`."""

course_attended = Signal()
"""A person has been at all sessions of a cohort whose course counts that. Sent inside the transaction of the closing,
with `completion=Completion`, whose `cohort` is the one attended."""

pack_completed = Signal()
"""A person has passed the last course of a learning pack. Sent inside that transaction, with
`completion=PackCompletion`; once for each person and pack."""
