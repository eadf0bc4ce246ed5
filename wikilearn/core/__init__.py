"""The floor: small, named mechanisms that every app may use and that import no other app of ours.

Read it like a drawer of tools, one module a topic: `errors` (what an action refuses with), `languages`
(BCP 47 tags, autonyms, directions, fallback chains), `markdown` (CommonMark to safe HTML), `dates`
(calendar arithmetic of certification), `archives` (safe unpacking), `tables` (pagination, CSV),
`throttling`, `http`, `logs`, `middleware`.
"""
