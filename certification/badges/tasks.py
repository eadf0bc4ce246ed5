"""The pipeline: sign → pictures → certificate → notice. Every step may run twice and does its work once."""

import logging
from datetime import timedelta
from functools import partial

from celery import chain, shared_task
from django.db import OperationalError
from django.utils import timezone

from certification.badges.errors import KeyUnavailable
from certification.badges.models import Credential, Run, StatusList
from certification.models import Period
from courses.models import PackCompletion
from wikilearn.core.dates import today

_PATIENCE = timedelta(minutes=3)
"""How long a fresh credential is left to the pipeline before the sweep looks after it."""
_logger = logging.getLogger(__name__)
_BATCH = 500
_PASSING = (OSError, KeyUnavailable, OperationalError)
"""What is mended by itself or by somebody soon: a full disk, a key that is being restored, a database that restarts."""
_retried = partial(shared_task, autoretry_for=_PASSING, retry_backoff=5, retry_backoff_max=600, max_retries=8)


@shared_task
def prepare(credential_id: int) -> None:
    """Start the pipeline for one credential."""
    steps = (sign, carry_pictures, carry_certificate, tell)
    chain(*(step.si(credential_id) for step in steps)).delay()


@_retried()
def sign(credential_id: int) -> None:
    """Sign the credential."""
    from certification.badges import actions

    actions.sign_credential(credential=Credential.objects.get(pk=credential_id))


@_retried()
def carry_pictures(credential_id: int) -> None:
    """Bake it into PNG and SVG."""
    from certification.badges import actions

    actions.carry_pictures(credential=Credential.objects.get(pk=credential_id))


@_retried()
def carry_certificate(credential_id: int) -> None:
    """Render the PDF certificate with it inside."""
    from certification.badges import actions

    actions.carry_certificate(credential=Credential.objects.get(pk=credential_id))


@_retried()
def tell(credential_id: int) -> None:
    """Tell the holder."""
    from certification.badges import actions

    actions.tell_holder(credential=Credential.objects.get(pk=credential_id))


@_retried()
def work_on_run(run_id: int) -> None:
    """A batch of a run, then the next one: between two batches others have their turn."""
    from certification.badges import actions

    if actions.take_step(run_id=run_id):
        work_on_run.delay(run_id)


@shared_task
def resume_runs() -> None:
    """Go on with runs that a killed worker or a lost broker left."""
    idle = Run.objects.filter(finished_at=None, moved_at__lt=timezone.now() - _PATIENCE)
    for run_id in idle.values_list("pk", flat=True)[:_BATCH]:
        work_on_run.delay(run_id)


@shared_task
def renew_status_lists() -> None:
    """Sign lists again long before they expire, whether somebody asks for them or not."""
    from certification.badges import actions

    for status_list in StatusList.objects.due_for_signature():
        try:
            actions.sign_status_list(status_list=status_list)
        except KeyUnavailable:  # one issuer without its key keeps no other waiting
            _logger.exception("status list %s was not signed", status_list.pk)


@shared_task
def issue_missing_credentials() -> None:
    """Pick up what a lost broker or a killed worker left: what has no badge yet, and badges not finished."""
    from certification.badges import actions

    bare = Period.objects.standing().filter(valid_until__gte=today(), credentials=None, person__is_active=True)
    last = 0
    while periods := list(bare.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = periods[-1].pk
        for period in periods:
            try:
                actions.issue_credential(period=period)
            except Exception:  # one that fails keeps no other waiting
                _logger.exception("no badge for period %s", period.pk)
    for completion in PackCompletion.objects.filter(credential=None, person__is_active=True)[:_BATCH]:
        actions.issue_pack_credential(completion=completion)
    before = timezone.now() - _PATIENCE
    waiting = Credential.objects.unfinished(created_before=before).order_by("?")  # so that none starves behind others
    for credential_id in waiting.values_list("pk", flat=True)[:_BATCH]:
        prepare.delay(credential_id)


@shared_task
def forget_expired_wallets() -> None:
    """Clear what wallets no longer need."""
    from certification.badges import actions

    actions.forget_expired_wallets()
