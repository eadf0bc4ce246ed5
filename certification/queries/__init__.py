"""Answers: `asking` the standing of one and of many, `mine` what a person sees of themself, `projection` the check."""
