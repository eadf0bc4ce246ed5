"""Which reports look like one campaign: a tag that says “same” for a day and means nothing afterwards.

A thousand reports about the same accounts, or with the same words, are one line of a list, and a report that is not of
them stands beside it. The key of the tag is random, lives in the cache for a day, and is then forgotten: nobody
can later try names against it.
"""

import hmac
from collections.abc import Sequence

from reporting.intake.accounts import Accused, Named, shape_of
from reporting.intake.flood import hourly_secret

DAY = 24 * 3600


def tag_of(*, accused: Sequence[Accused], wiki: str, words: str) -> str:
    """32 hexadecimal digits: equal for the same accounts on the same wiki or, without accounts, for the same words."""
    names = sorted(shape_of(each.name) for each in accused if each.kind != Named.WORDS)
    said = f"{wiki}\n" + "\n".join(names) if names else shape_of(words)
    return hmac.digest(hourly_secret("cluster", DAY), said.encode(), "sha256")[:16].hex()
