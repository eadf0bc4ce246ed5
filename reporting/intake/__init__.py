"""What comes in from people who report, before it is sealed: nothing here touches the database or keeps anything.

`texts` words as they were typed · `links` addresses, never fetched · `accounts` whom a report names · `files` what is
attached · `tickets` one sending each, paid by work or by waiting · `flood` when many come at once · `clusters` which
reports look like one campaign.

Two rules hold everywhere. A report is evidence: words are kept byte for byte, never tidied. And no measure against
abuse may turn a person away: it may ask them to wait, for less at first, or put their report behind others.
"""
