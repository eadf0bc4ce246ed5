"""Two reports become one case, the person reported is asked, a text is lent: each as who does it, with axe on all."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reporting.actions.cases.deciding import decide_case
from reporting.actions.cases.working import assign_case
from reporting.actions.heads import give_head
from reporting.actions.limits import appeal_limit, limit_reporter
from reporting.actions.matching import ask_match_key, enter_match
from reporting.actions.sealing import unlock_case
from reporting.actions.wellbeing import note_opened
from reporting.models import Case, Letter
from tests.browser.test_cases import unlock
from tests.factories.cases import arrived, bodies
from tests.factories.enforcing import MemberFactFactory
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE, match_key, vault_for
from tests.factories.reports import table_of_responsibility
from ucoc.enums import BodyKind, Finding, MemberFactKind
from ucoc.models import EnforcementBody
from wikilearn.people.enums import Role

FIRST, SECOND = "They wrote to me every night.", "I saw what was done to somebody else."


def come_back(page, receipt):
    """The reporter types the receipt."""
    cache.clear()
    page.goto(reverse("reporting:return"))
    page.locator("[name=receipt]").fill(receipt)
    page.locator("main form button").last.click()
    expect(page.locator(".talk").first).to_be_visible()


def test_two_reports_become_one_case_and_each_reporter_stays_alone(browse, axe, fits, snapshot):
    first, last, (ada, _bob), _above = bodies()
    one, other = arrived(first, last, text=FIRST), arrived(first, last, text=SECOND)
    page = browse(person=ada.person)
    unlock(page, one.case)
    page.get_by_role("link", name="Merge with another case").click()
    page.locator("input[type=password]").first.wait_for(state="detached")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge")
    axe(page)
    fits(page)
    snapshot(page, "case-merge")
    page.get_by_label("Goes on in this case").select_option(other.case.reference)
    page.get_by_label("I have read both").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.locator("#messages")).to_contain_text("Merged")
    expect(page.get_by_role("heading", name="Reports merged into this one")).to_be_visible()
    axe(page)
    snapshot(page, "case-merged")
    page.get_by_role("link", name=one.case.reference).click()
    expect(page.locator("main")).to_contain_text("was merged into another case")
    page.locator("summary", has_text="To the reporter").click()
    page.get_by_label("Message to this reporter").fill("Thank you, we are on it.")
    axe(page)
    page.get_by_role("button", name="Send to the reporter").click()
    expect(page.locator("#messages")).to_contain_text("The reporter can read it now")
    reporter = browse(screen="phone")
    come_back(reporter, one.receipt)
    expect(reporter.locator(".talk")).to_contain_text("Thank you, we are on it.")
    expect(reporter.locator("main")).not_to_contain_text(SECOND)
    axe(reporter)
    fits(reporter)
    snapshot(reporter, "messages-merged-phone")


def test_person_reported_is_asked_and_answers_and_sees_nothing_else(browse, axe, fits, snapshot):
    first, last, (ada, _bob), _above = bodies()
    accused = PersonFactory(username="Mallory")
    opened = arrived(first, last, text=FIRST, people=[accused])
    opened.write("accused", accused.username, author=None)
    page = browse(screen="phone", person=ada.person)
    unlock(page, opened.case)
    page.get_by_role("link", name="Ask the person reported").click()
    page.get_by_label("Username of the person reported").fill("Mallory")
    page.get_by_label("Question", exact=True).fill("Did you write to somebody at night?")
    axe(page)
    fits(page)
    snapshot(page, "case-ask-phone")
    page.get_by_role("button", name="Prepare the question").click()
    expect(page.locator("#messages")).to_contain_text("The reporter is told")
    reporter = browse(screen="phone", language="ar", javascript=False)
    come_back(reporter, opened.receipt)
    twin = browse(screen="phone", language="ar")
    come_back(twin, opened.receipt)
    axe(twin)
    fits(twin)
    snapshot(twin, "messages-question-phone-ar")
    reporter.locator("button[name=do][value=go]").click()
    expect(reporter.locator("button[name=do][value=go]")).to_have_count(0)
    asked = browse(screen="phone", language="ar", person=accused)
    asked.goto(reverse("reporting:for_me"))
    axe(asked)
    asked.locator("main ul a").first.click()
    expect(asked.locator("blockquote")).to_contain_text("at night?")
    expect(asked.locator("main")).not_to_contain_text(FIRST)
    expect(asked.locator("main")).not_to_contain_text(opened.case.reference)
    axe(asked)
    fits(asked)
    snapshot(asked, "question-phone-ar")
    asked.locator("[name=text]").fill("It was meant kindly.")
    asked.locator("main form button").first.click()
    expect(asked).to_have_url(re.compile("/for-me/$"))
    assert Letter.objects.get().ended
    unlock(page, opened.case)  # `come_back` cleared the cache, and with it the open vault
    page.get_by_text("Show the text").last.click()
    expect(page.get_by_text("It was meant kindly.")).to_be_visible()


@pytest.mark.parametrize(("screen", "language"), [("phone", "ar"), ("desktop", "en")])
def test_pages_around_cases_can_be_used(browse, axe, fits, snapshot, screen, language):
    first, last, (ada, _bob), (uma, ulf) = bodies()
    table_of_responsibility()
    desk, limited = PersonFactory(role=Role.TRUST_AND_SAFETY), PersonFactory(username="Serial Name")
    limit = limit_reporter(actor=desk, person=limited, reason="Made up", until=timezone.now() + timedelta(days=9))
    appeal_limit(actor=limited, limit=limit, words="They were true")
    match_key([uma.person, ulf.person])
    opened = arrived(first, last, text=FIRST)
    tess = vault_for(PersonFactory(username="Tess", two_factor=True))
    MemberFactFactory(person=tess.person, kind=MemberFactKind.AGREEMENT)

    def look(page, name, address):
        page.goto(address)
        axe(page)
        fits(page)
        snapshot(page, f"{name}-{screen}-{language}")

    safety = vault_for(PersonFactory(role=Role.TRUST_AND_SAFETY)).person
    ask_match_key(actor=desk, officers=[uma.person, ulf.person])
    staff = with_vault(browse(screen=screen, language=language, person=safety))
    for name in ("limits", "limit_person", "match", "match_officers"):
        look(staff, name, reverse(f"reporting:{name}"))
    look(staff, "answer-limit", reverse("reporting:answer_limit", args=[limit.uid]))
    handler = with_vault(browse(screen=screen, language=language, person=ada.person))
    look(handler, "lend", reverse("reporting:lend", args=[opened.case.reference]))
    handler.locator("[name=username]").fill("Tess")
    handler.locator("main form button[type=submit]").last.click()
    expect(handler.locator("main")).to_contain_text("Tess")
    unlocked = unlock_case(case=Case.objects.get(), vault=ada)
    words = {"finding": Finding.NO_BREACH, "reasons": "Nothing was broken.", "outcome": "We found nothing."}
    decide_case(actor=ada.person, open_case=unlocked, **words)
    reporter = browse(screen=screen, language=language)
    come_back(reporter, opened.receipt)
    look(reporter, "appeal", reverse("reporting:appeal"))
    if screen == "desktop":
        appeals_and_gets_new_numbers(reporter, axe, opened.receipt)


def appeals_and_gets_new_numbers(page, axe, receipt):
    """The appeal is sent over its page; then the numbers are replaced, and the old ones open nothing."""
    page.locator("[name=factors]").first.check(force=True)
    page.locator("[name=text]").fill("Please look at the summaries again.")
    page.locator("main form .form__actions button").click()
    expect(page.locator("#messages")).to_contain_text("Your appeal is sealed")
    expect(page.locator(".talk").last).to_contain_text("Please look at the summaries again.")
    assert Case.objects.filter(origin__isnull=False).exists()
    page.locator("summary", has_text="My numbers are not safe any more").click()
    page.get_by_role("button", name="Get new numbers").click()
    expect(page.locator(".receipt__digits")).to_be_visible()
    axe(page)
    fresh = "".join(page.locator(".receipt__digits bdi").all_inner_texts())
    assert len(fresh) == 30
    assert fresh != receipt
    come_back(page, fresh)
    page.expected_errors.append("400")
    page.goto(reverse("reporting:return"))
    page.locator("[name=receipt]").fill(receipt)
    page.locator("main form button").last.click()
    expect(page.get_by_text("Nothing opens with these numbers.").first).to_be_visible()


def test_two_officers_look_and_a_text_goes_to_a_translator_and_back(browse, axe, fits, snapshot):
    first, last, (ada, _bob), (uma, ulf) = bodies()
    match_key([uma.person, ulf.person])
    cases = [arrived(first, last, text=FIRST).case for _each in range(3)]
    for case in cases:
        enter_match(case=case, names=["Mallory"])
    one = with_vault(browse(person=uma.person))
    one.goto(reverse("reporting:match"))
    one.get_by_role("button", name="I agree that").click()
    expect(one.locator("#messages")).to_contain_text("Your partner can look once")
    two = with_vault(browse(screen="phone", person=ulf.person))
    two.goto(reverse("reporting:match"))
    axe(two)
    fits(two)
    two.get_by_role("button", name="Look now").click()
    expect(two.locator("#messages")).to_contain_text("Noted.")
    expect(two.locator("main")).not_to_contain_text("Mallory")
    handler = browse(person=ada.person)
    unlock(handler, cases[0])
    expect(handler.locator("main")).to_contain_text("At least two others have reported the same person")
    axe(handler)
    tess = vault_for(PersonFactory(username="Tess", two_factor=True))
    MemberFactFactory(person=tess.person, kind=MemberFactKind.AGREEMENT)
    handler.goto(reverse("reporting:lend", args=[cases[0].reference]))
    handler.locator("[name=username]").fill("Tess")
    handler.get_by_label("Into which language").fill("ar")
    handler.locator("main form button[type=submit]").last.click()
    expect(handler.locator("#messages")).to_contain_text("The text is lent")
    translator = with_vault(browse(screen="phone", language="ar", person=tess.person))
    translator.goto(reverse("reporting:for_me"))
    translator.locator("main ul a").first.click()
    expect(translator.locator("[name=text]")).to_be_visible()
    lent = translator.url
    axe(translator)
    fits(translator)
    snapshot(translator, "loan-phone-ar")
    translator.locator("[name=text]").fill("كتبوا لي كل ليلة.")
    translator.locator("main form button[type=submit]").last.click()
    expect(translator).to_have_url(re.compile("/for-me/$"))
    translator.expected_errors.append("410")
    translator.goto(lent)
    expect(translator.locator("main form")).to_have_count(0)
    axe(translator)
    fits(translator)
    snapshot(translator, "loan-ended-phone-ar")
    handler.goto(reverse("reporting:case", args=[cases[0].reference]))
    handler.get_by_text("Show the text").last.click()
    expect(handler.get_by_text("كتبوا لي كل ليلة.")).to_be_visible()


def with_vault(page):
    """The same page, once the person has unlocked their vault."""
    page.goto(reverse("reporting:unlock_vault"))
    page.locator("input[type=password]").first.fill(PASSPHRASE)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("input[type=password]")).to_have_count(0)
    return page


def test_who_has_read_much_puts_cases_down_and_a_wave_is_one_line(browse, axe, fits, snapshot):
    first, _last, (ada, _bob), _above = bodies()
    mine = arrived(first).case
    assign_case(actor=ada.person, case=mine, to=ada.person)
    began = timezone.now().replace(microsecond=0)
    for _each in range(3):
        arrived(first, wave=began)
    note_opened(actor=ada.person, number=80)
    EnforcementBody.objects.filter(kind=BodyKind.U4C).update(slug="u4c")
    give_head()
    page = browse(screen="phone", language="ar", person=ada.person)

    def look(name, address=None):
        if address:
            page.goto(address)
        axe(page)
        fits(page)
        snapshot(page, f"{name}-phone-ar")

    look("queue-wave", reverse("reporting:cases"))
    desk = browse(screen="phone", language="ar", person=PersonFactory(role=Role.TRUST_AND_SAFETY), javascript=False)
    desk.goto(reverse("reporting:triage"))
    expect(desk.locator(".case-row")).to_have_count(2)
    desk.locator("a[href*='wave=']").click()
    expect(desk.locator(".case-row")).to_have_count(3)
    page.locator(f"form[action='{reverse('reporting:hand_back')}'] button").click()
    expect(page).to_have_url(re.compile("/wellbeing/$"))
    look("wellbeing")
    assert not Case.objects.filter(assignee=ada.person).exists()
    look("body-figures", reverse("reporting:body_figures"))
    look("heads", reverse("reporting:heads"))
    look("glasses", reverse("reporting:glasses"))
    page.goto(reverse("reporting:cases"))
    page.locator("form[action*='/waves/'] button").click()
    expect(page).to_have_url(re.compile(r"/reporting/cases/[\w-]+/$"))
    assert Case.objects.in_waves().count() == 2
