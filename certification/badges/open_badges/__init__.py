"""Open Badges 3.0 and Verifiable Credentials 2.0 as plain functions: no database, no network, no clock.

`pinned` contexts, `canonical` form (RDFC-1.0), `multibase`, `proofs` (eddsa-rdfc-2022), `documents` (typed credentials
and status lists), `bitstrings` (status lists), `didweb`, and the carriers `png`, `svg`, `pdf`.
"""
