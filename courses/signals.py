"""Facts announced upwards."""

from django.dispatch import Signal

course_passed = Signal()
"""A person has passed a course. Sent inside the transaction of the pass, with `completion=Completion`."""
