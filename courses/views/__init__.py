"""Pages of courses, by topic."""
