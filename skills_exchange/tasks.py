"""Tasks of the skills exchange."""

import logging

from celery import shared_task

_logger = logging.getLogger(__name__)


@shared_task
def tend_questions() -> int:
    """Ask the next helpers and pass on overdue questions; gives how many questions."""
    from skills_exchange.actions.help import tend_questions as tend

    return tend()


@shared_task
def check_links() -> int:
    """Try the addresses of the library that are due; gives how many."""
    from skills_exchange.actions.checking_links import check_links as check

    return check()


@shared_task
def remind_of_exchange_sessions() -> int:
    """Remind both sides of sessions that begin within a day or an hour; gives of how many."""
    from skills_exchange.actions.session_reminders import remind_of_sessions

    return remind_of_sessions()


@shared_task
def tend_matches() -> None:
    """Expire what nobody answered, close what only one confirmed, ask who uses it, forget what is old."""
    from skills_exchange.actions import confirming, matches, messages, sessions, thanking

    for sweep in (
        matches.expire_matches,
        confirming.close_all_unconfirmed,
        sessions.forget_past_proposals,
        thanking.ask_who_uses_it,
        messages.forget_messages,
    ):
        try:
            sweep()
        except Exception:  # one that fails keeps no other waiting
            _logger.exception("tending matches: %s", sweep.__name__)


@shared_task
def gather_evidence_of(person_id: int) -> int:
    """Let the claims of a person follow their certifications and courses; gives how many rows that changed."""
    from skills_exchange.actions.evidence import gather_evidence

    return gather_evidence(people=[person_id])


@shared_task
def keep_evidence() -> int:
    """Gather all evidence again, for what a lost broker dropped and what has ended; gives how many rows changed."""
    from skills_exchange.actions.evidence import recompute_evidence

    return recompute_evidence()


@shared_task
def renew_weeks() -> int:
    """Work out free hours in UTC again where a time zone has changed its distance to UTC; gives how many."""
    from skills_exchange.actions.profiles import renew_weeks as renew

    return renew()


@shared_task
def remind_of_claims() -> int:
    """Remind, once, whose claims end soon; gives how many people were told."""
    from skills_exchange.actions.reminding import remind_of_claims as remind

    return remind()


@shared_task
def run_round(pk: int) -> bool:
    """Work out a round of matching that was started; one that fails says so to its organiser."""
    from skills_exchange.actions.rounds import perform_or_fail

    return perform_or_fail(pk=pk)


@shared_task
def resume_rounds() -> int:
    """Work out rounds that have lost their worker; gives how many."""
    from skills_exchange.actions.rounds import resume_rounds as resume

    return resume()


@shared_task
def tend_ring(pk: int) -> str:
    """Bring a ring to where its answers lead; gives its state."""
    from skills_exchange.actions.rings import tend_ring as tend

    return tend(pk=pk)


@shared_task
def tend_rings() -> int:
    """The same for every ring that waits; gives how many came to an end."""
    from skills_exchange.actions.rings import tend_rings as tend

    return tend()


@shared_task
def renew_matching() -> int:
    """Each night: what was shown fades, and the posting lists are made anew; gives how many offers there are."""
    from skills_exchange.actions.suggestions import renew_matching as renew

    return renew()


@shared_task
def forget_imports() -> int:
    """Delete claims that ended long ago, unfinished imports, and answers nobody decided about; gives how many rows."""
    from skills_exchange.actions import bringing, claims

    return bringing.forget_imports() + claims.forget_claims()


@shared_task
def tell_new_people() -> int:
    """Tell the people whose searches are due who is new; gives how many people were told."""
    from skills_exchange.actions.searches import tell_new_people_who_are_due

    return tell_new_people_who_are_due()


@shared_task
def count_gaps() -> int:
    """Each night: the cells of the map of skills of today; gives how many."""
    from skills_exchange.actions.counting_gaps import count_gaps as count

    return count()


@shared_task
def freeze_quarters() -> int:
    """Write the indicators of quarters that have ended; gives how many."""
    from skills_exchange.actions.indicators import freeze_quarters as freeze

    return freeze()


@shared_task
def remind_of_clinics() -> int:
    """Remind hosts and people of clinics that begin within a day or an hour; gives of how many."""
    from skills_exchange.actions.telling_clinics import remind_of_clinics as remind

    return remind()


@shared_task
def tend_programmes() -> int:
    """Ask pairs how it goes, remind, and forget applications of programmes long over; gives how many were asked."""
    from skills_exchange.actions.programme_check_ins import tend_programmes as tend

    return tend()


@shared_task
def remind_of_census() -> int:
    """Remind, once a census, coordinators of affiliates that have not answered; gives how many were told."""
    from skills_exchange.actions.census import remind_of_census as remind

    return remind()
