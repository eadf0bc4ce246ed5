"""Profiles: words, limits and hours; weeks that follow the clock; reminders; times as others read them."""

from datetime import date, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills_exchange import weeks
from skills_exchange.actions import profiles, reminding
from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.enums import LanguageLevel, SkillStatus
from skills_exchange.errors import NotYours, ProfileRefused
from skills_exchange.models import Party, SkillClaim
from skills_exchange.queries.times import DAY, Stretch, clock_of, free_days, free_times, local_minutes
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice

WINTER, SPRING, SUMMER = date(2026, 1, 7), date(2026, 3, 26), date(2026, 7, 1)
"""In the week of SPRING clocks of Europe are set on Sunday."""
ZONES = st.sampled_from(sorted(available_timezones()))
HOURS = st.integers(0, (1 << 168) - 1).map(lambda mask: set(weeks.hours_of(mask)))


def change(party, actor=None, **said):
    given_ = {"about": "Hello", "languages": {"ig": 5, "en": 3}, "territories": [], "listed": True} | said
    return profiles.change_profile(actor=actor or party.person, party=party, **given_)


@pytest.mark.django_db
def test_a_profile_is_changed():
    party = PartyFactory(speaks=["en", "fr"])
    nigeria = TerritoryFactory(code="NG", region="011")
    change(party, territories=[nigeria], listed=False)
    party.refresh_from_db()
    assert (party.about, party.listed, list(party.territories.all())) == ("Hello", False, [nigeria])
    assert {each.language: each.level for each in party.speaks.all()} == {
        "ig": LanguageLevel.NATIVE,
        "en": LanguageLevel.ADVANCED,
    }
    assert Event.objects.filter(action="party.change", target=party.reference, details={}).count() == 1


@pytest.mark.django_db
def test_too_many_languages_and_places_are_refused():
    party = PartyFactory()
    with pytest.raises(ProfileRefused, match="too many languages"):
        change(party, languages={f"q{number:02}": 3 for number in range(21)})
    with pytest.raises(ProfileRefused, match="too many places"):
        change(party, territories=[TerritoryFactory(code=f"A{letter}") for letter in "BCDEFGHIJKLMNOPQRSTUV"])


@pytest.mark.django_db
def test_limits_and_days_away():
    party = PartyFactory(active=2)
    on = today()
    said = {"hours_a_week": 3, "max_active": 1, "away_from": on, "away_until": on + timedelta(days=3)}
    profiles.set_limits(actor=party.person, party=party, **said)
    party.refresh_from_db()
    assert (party.hours_a_week, party.max_active, party.active) == (3, 1, 2)
    assert party.is_away(on)
    with pytest.raises(ProfileRefused) as refusal:
        profiles.set_limits(actor=party.person, party=party, **said | {"away_until": on - timedelta(days=1)})
    assert refusal.value.field == "away_until"


@pytest.mark.django_db
@pytest.mark.parametrize("week", [1 << 168, -1, 1 << 672])
def test_a_week_of_another_length_is_refused(week):
    party = PartyFactory()
    with pytest.raises(ProfileRefused, match="168"):
        profiles.set_week(actor=party.person, party=party, week=week, zone="UTC")
    assert Party.objects.get(pk=party.pk).week == party.week


@pytest.mark.django_db
def test_hours_are_kept_in_the_zone_and_in_utc():
    party = PartyFactory(week=0, week_utc=0)
    profiles.set_week(actor=party.person, party=party, week=weeks.from_hours([18]), zone="Asia/Kathmandu")
    party.refresh_from_db()
    assert (party.zone, list(weeks.hours_of(party.week))) == ("Asia/Kathmandu", [18])
    assert party.week_utc == 0b1111 << (12 * 4 + 1)
    assert party.week_of == today()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "deed",
    [
        lambda party, who: change(party, actor=who),
        lambda party, who: profiles.set_limits(actor=who, party=party, hours_a_week=1, max_active=1),
        lambda party, who: profiles.set_week(actor=who, party=party, week=0, zone="UTC"),
    ],
)
def test_nobody_changes_somebody_else(deed):
    party, stranger = PartyFactory(), PersonFactory()
    with pytest.raises(NotYours):
        deed(party, stranger)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "since", "day", "renewed"),
    [
        ("Europe/Berlin", WINTER, SUMMER, 1),
        ("Europe/Berlin", WINTER, SPRING, 1),  # the Sunday of that week is in summer time already
        ("Europe/Berlin", WINTER, WINTER + timedelta(days=21), 0),
        ("Asia/Kolkata", WINTER, SUMMER, 0),
        ("Australia/Lord_Howe", SUMMER, WINTER, 1),  # half an hour
        ("Pacific/Apia", date(2011, 12, 20), WINTER, 1),  # over the date line: the same clock, another day
    ],
)
def test_weeks_follow_the_clock(zone, since, day, renewed):
    week = weeks.from_hours([0, 18, 167])
    party = PartyFactory(zone=zone, week=week, week_utc=weeks.universal(week, zone, since), week_of=since)
    other = PartyFactory(zone="UTC", week_of=since)
    assert profiles.renew_weeks(day) == renewed
    found = Party.objects.get(pk=party.pk)
    assert found.week_utc == weeks.universal(week, zone, day)
    assert found.week == week
    assert Party.objects.get(pk=other.pk).week_of == since
    assert profiles.renew_weeks(day) == 0


@given(HOURS, ZONES)
def test_hours_come_back_from_utc(hours, zone):
    """Whatever the zone, in a week without a change of clocks every free hour is four free quarters again."""
    quiet = next(day for day in (WINTER, SUMMER, date(2026, 5, 6)) if len(set(clock_of(zone, day))) == 1)
    there = weeks.universal(weeks.from_hours(hours), zone, quiet)
    back = {minute // 60 for minute in local_minutes(there, zone, quiet)}
    assert back == hours or zone == "Africa/Monrovia"
    assert len(list(local_minutes(there, zone, quiet))) == 4 * len(hours)


@given(HOURS, ZONES, ZONES)
def test_stretches_say_the_same_as_the_mask(hours, zone, reader):
    mask = weeks.universal(weeks.from_hours(hours), zone, SUMMER)
    stretches = free_times(mask, reader, SUMMER)
    assert sum(each.until - each.since for each in stretches) == 15 * len(list(local_minutes(mask, reader, SUMMER)))
    assert all(0 <= each.since < each.until <= DAY for each in stretches)


def test_times_are_read_on_the_readers_clock():
    """Monday evening in Kolkata is Monday noon in Lagos and Tuesday on Kiritimati."""
    mask = weeks.universal(weeks.from_hours([18, 19]), "Asia/Kolkata", SUMMER)
    assert free_times(mask, "Africa/Lagos", SUMMER) == [Stretch(0, 13 * 60 + 30, 15 * 60 + 30)]
    (day,) = free_days(mask, "Pacific/Kiritimati", SUMMER)
    assert (day.name, day.stretches) == ("Tuesday", [Stretch(1, 2 * 60 + 30, 4 * 60 + 30)])
    whole = free_times(weeks.universal((1 << 24) - 1, "UTC", SUMMER), "UTC", SUMMER)
    assert whole[0].all_day
    assert str(whole[0].ends) == "00:00:00"


@pytest.mark.django_db
def test_a_reminder_comes_once_before_claims_end():
    on = today()
    party = PartyFactory()
    ClaimFactory(party=party, valid_until=on + timedelta(days=20))
    later = ClaimFactory(party=party, valid_until=on + timedelta(days=50))
    ClaimFactory(party=party, valid_until=on - timedelta(days=1))
    ClaimFactory(valid_until=on + timedelta(days=22))
    ClaimFactory(valid_until=on + timedelta(days=5), skill=SkillFactory(status=SkillStatus.RETIRED))
    assert reminding.remind_of_claims(on) == 1
    assert reminding.remind_of_claims(on) == 0
    assert reminding.remind_of_claims(on + timedelta(days=2)) == 1  # the other party, whose claim has its own end
    notice = Notice.objects.get(person=party.person)
    assert notice.url == "/skills/me/confirm/"
    later.refresh_from_db()
    assert later.reminded_for == later.valid_until


@pytest.mark.django_db
def test_coordinators_are_reminded_for_their_organisation():
    organisation = OrganisationFactory()
    people = [MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person for _ in range(2)]
    MembershipFactory(organisation=organisation, role=MemberRole.AUTHOR)
    ClaimFactory(party=party_of_organisation(organisation), valid_until=today())
    ClaimFactory(party=party_of_organisation(OrganisationFactory()), valid_until=today())
    ClaimFactory(party=party_of(PersonFactory(is_active=False)), valid_until=today())
    assert reminding.remind_of_claims() == 2
    notices = Notice.objects.all()
    assert {notice.person for notice in notices} == set(people)
    assert {notice.url for notice in notices} == {f"/skills/of/{organisation.slug}/confirm/"}
    assert not SkillClaim.objects.filter(reminded_for=None).exists()
