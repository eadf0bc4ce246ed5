"""Pages of those who handle cases."""
