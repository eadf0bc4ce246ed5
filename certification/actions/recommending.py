"""What stewards say about recommendations."""

from django.db import transaction
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.enums import RecommendationOutcome
from certification.errors import DecisionRefused
from certification.models import Recommendation
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@transaction.atomic
def keep_right(*, actor: Person, recommendation: Recommendation, reason: str) -> Recommendation:
    """Close a recommendation because the right stays as it is, for a reason that the person can read."""
    demand(actor, "certification.look_up")
    rows = Recommendation.objects.select_for_update(of=["self"]).select_related("holding__person")
    found = rows.get(pk=recommendation.pk)
    if found.holding.person is not None:
        demand_other(actor, found.holding.person)
    if found.closed_on is not None:
        raise DecisionRefused(_("This was decided already."))
    if not reason.strip():
        raise DecisionRefused(_("Please give a reason."), field="reason")
    found.closed_on, found.outcome = max(today(), found.raised_on), RecommendationOutcome.KEPT
    found.note, found.noted_by = reason.strip(), actor
    found.save(update_fields=["closed_on", "outcome", "note", "noted_by"])
    record(actor=actor.reference, action="recommendation.kept", target=f"recommendation:{found.uid}")
    return found
