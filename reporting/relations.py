"""What people declare about accounts that they are close to: the name readable for them, a hash for everybody else."""

from cryptography.fernet import InvalidToken

from reporting.models import Relation
from wikilearn.people.second_factor import open_text, seal_text


def sealed(name: str) -> str:
    """The name under the key of the site."""
    return seal_text(name)


def name_of(relation: Relation) -> str:
    """The name that was declared; empty if the key of the site has changed too often."""
    try:
        return open_text(relation.sealed_name)
    except InvalidToken:
        return ""
