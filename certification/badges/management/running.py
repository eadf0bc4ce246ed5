"""What commands about many badges share."""

from django.core.management.base import CommandError, OutputWrapper

from certification.badges import actions
from certification.badges.models import Issuer, Run


def issuer_called(slug: str) -> Issuer:
    """The issuer; `CommandError` naming the known ones."""
    issuer = Issuer.objects.filter(slug=slug).first()
    if issuer is None:
        known = ", ".join(Issuer.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no issuer “{slug}”. Known: {known}.")
    return issuer


def follow(run: Run, out: OutputWrapper) -> None:
    """Work on the run here and say how far it is; a worker that is at it as well takes turns with us."""
    more = True
    while more:
        more = actions.take_step(run_id=run.pk)
        run.refresh_from_db()
        out.write(f"{run.done} of {run.total}, {run.failed} failed")
