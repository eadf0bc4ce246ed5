"""Vaults and sealed cases for tests."""

from collections.abc import Collection

from reporting.actions.keys import set_up_vault
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.keyrings import UnlockedVault
from tests.factories.case_rows import CaseFactory
from tests.factories.people import PersonFactory
from wikilearn.people.models import Person

PASSPHRASE = "correct horse battery staple"


def vault_for(person: Person | None = None) -> UnlockedVault:
    """An open vault, of a new person if none is given."""
    vault, _code = set_up_vault(actor=person or PersonFactory(), passphrase=PASSPHRASE)
    return vault


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
