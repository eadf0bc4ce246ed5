"""How allauth meets our accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with or without an e-mail address."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Wikimedia accounts, known by their central id."""
