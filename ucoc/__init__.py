"""Universal Code of Conduct: clauses, local codes, enforcement bodies, decisions and measures.

`models.codes` the universal code, its versions and who affirmed them; `models.local` codes of wikis and organisations,
which may add to it but never fall below it. A local version goes draft → consultation → review → ratified →
superseded (`actions.local_versions`); what it covers is `queries.coverage`. The official texts are linked, never
copied: the site ships numbers, titles and summaries of its own (`data/universal.json`).
Cases live above, in `reporting`: here a case is an opaque reference, and nothing of its content.
"""
