"""Addresses of one's own vault."""

from django.urls import path

from reporting.views import vault

urlpatterns = [
    path("reporting/vault/", vault.my_vault, name="my_vault"),
    path("reporting/vault/set-up/", vault.set_up, name="set_up_vault"),
    path("reporting/vault/unlock/", vault.unlock, name="unlock_vault"),
    path("reporting/vault/step-up/", vault.step_up, name="step_up"),
    path("reporting/vault/lock/", vault.lock, name="lock_vault"),
    path("reporting/vault/passphrase/", vault.change_passphrase, name="change_passphrase"),
    path("reporting/vault/recovery-code/", vault.renew_code, name="renew_code"),
    path("reporting/vault/forgotten/", vault.use_code, name="use_code"),
]
