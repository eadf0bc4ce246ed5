"""What happened, who did it, in which order: an append-only log whose rows are chained by hashes.

Actors and objects are opaque references (`person:1f0c…`, `course:digital-security`), so that every app
above may log here and erasing an account leaves the chain whole. Write with `actions.record`; check the
chain with `manage.py verify_audit`.
"""
