"""Telling people on a wiki, on the talk page or by e-mail of the account that they linked.

What stands on a talk page everybody reads: it says that there is a notice, never what about. An e-mail through the wiki
says what the notice says. Like e-mail (see `delivery`), a row is locked, sent, marked and committed, one at a time. A
request that may have been carried out though its answer was lost is not simply repeated: a talk page is looked at for
the mark of the message first, and an e-mail counts as sent.
"""

from typing import Any

import structlog
from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wikilearn.core import languages
from wikilearn.movement.mediawiki import Api, ApiError
from wikilearn.notices import links, rendering
from wikilearn.notices.delivery import MAX_ATTEMPTS, pause_after
from wikilearn.notices.enums import EmailState, WikiWay
from wikilearn.notices.models import WikiAddress, WikiMessage

log = structlog.get_logger("wikilearn.notices")

BATCH = 50
"""How many messages one sweep sends at most: wikis limit how fast one account may write."""
_FOR_GOOD = frozenset(
    {"protectedpage", "protectednamespace", "blocked", "invalidtitle", "nowikiemail", "usermaildisabled", "noemail"}
)
"""Refusals that will not change by waiting; others are tried again."""


def send(notice_id: int) -> bool:
    """Send the message of that notice if it is due and nobody else is sending it; whether it was sent now."""
    return _send_next(notice_id=notice_id) == EmailState.SENT


def send_due(limit: int = BATCH) -> int:
    """Send what is due, the longest waiting first; gives how many were sent. Any number may run at once."""
    sent = 0
    for _turn in range(limit):
        outcome = _send_next()
        if outcome is None:
            break
        sent += outcome == EmailState.SENT
    return sent


def _send_next(*, notice_id: int | None = None) -> EmailState | None:
    with transaction.atomic():
        due = WikiMessage.objects.due().select_for_update(skip_locked=True, of=("self",))
        if notice_id is not None:
            due = due.filter(notice_id=notice_id)
        message = due.select_related("notice__person").first()
        if message is None:
            return None
        person = message.notice.person
        address = WikiAddress.objects.filter(person=person).select_related("wiki").first()
        late = message.send_before is not None and timezone.now() > message.send_before
        if late or address is None or person.central_id is None or not person.is_active:
            message.state = EmailState.SKIPPED
        else:
            _attempt(message, address)
        message.save()
    return EmailState(message.state)


def _attempt(message: WikiMessage, address: WikiAddress) -> None:
    """Try once and note the outcome on the row."""
    message.attempts += 1
    api = Api(f"{address.wiki.url}/w/api.php", access_token=settings.MEDIAWIKI_BOT_TOKEN, attempts=1)
    person = message.notice.person
    try:
        with translation.override(rendering.language_of(person)), timezone.override(person.time_zone):
            if address.way == WikiWay.TALK:
                _write_on_talk_page(api, message)
            else:
                _write_email(api, message)
    except ApiError as error:
        if not (error.maybe_done and address.way == WikiWay.EMAIL):
            _refused(message, for_good=error.code in _FOR_GOOD)
            return
    message.state, message.sent_at = EmailState.SENT, timezone.now()


def _write_on_talk_page(api: Api, message: WikiMessage) -> None:
    title = f"User talk:{message.notice.person.username}"
    mark = f"<!-- wikilearn:{Signer(salt='wikilearn.notices.wiki').signature(str(message.notice_id))} -->"
    if message.attempts > 1 and mark in _content(api, title):
        return
    link = links.absolute(message.notice.url)
    text = _("There is something for you on WikiLearn: %(link)s") % {"link": link}
    asked = _("You asked us to tell you here. You can change that on WikiLearn.")
    language = languages.current()
    body = f'<div lang="{language.tag}" dir="{language.dir}">{text} {asked}</div> ~~~~{mark}'
    api.post(
        action="edit", title=title, section="new", sectiontitle=_("Message from WikiLearn"), text=body, redirect="1"
    )


def _write_email(api: Api, message: WikiMessage) -> None:
    text = rendering.text_of(message.notice)
    body = "\n\n".join([*text.paragraphs, links.absolute(message.notice.url)])
    api.post(action="emailuser", target=message.notice.person.username, subject=text.subject, text=body)


def _content(api: Api, title: str) -> str:
    """The text of a page, empty if there is none."""
    answer = api.answer(
        action="query", prop="revisions", titles=title, rvprop="content", rvslots="main", formatversion="2"
    )
    pages: list[dict[str, Any]] = answer.get("query", {}).get("pages", [])
    revisions = pages[0].get("revisions", []) if pages else []
    return str(revisions[0]["slots"]["main"]["content"]) if revisions else ""


def _refused(message: WikiMessage, *, for_good: bool) -> None:
    if for_good or message.attempts >= MAX_ATTEMPTS:
        message.state = EmailState.FAILED
        log.warning("wiki_message_given_up", notice=message.notice_id, attempts=message.attempts)
    else:
        message.send_after = timezone.now() + pause_after(message.attempts)
