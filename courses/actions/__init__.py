"""What people do to courses, by topic."""
