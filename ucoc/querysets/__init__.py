"""Selections, by topic."""
