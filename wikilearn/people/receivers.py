"""What follows when allauth changes how somebody signs in. Connected in `apps.PeopleConfig.ready`."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from wikilearn.audit.actions import record
from wikilearn.people.actions.wikimedia import follow_wikimedia_account, unlink_wikimedia_account
from wikilearn.people.devices import device
from wikilearn.people.models import Person

NO_ADDRESS = "::"


@receiver(pre_save, sender=UserSession)
def forget_address(instance: UserSession, **kwargs: Any) -> None:
    """A session is remembered by the kind of its device, never by where it is."""
    instance.ip = NO_ADDRESS
    instance.user_agent = device(instance.user_agent)


@receiver(pre_save, sender=SocialAccount)
def keep_username_only(instance: SocialAccount, **kwargs: Any) -> None:
    """Of what Wikimedia tells, only the username is kept (the id is `uid`): no address, no real name."""
    instance.extra_data = {"username": instance.extra_data.get("username", "")}


@receiver([post_save, post_delete], sender=EmailAddress)
def show_confirmed_address_only(instance: EmailAddress, **kwargs: Any) -> None:
    """`Person.email` is the confirmed primary address or empty, so that mail goes to nobody who did not ask for it.

    allauth has no other hook that covers signing up, confirming and removing alike.
    """
    confirmed = EmailAddress.objects.filter(user_id=instance.user_id, verified=True, primary=True).first()
    Person.objects.filter(pk=instance.user_id).update(email=confirmed.email if confirmed else "")


@receiver(social_signals.social_account_added)
def link(sociallogin: SocialLogin, **kwargs: Any) -> None:
    """A signed-in person has linked their Wikimedia account.

    allauth has saved its side by now, in no transaction with ours: where ours refuses, that goes again.
    """
    try:
        follow_wikimedia_account(
            actor=sociallogin.user,
            person=sociallogin.user,
            central_id=int(sociallogin.account.uid),
            username=sociallogin.account.extra_data["username"],
        )
    except Exception:
        sociallogin.account.delete()
        raise


@receiver(social_signals.social_account_removed)
def unlink(socialaccount: SocialAccount, **kwargs: Any) -> None:
    """A person has unlinked their Wikimedia account."""
    unlink_wikimedia_account(actor=socialaccount.user, person=socialaccount.user)


@receiver(mfa_signals.authenticator_added)
def log_added(user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """A second factor or passkey was set up."""
    _log(user, "person.authenticator_added", {"type": authenticator.type})


@receiver(mfa_signals.authenticator_removed)
def log_removed(user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """A second factor or passkey was taken away."""
    _log(user, "person.authenticator_removed", {"type": authenticator.type})


@receiver([account_signals.password_set, account_signals.password_changed, account_signals.password_reset])
def log_password(user: Person, **kwargs: Any) -> None:
    """The password is a new one."""
    _log(user, "person.password_changed", {})


def _log(person: Person, action: str, details: dict[str, Any]) -> None:
    record(actor=person.reference, action=action, target=person.reference, details=details)
