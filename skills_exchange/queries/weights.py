"""The public numbers in force, and how they have changed."""

from skills_exchange.matching.scoring import Weights
from skills_exchange.models import MatchingWeights


def weights_in_force() -> Weights:
    """Those of the newest row, else the ones the code comes with."""
    values = MatchingWeights.objects.order_by("-pk").values_list("values", flat=True).first()
    return Weights.of(values or {})
