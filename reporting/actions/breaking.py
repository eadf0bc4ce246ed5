"""Breaking the glass: the emergency path of recovery, and the look that another body takes at it afterwards.

An urgent case whose readers have all lost their keys opens for nobody. Its reader asks the officers, who hold the key
in halves; the wait of a day protects against a stolen account. Two of the officers together can end that wait, each
with the vault open, the passphrase just typed (the page asks for it) and a reason. It gives them nothing to read,
everybody concerned is told, and each step is on the audit log as `reporting.breakglass.*`. It is not over before
somebody of a body in which nobody involved sits has looked at it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.telling import tell_soon
from reporting.actions.logging import log
from reporting.actions.recovering import RecoveryRefused, locked_recovery, shares_of, tell_concerned
from reporting.enums import BreakGlassFinding, BreakGlassReason
from reporting.errors import NotGranted
from reporting.keyrings import UnlockedVault
from reporting.models import BreakGlass, Recovery
from reporting.peppers import pseudonym
from reporting.queries.breaking import may_review, reviewers_of
from reporting.queries.keys import uses_key
from wikilearn.people.models import Person


@transaction.atomic
def break_glass(*, vault: UnlockedVault, recovery: Recovery, reason: str) -> BreakGlass:
    """An officer says that a recovery cannot wait; with the second who says so the wait ends.

    Raises `NotGranted` for who is no officer of it, and `RecoveryRefused`.
    """
    recovery = locked_recovery(recovery)
    shares_of(recovery, vault.person)
    if not uses_key(vault.person, vault.pair.public):
        raise NotGranted
    now, why = timezone.now(), BreakGlassReason(reason)
    if recovery.opens_at <= now:
        raise RecoveryRefused(_("The wait is over already."))
    glass = BreakGlass.objects.filter(recovery=recovery).first()
    if glass is None:
        glass = BreakGlass.objects.create(
            recovery=recovery, person=recovery.person, asked_by=vault.person, asked_for=why, asked_at=now
        )
        log(actor=vault.person, action="breakglass.asked", of=pseudonym(recovery.person), reason=str(why))
    elif glass.asked_by_id == vault.person.pk:
        raise RecoveryRefused(_("You have said so already. Another officer has to say the same."))
    else:
        _open(glass, recovery, vault.person, why)
    tell_concerned(recovery.person, recovery.lost)
    return glass


def _open(glass: BreakGlass, recovery: Recovery, second: Person, why: BreakGlassReason) -> None:
    glass.joined_by, glass.joined_for, glass.opened_at = second, why, timezone.now()
    glass.save(update_fields=["joined_by", "joined_for", "opened_at"])
    recovery.opens_at = glass.opened_at
    recovery.save(update_fields=["opens_at"])
    log(actor=second, action="breakglass.opened", of=pseudonym(recovery.person), reason=str(why))
    tell_soon(reviewers_of(glass))


@transaction.atomic
def review_glass(*, actor: Person, glass: BreakGlass, finding: str) -> BreakGlass:
    """Somebody of the next body has looked at it; that closes it. Raises `NotGranted` and `RecoveryRefused`."""
    row = BreakGlass.objects.select_for_update(of=("self",)).get(pk=glass.pk)
    if row.reviewed_at is not None:
        raise RecoveryRefused(_("Somebody has looked at this already."))
    if not may_review(actor, row):
        raise NotGranted
    row.reviewed_by, row.reviewed_at, row.finding = actor, timezone.now(), BreakGlassFinding(finding)
    row.save(update_fields=["reviewed_by", "reviewed_at", "finding"])
    log(actor=actor, action="breakglass.reviewed", of=pseudonym(row.person), finding=str(row.finding))
    tell_soon(Person.objects.filter(pk__in=row.involved))
    return row
