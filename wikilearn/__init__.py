"""The roof: settings, URLs, API, Celery, the launcher, and commands about the whole product.

Nothing is imported here, so that `python -m wikilearn.launcher` starts without Django.
"""
