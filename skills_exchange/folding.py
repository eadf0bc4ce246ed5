"""Names of skills as they are searched: in plain Latin letters, and by their consonants."""

from functools import lru_cache

from wikilearn.core.folding import fold, skeleton

LONGEST = 240


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """In small Latin letters, whatever the script: `Rédaction` → `redaction`, cut to the width of the column."""
    return fold(text)[:LONGEST]


def bones(text: str) -> str:
    """Only the consonants, which two ways of writing a name have in common; cut as well."""
    return skeleton(text)[:LONGEST]
