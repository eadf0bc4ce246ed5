"""Tasks of the skills exchange."""
