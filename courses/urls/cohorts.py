"""Cohorts, the desk of their facilitators, and calendars."""

from django.urls import path

from courses.views import calendars, cohort_desk, cohorts, course_cohorts

urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/course/<slug:slug>/", cohorts.course_cohorts, name="course_cohorts"),
    path("author/courses/<slug:slug>/cohorts/", course_cohorts.author_cohorts, name="author_cohorts"),
    path("cohorts/new/", cohorts.new, name="cohort_new"),
    path("cohorts/mine/", calendars.mine, name="my_sessions"),
    path("cohorts/mine/subscribe/", calendars.subscribe, name="calendar_subscribe"),
    path("cohorts/mine/<int:feed>/end/", calendars.unsubscribe, name="calendar_unsubscribe"),
    path("calendar/<str:secret>.ics", calendars.feed, name="calendar"),
    path("cohorts/<uuid:uid>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:uid>/join/", cohorts.join, name="cohort_join"),
    path("cohorts/<uuid:uid>/confirm/", cohorts.confirm, name="cohort_confirm"),
    path("cohorts/<uuid:uid>/leave/", cohorts.leave, name="cohort_leave"),
    path("cohorts/<uuid:uid>/sessions/<uuid:session>/check-in/", cohorts.check_in_session, name="cohort_check_in"),
    path("cohorts/<uuid:uid>/desk/", cohort_desk.desk, name="cohort_desk"),
    path("cohorts/<uuid:uid>/desk/members.csv", cohort_desk.members_csv, name="cohort_members_csv"),
    path("cohorts/<uuid:uid>/desk/edit/", cohort_desk.edit, name="cohort_edit"),
    path("cohorts/<uuid:uid>/desk/write/", cohort_desk.write, name="cohort_write"),
    path("cohorts/<uuid:uid>/desk/cancel/", cohort_desk.cancel, name="cohort_cancel"),
    path("cohorts/<uuid:uid>/desk/close/", cohort_desk.close, name="cohort_close"),
    path("cohorts/<uuid:uid>/desk/members/<int:place>/decide/", cohort_desk.decide, name="cohort_decide"),
    path("cohorts/<uuid:uid>/desk/members/<int:place>/remove/", cohort_desk.remove, name="cohort_remove"),
    path("cohorts/<uuid:uid>/desk/sessions/new/", cohort_desk.plan, name="cohort_plan"),
    path("cohorts/<uuid:uid>/desk/sessions/<uuid:session>/", cohort_desk.session, name="cohort_session"),
    path(
        "cohorts/<uuid:uid>/desk/sessions/<uuid:session>/cancel/", cohort_desk.cancel_one, name="cohort_cancel_session"
    ),
    path(
        "cohorts/<uuid:uid>/desk/sessions/<uuid:session>/attendance/", cohort_desk.attendance, name="cohort_attendance"
    ),
]
