"""What the app registers with the apps below, a line per area."""


def wire() -> None:
    """Permissions, receivers, reference data, kinds of notices, personal data."""
    from skills_exchange import (
        wiring_census,
        wiring_clinics,
        wiring_exchanges,
        wiring_help,
        wiring_matching,
        wiring_profiles,
        wiring_programmes,
        wiring_skills,
    )

    wiring_skills.wire()
    wiring_exchanges.wire()
    wiring_help.wire()
    wiring_profiles.wire()
    wiring_matching.wire()
    wiring_clinics.wire()
    wiring_programmes.wire()
    wiring_census.wire()
