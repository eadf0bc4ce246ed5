"""A functionary who shows badges: a public page, a link for a chapter, the rest private."""

from certification.badges import actions
from certification.badges.enums import Visibility
from certification.badges.models import Credential
from wikilearn.people.models import Person

SHOWN = 2
"""Badges on the public page."""


def show_badges_in_demo(person: Person) -> None:
    """Two badges on the person's page, and a link to a third."""
    badges = list(Credential.objects.of(person).current()[: SHOWN + 1])
    for credential in badges[:SHOWN]:
        actions.choose_visibility(actor=person, credential=credential, visibility=Visibility.PROFILE)
    if badges:
        actions.publish_profile(actor=person, name=person.username, about="Checkuser on a small wiki, and a mentor.")
    for credential in badges[SHOWN:]:
        signed = actions.sign_credential(credential=credential)
        actions.share_credential(actor=person, credential=signed, label="For the chapter")
