"""Universal Code of Conduct: clauses, local codes, enforcement bodies, decisions and measures."""
