"""Pages of the movement, by topic."""
