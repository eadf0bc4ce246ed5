"""The text of a notice, and its e-mail, in the language and zone of who reads it."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from wikilearn.core import languages
from wikilearn.notices import bounces, contexts, kinds, links
from wikilearn.notices.models import Notice
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Text:
    """What a notice says: one line, and paragraphs that may be none."""

    subject: str
    paragraphs: list[str]


def text_of(notice: Notice) -> Text:
    """The notice in the active language and zone."""
    kind = kinds.get(notice.kind)
    context = contexts.unpack(notice.context)
    if kind.look_up:
        context |= kind.look_up(context)
    said = _plain(kind.template, {**context, "person": notice.person})
    subject, _, body = said.partition("\n")
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", body) if part.strip()]
    return Text(subject=" ".join(subject.split()), paragraphs=paragraphs)


def language_of(person: Person) -> str:
    """The interface language (Django's code) in which to write to the person."""
    known = {code.lower(): code for code, _name in settings.LANGUAGES}
    for tag in [person.interface_language, *person.language_chain]:
        if code := known.get(tag.lower()):
            return code
    return settings.LANGUAGE_CODE


def email_of(notice: Notice, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The e-mail of a notice to the person's address, as text and HTML, in their language and zone.

    Its `Message-ID` depends on the notice alone. The headers for one-click unsubscribing are those of RFC 8058.
    """
    person = notice.person
    with translation.override(language_of(person)), timezone.override(person.time_zone):
        text = text_of(notice)
        unsubscribe = links.absolute(links.unsubscribe(person, notice.kind))
        context = {
            "text": text,
            "person": person,
            "url": links.absolute(notice.url),
            "unsubscribe_url": unsubscribe,
            "preferences_url": links.absolute(reverse("notices:preferences")),
            "language": languages.current(),
        }
        message = EmailMultiAlternatives(
            subject=text.subject,
            body=_plain("notices/email.txt", context) + "\n",
            to=[str(Address(display_name=person.username, addr_spec=person.email))],
            headers={
                "Message-ID": bounces.message_id(notice, urlsplit(settings.SITE_URL).hostname),
                "Content-Language": languages.current().tag,
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{unsubscribe}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            connection=connection,
        )
        message.attach_alternative(render_to_string("notices/email.html", context), "text/html")
    return message


def _plain(name: str, context: dict[str, Any]) -> str:
    """Plain text: escaping is the business of the page that shows it."""
    return str(Engine.get_default().get_template(name).render(Context(context, autoescape=False))).strip()
