"""Forms, by area."""
