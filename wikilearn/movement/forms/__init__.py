"""Forms of the movement, by topic."""
