"""Waking up what is due."""

from celery import shared_task


@shared_task
def close_missed_courses() -> int:
    """Close assigned courses whose day has passed; gives how many."""
    from ucoc.actions.measures import close_missed_courses as close

    return close()


@shared_task
def remind_of_assigned_courses() -> int:
    """Remind people of assigned courses that are due soon; gives how many were told."""
    from ucoc.actions.measures import remind_of_courses

    return remind_of_courses()


@shared_task
def tell_of_comments() -> int:
    """Tell of new comments on local codes; gives how many consultations had news."""
    from ucoc.actions.following_comments import tell_of_comments as tell

    return tell()


@shared_task
def watch_bodies() -> int:
    """Open files about bodies that have passed a published threshold; gives how many."""
    from ucoc.actions.figures import watch_bodies as watch

    return len(watch())


@shared_task
def follow_universal_code() -> int:
    """Re-open local codes that build on an older universal version than the one in force; gives how many."""
    from ucoc.actions.following_up import open_follow_ups

    return len(open_follow_ups())
