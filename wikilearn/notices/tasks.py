"""Waking up what is due."""
