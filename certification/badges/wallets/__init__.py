"""Wallets fetch badges by the API of Open Badges 3.0 (sections 6 and 7), with OAuth 2.0 by django-oauth-toolkit.

A wallet reads the description (`description`), registers itself (`registration`), sends its person to our consent page
(`views.wallets`) and gets a token for what they allowed (`scopes`). Only the authorization code grant with PKCE (S256)
exists; tokens are kept as hashes; a refresh token comes only with `offline_access`. Errors of the API are
`Imsx_StatusInfo` (`status_info`). We issue badges and are no host for those of others: nothing can be put here.
"""
