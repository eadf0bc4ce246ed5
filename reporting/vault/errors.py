"""What the vault refuses with."""


class Unreadable(Exception):
    """It does not open: wrong key, wrong place, changed, cut or of an unknown suite. Deliberately no more detail."""
