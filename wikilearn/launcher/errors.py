"""What the launcher says when it cannot go on."""


class LauncherError(Exception):
    """A reason not to start, or to stop, in words for the person at the terminal."""
