"""A certification as a signed credential that any wallet and verifier accepts, for as long as it is remembered.

One signature, four carriers: JSON at the credential's own address, a baked PNG, a baked SVG, and a PDF certificate
that carries the JSON inside. Read it from below:

* `open_badges`: the formats alone, no Django: typed documents, canonical form, proofs, did:web, bit strings, baking.
* `keys`: the private keys, outside the database. `models`: issuers, achievements, credentials, status lists.
* `actions`: issue, sign, carry, revoke, rotate. `tasks`: the pipeline that wakes up by Celery.
* `certificate`, `drawing`, `fonts`: what people see.
* `verifying`: what the public page and `manage.py verify_badge` answer; nothing in an upload is ever fetched, and what
  is shown comes from our record.
"""
