"""Changing the public numbers of matching, and who counts as under-represented."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from skills_exchange.actions.permitting import demand
from skills_exchange.enums import ParityKind
from skills_exchange.errors import MatchRefused
from skills_exchange.matching.scoring import DIVISORS, Weights
from skills_exchange.models import MatchingWeights, ParityEntry
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.movement.models import Territory
from wikilearn.people.models import Person


@transaction.atomic
def set_weights(*, actor: Person, weights: Weights, reason: str) -> MatchingWeights:
    """From now on matching goes by these; what was before stays readable."""
    demand(actor, "skills_exchange.tune_matching")
    if len(reason.strip()) < 5:
        raise MatchRefused(_("Please give a reason."), field="reason")
    values = asdict(weights)
    for name, value in values.items():
        if not 0 <= value <= 1000 or (name in DIVISORS and value <= 0):
            raise MatchRefused(_("This number is out of range."), field=name)
    found = MatchingWeights.objects.create(values=values, reason=reason.strip(), by=actor)
    record(actor=actor.reference, action="matching.weights_set", target=f"weights:{found.pk}")
    return found


@transaction.atomic
def add_community(*, actor: Person, kind: str, code: str, reason: str) -> ParityEntry:
    """People of this territory or language count as under-represented from now on."""
    demand(actor, "skills_exchange.tune_matching")
    if len(reason.strip()) < 5:
        raise MatchRefused(_("Please give a reason."), field="reason")
    try:
        with transaction.atomic():
            found = ParityEntry.objects.create(
                kind=ParityKind(kind), code=_known_code(kind, code.strip()), reason=reason.strip(), by=actor
            )
    except IntegrityError:
        raise MatchRefused(_("This community is in the list already."), field="code") from None
    record(actor=actor.reference, action="matching.community_added", target=found.reference)
    return found


def _known_code(kind: str, code: str) -> str:
    if kind == ParityKind.TERRITORY:
        if not Territory.objects.filter(code=code.upper()).exists():
            raise MatchRefused(_("There is no territory of this code."), field="code")
        return code.upper()
    try:
        return languages.canonical(code).split("-", 1)[0].lower()
    except ValueError:
        raise MatchRefused(_("There is no language of this code."), field="code") from None


@transaction.atomic
def remove_community(*, actor: Person, entry: ParityEntry) -> None:
    """They do not count as under-represented any more."""
    demand(actor, "skills_exchange.tune_matching")
    record(actor=actor.reference, action="matching.community_removed", target=entry.reference)
    ParityEntry.objects.filter(pk=entry.pk).delete()
