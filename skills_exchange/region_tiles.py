"""Where the regions of the world stand on our map of tiles: column and row, by rough geography, drawn by us."""

TILES = {
    "021": (1, 0),
    "154": (5, 0),
    "151": (6, 0),
    "155": (5, 1),
    "039": (6, 1),
    "143": (8, 0),
    "030": (9, 1),
    "013": (1, 1),
    "029": (2, 1),
    "005": (2, 2),
    "015": (5, 2),
    "145": (7, 1),
    "034": (8, 1),
    "035": (9, 2),
    "011": (4, 3),
    "017": (5, 3),
    "014": (6, 3),
    "018": (5, 4),
    "053": (9, 4),
    "054": (10, 3),
    "057": (10, 2),
    "061": (11, 3),
}
"""UN M49 code of a smallest region → (column, row)."""
WIDTH, HEIGHT, GAP = 110, 76, 6
"""Of a tile, in units of the drawing."""
COLUMNS, ROWS = 12, 5
_LETTERS, _LINES = 15, 3


def wrapped(name: str) -> list[str]:
    """The name in at most three lines that fit on a tile; what is too long ends in three dots."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = [line if len(line) <= _LETTERS else line[: _LETTERS - 1] + "…" for line in lines[:_LINES]]
    return [*kept[:-1], kept[-1].removesuffix("…") + "…"] if len(lines) > _LINES else kept
