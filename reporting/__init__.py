"""Incident reporting: sealed cases, walls against conflicts of interest, the reporter's dialogue."""
