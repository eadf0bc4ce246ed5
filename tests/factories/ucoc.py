"""Codes of conduct for tests: `universal()` is the shipped code, `follower()` a version after it."""

from datetime import date
from typing import Any

from ucoc import models
from ucoc.enums import ClauseKind
from ucoc.reference_data import load_universal_code


def universal() -> models.CodeVersion:
    """The universal code as shipped; its version in force."""
    load_universal_code()
    version = models.CodeVersion.objects.in_force()
    assert version is not None
    return version


def follower(number: str = "2", **fields: Any) -> models.CodeVersion:
    """A later version: its 3.1 is worded anew, it has a clause 3.4, and no 2.2."""
    before = universal()
    version = models.CodeVersion.objects.create(
        code=before.code,
        number=number,
        official_url=before.official_url,
        **({"in_force_from": date(2026, 6, 1), "follow_up_by": date(2027, 6, 1)} | fields),
    )
    clauses = before.clauses.exclude(number="2.2")
    for clause in clauses:
        models.Clause.objects.create(
            version=version,
            number=clause.number,
            kind=clause.kind,
            position=clause.position,
            title=clause.title,
            summary="Nobody may frighten another person." if clause.number == "3.1" else clause.summary,
            official_url=clause.official_url,
        )
    models.Clause.objects.create(
        version=version,
        number="3.4",
        kind=ClauseKind.UNACCEPTABLE,
        position=9,
        title="Retaliation",
        summary="Nobody may punish a person for a report.",
        official_url=before.official_url,
    )
    return version
