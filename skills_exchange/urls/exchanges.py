"""Sessions, messages, and the end of an exchange."""

from django.urls import path

from skills_exchange.views import exchange_calendars, finishing, hours, sessions

_ONE = "matches/<uuid:uid>/sessions/<uuid:session>/"

urlpatterns = [
    path("matches/<uuid:uid>/sessions/new/", sessions.propose, name="propose_session"),
    path(f"{_ONE}agree/", sessions.agree, name="agree_session"),
    path(f"{_ONE}decline/", sessions.refuse, name="decline_session"),
    path(f"{_ONE}cancel/", sessions.cancel, name="cancel_session"),
    path(f"{_ONE}place/", sessions.place, name="place_session"),
    path(f"{_ONE}report/", sessions.report, name="report_session"),
    path(f"{_ONE}session.ics", exchange_calendars.one, name="session_file"),
    path("matches/<uuid:uid>/done/", finishing.done, name="match_done"),
    path("matches/<uuid:uid>/feedback/", finishing.feedback, name="match_feedback"),
    path("matches/<uuid:uid>/thanks/", finishing.thank, name="match_thanks"),
    path("matches/<uuid:uid>/thanks/show/", finishing.show_thanks, name="show_thanks"),
    path("matches/<uuid:uid>/use/", finishing.use, name="match_use"),
    path("matches/<uuid:uid>/know/", finishing.know, name="match_know"),
    path("matches/<uuid:uid>/write/", finishing.write, name="match_write"),
    path("matches/calendar/", exchange_calendars.calendar, name="exchange_calendar"),
    path("matches/calendar/new/", exchange_calendars.subscribe, name="exchange_subscribe"),
    path("matches/calendar/end/", exchange_calendars.unsubscribe, name="exchange_unsubscribe"),
    path("matches/counted/", hours.counted, name="counted"),
    path("organisations/<slug:slug>/hours/", hours.organisation_hours, name="organisation_hours"),
    path("calendar/<str:secret>.ics", exchange_calendars.feed, name="exchange_feed"),
]
