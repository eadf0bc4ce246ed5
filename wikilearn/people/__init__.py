"""Accounts: who a person is, how they sign in, what they prefer, which role of the site they hold.

A person is known by the central id of their Wikimedia account (renames follow) or by a local username;
an e-mail address is optional everywhere. Roles of the site (steward, trust and safety, curator, staff) are
dated grants that work only while two-factor authentication is on.
"""
