"""Scripts of the Makefile: what they do stands at their top."""
