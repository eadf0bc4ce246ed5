"""My certifications, requirements, and what stewards ask."""

from django.urls import path

from certification.views import following, forecasting, holders, mine, recommending, reminding, requiring, steward

urlpatterns = [
    path("certification/", mine.mine, name="mine"),
    path("certification/calendar/", mine.make_calendar, name="make_calendar"),
    path("certification/calendar/end/", mine.end_calendar, name="end_calendar"),
    path("calendar/certifications/<str:secret>.ics", mine.calendar_feed, name="calendar"),
    path("certification/summary/", mine.summary_fragment, name="summary_fragment"),
    path("certification/reminders/", reminding.wish, name="wish"),
    path("certification/requirements/", requiring.requirements, name="requirements"),
    path("certification/requirements/add/", requiring.add_requirement_form, name="add_requirement"),
    path("certification/requirements/<int:pk>/end/", requiring.end_requirement_form, name="end_requirement"),
    path("certification/topics/<slug:key>/refreshers/", requiring.refreshers, name="refreshers"),
    path("certification/updates/", requiring.updates, name="updates"),
    path("certification/updates/<int:pk>/end/", requiring.end_update_now, name="end_update"),
    path("steward/", steward.steward, name="steward"),
    path("steward/forecast/", forecasting.forecast_page, name="forecast"),
    path("steward/reminders/", reminding.reminders, name="reminders"),
    path("steward/people/<str:username>/", steward.steward_person, name="steward_person"),
    path("steward/wikis/<slug:dbname>/", steward.steward_wiki, name="steward_wiki"),
    path("steward/following/", following.following, name="following"),
    path("steward/following/save/", following.save, name="save_view"),
    path("steward/following/follow/", following.follow, name="follow"),
    path("steward/following/views/<int:pk>/delete/", following.delete_view, name="delete_view"),
    path("steward/following/<int:pk>/end/", following.unfollow, name="unfollow"),
    path("steward/recommendations/", recommending.recommendations, name="recommendations"),
    path("steward/recommendations/<uuid:uid>/keep/", recommending.keep, name="keep_recommendation"),
    path("steward/rights/<slug:key>/", holders.steward_right, name="steward_right"),
]
