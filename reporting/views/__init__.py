"""Pages of reporting: those for people who report, and those for the people who handle reports."""
