"""Template tags, by topic."""
