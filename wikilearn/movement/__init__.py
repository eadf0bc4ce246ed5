"""The movement around the person: wikis, organisations and memberships, territories, rights and who holds them."""
