"""One course in every language: blocks and segments, immutable revisions, localizations, learning and assessment."""
