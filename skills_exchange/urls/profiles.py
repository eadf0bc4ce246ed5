"""One's own profile, those of organisations that one speaks for, and the profiles of others."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from skills_exchange.views import claims, endorsing, importing, parties, profiles

OWN = (
    ("", "", profiles.me),
    ("edit/", "_edit", profiles.edit),
    ("time/", "_time", profiles.time),
    ("confirm/", "_confirm", claims.confirm),
    ("blocked/", "_blocked", parties.blocked),
    ("claims/add/", "_add_claim", claims.add),
    ("claims/<uuid:uid>/", "_claim", claims.claim),
    ("claims/<uuid:uid>/edit/", "_edit_claim", claims.edit),
    ("claims/<uuid:uid>/remove/", "_end_claim", claims.end),
    ("claims/<uuid:uid>/badge/", "_add_badge", claims.add_badge),
    ("claims/<uuid:uid>/evidence/<int:number>/", "_evidence", claims.evidence),
)
"""Pages of whoever speaks for a party: the end of the address, the end of the name, the view."""


def _own() -> Iterator[URLPattern]:
    for end, name, view in OWN:
        yield path(f"me/{end}", view, name=f"me{name}")
        yield path(f"of/<slug:slug>/{end}", view, name=f"of{name}")


urlpatterns = [
    *_own(),
    path("me/import/", importing.import_profile, name="import_profile"),
    path("me/import/waiting/<int:number>/", importing.decide, name="decide_answers"),
    path("me/import/capx/", importing.import_capx, name="import_capx"),
    path("me/import/answers/", importing.import_answers, name="import_answers"),
    path("me/import/answers/columns/", importing.import_columns, name="import_columns"),
    path("me/import/answers/skills/", importing.import_skills, name="import_skills"),
    path("me/import/answers/check/", importing.import_check, name="import_check"),
    path("profiles/<uuid:uid>/", parties.party, name="party"),
    path("profiles/<uuid:uid>/block/", parties.block, name="block_party"),
    path("profiles/<uuid:uid>/unblock/", parties.unblock, name="unblock_party"),
    path("claims/<uuid:uid>/endorse/", endorsing.endorse, name="endorse"),
    path("claims/<uuid:uid>/endorse/withdraw/", endorsing.withdraw, name="withdraw_endorsement"),
]
