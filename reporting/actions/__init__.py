"""What people do with cases and keys, by topic."""
