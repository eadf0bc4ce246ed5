"""Vaults and sealed cases for tests."""

from collections.abc import Collection

from reporting.actions.keys import set_up_vault
from reporting.actions.matching import ask_match_key, make_match_key
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.keyrings import UnlockedVault
from reporting.models import MatchKey
from tests.factories.case_rows import CaseFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

PASSPHRASE = "correct horse battery staple"


def vault_for(person: Person | None = None) -> UnlockedVault:
    """An open vault, of a new person if none is given."""
    vault, _code = set_up_vault(actor=person or PersonFactory(), passphrase=PASSPHRASE)
    return vault


def match_key(officers: Collection[Person]) -> MatchKey:
    """Two people of trust and safety choose these officers of the match."""
    asking, agreeing = (PersonFactory(role=Role.TRUST_AND_SAFETY) for _each in range(2))
    return make_match_key(actor=agreeing, wish=ask_match_key(actor=asking, officers=officers))


def sealed_case(
    readers: Collection[UnlockedVault],
    *,
    standby: Collection[UnlockedVault] = (),
    custodians: Collection[UnlockedVault] = (),
    identity: str | None = None,
    text: str = "What happened",
) -> OpenCase:
    """A case with one report in it, fresh from the reporter's hand: `.receipt` is there."""
    opened = open_case_file(
        case=CaseFactory(),
        readers=[vault.person for vault in readers],
        standby=[vault.person for vault in standby],
        custodians=[vault.person for vault in custodians],
        identity=identity,
    )
    opened.write("report", text, author=None)
    opened.fresh = False
    return opened
