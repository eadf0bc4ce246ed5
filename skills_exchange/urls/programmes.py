"""Addresses of mentoring programmes."""

from django.urls import path

from skills_exchange.views import programme_applications as applications
from skills_exchange.views import programme_check_ins as check_ins
from skills_exchange.views import programme_pairs as pairs
from skills_exchange.views import programmes

ONE = "programmes/<slug:slug>/"

urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("new-programme/", programmes.new_programme, name="new_programme"),
    path("check-ins/<uuid:uid>/", check_ins.check_in, name="check_in"),
    path("check-ins/<uuid:uid>/looked-after/", check_ins.look_after, name="look_after_check_in"),
    path(ONE, programmes.programme, name="programme"),
    path(f"{ONE}edit/", programmes.edit_programme, name="edit_programme"),
    path(f"{ONE}questions/", programmes.questions, name="programme_questions"),
    path(f"{ONE}questions/<int:pk>/delete/", programmes.delete_question, name="delete_programme_question"),
    path(f"{ONE}announce/", programmes.announce_programme, name="announce_programme"),
    path(f"{ONE}end/", programmes.end_programme, name="end_programme"),
    path(f"{ONE}delete/", programmes.delete_programme, name="delete_programme"),
    path(f"{ONE}report/", programmes.report, name="programme_report"),
    path(f"{ONE}report/<slug:key>.csv", programmes.report_csv, name="programme_report_csv"),
    path(f"{ONE}apply/<slug:role>/", applications.apply, name="apply_to_programme"),
    path(f"{ONE}withdraw/", applications.withdraw, name="withdraw_application"),
    path(f"{ONE}applications/", applications.applications, name="programme_applications"),
    path(f"{ONE}applications/<uuid:uid>/", applications.application, name="programme_application"),
    path(f"{ONE}pairs/", pairs.pairs, name="programme_pairs"),
    path(f"{ONE}pairs/round/", pairs.draft_round, name="draft_programme_round"),
    path(f"{ONE}pairs/add/", pairs.add_pair, name="add_programme_pair"),
    path(f"{ONE}pairs/leave-out/<int:pk>/", pairs.leave_out, name="leave_out_pair"),
    path(f"{ONE}pairs/<uuid:uid>/pause/", pairs.pause, name="pause_pair"),
    path(f"{ONE}pairs/<uuid:uid>/resume/", pairs.resume, name="resume_pair"),
    path(f"{ONE}pairs/<uuid:uid>/end/", pairs.end, name="end_pair"),
    path(f"{ONE}pairs/<uuid:uid>/replace/", pairs.replace, name="replace_mentor"),
    path(f"{ONE}check-ins/", check_ins.check_ins, name="programme_check_ins"),
]
