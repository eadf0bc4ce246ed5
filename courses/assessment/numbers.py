"""Numbers as people write them, in any script and with either decimal sign.

Whoever answers in Arabic writes ١٢٫٥ or 12.5, in German 12,5 or 1.250, in French 1 250. The same characters may mean
two numbers ("1,250"): then both readings are given, and an answer is right if one of them is. That costs nothing (no
sensible question has both as its answer) and spares people a guess about what this site expects.
"""

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

LONGEST = 60
"""Characters that an answer may have."""

_SPACES = re.compile(r"[\s'’\u066c_]")
_PLAIN = re.compile(r"^-?(?:\d+(?:[.,]\d*)*|[.,]\d+)$")
_SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-", "٫": ",", "،": ",", "．": ".", "，": ","})


def readings(text: str) -> frozenset[Decimal]:
    """Every number that the text may mean; none for what is no number in digits.

    A percent sign at the end and a plus at the start mean nothing. Exponents and fractions are no numbers here.
    """
    if len(text) > LONGEST:
        return frozenset()
    plain = _western(text.strip()).translate(_SIGNS).removesuffix("%").removesuffix("٪").removeprefix("+")
    plain = _ungrouped(plain.strip())
    if not _PLAIN.match(plain):
        return frozenset()
    return frozenset(Decimal(spelling) for spelling in _spellings(plain))


def _western(text: str) -> str:
    """Digits of all scripts as 0–9; directional marks, which phones add, left out."""
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.decimal(char, None) is not None else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )


def _ungrouped(text: str) -> str:
    """Without spaces, apostrophes and the Arabic thousands sign, where they stand between digits."""
    return re.sub(rf"(?<=\d){_SPACES.pattern}+(?=\d)", "", text)


def _spellings(plain: str) -> list[str]:
    signs = re.findall(r"[.,]", plain)
    if not signs:
        return [plain]
    if len(set(signs)) == 2:
        # Two kinds: the last one to appear parts the decimals, and it must stand once, at the end.
        last = signs[-1]
        if signs.count(last) != 1 or any(one == last for one, _next in pairwise(signs)):
            return []
        return [_point(plain, last)] if _grouped(plain.partition(last)[0]) else []
    only = signs[0]
    found = [_point(plain, only)] if len(signs) == 1 else []
    if _grouped(plain):
        found.append(plain.replace(only, ""))
    return found


def _point(plain: str, sign: str) -> str:
    whole, _sign, part = plain.partition(sign)
    digits = re.sub(r"[.,]", "", whole)
    return f"{digits if digits not in ('', '-') else digits + '0'}.{part or '0'}"


def _grouped(plain: str) -> bool:
    """Groups as thousands are written: three by three, or as in India, the last three and then two by two."""
    return re.match(r"^-?\d{1,3}(?:[.,]\d{3})+$|^-?\d{1,2}(?:[.,]\d{2})*[.,]\d{3}$", plain) is not None
