"""Rules for evidence, claims, and earlier records."""

from django.urls import path

from certification.views import evidence, histories

urlpatterns = [
    path("certification/evidence/", evidence.claims, name="claims"),
    path("certification/evidence/<uuid:uid>/withdraw/", evidence.withdraw, name="withdraw_claim"),
    path("certification/evidence/<uuid:uid>/file/", evidence.claim_file, name="claim_file"),
    path("certification/evidence/rules/", evidence.rules, name="rules"),
    path("certification/evidence/rules/add/", evidence.add_rule_form, name="add_rule"),
    path("certification/evidence/rules/<int:pk>/end/", evidence.end_rule_now, name="end_rule"),
    path("certification/evidence/attest/", evidence.attest, name="attest"),
    path("certification/decisions/claims/<uuid:uid>/", evidence.claim, name="claim"),
    path("certification/histories/", histories.histories, name="histories"),
    path("certification/histories/<uuid:uid>/", histories.history, name="history"),
    path("certification/histories/<uuid:uid>/progress/", histories.history_progress, name="history_progress"),
    path("certification/histories/<uuid:uid>/approve/", histories.approve_history, name="approve_history"),
]
