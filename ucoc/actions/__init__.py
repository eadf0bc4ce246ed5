"""Intentions of people about codes, bodies and decisions, by topic."""
