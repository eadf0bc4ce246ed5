"""Help as shipped with the site: links to public places, each with a sentence of our own. Nobody has checked it yet.

Names and addresses are those under which the places are publicly known; numbers to call are not shipped, because they
change: the places' own pages say them. A curator looks at each before it counts as checked.
"""

import json
from pathlib import Path
from typing import Any

from ucoc.models import SupportResource
from wikilearn.core.reference_data import Loaded
from wikilearn.movement.models import Territory

SHIPPED = Path(__file__).parent / "data" / "support.json"


def load_support_resources() -> Loaded:
    """Add those that are missing; what curators changed is left alone."""
    told = json.loads(SHIPPED.read_text(encoding="utf-8"))
    known = set(SupportResource.objects.values_list("key", flat=True))
    missing = [row for row in told["resources"] if row["key"] not in known]
    for place, row in enumerate(told["resources"], start=1):
        if row in missing:
            _add(row, told["abouts"], place)
    return Loaded(created=len(missing), unchanged=len(told["resources"]) - len(missing))


def _add(row: dict[str, Any], abouts: dict[str, dict[str, str]], place: int) -> None:
    texts = {f"about_{code.replace('-', '_')}": text for code, text in abouts[row["about"]].items()}
    names = {f"name_{code.replace('-', '_')}": text for code, text in row["name"].items()}
    resource = SupportResource.objects.create(
        key=row["key"],
        kind=row["kind"],
        url=row["url"],
        email=row.get("email", ""),
        languages=row["languages"],
        of_movement=row.get("of_movement", False),
        position=place,
        **names,
        **texts,
    )
    resource.territories.set(Territory.objects.filter(code__in=row["territories"]))
