"""What pages and actions ask, by topic."""
