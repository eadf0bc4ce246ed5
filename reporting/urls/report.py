"""The reporter's way. Nothing that anybody typed is part of an address."""

from django.urls import path

from reporting.views import appealing, dialogue, limits, report
from reporting.views import help as helping

urlpatterns = [
    path("report/", helping.start, name="report"),
    path("report/", helping.start, name="start"),
    path("report/emergency/", helping.emergency, name="emergency"),
    path("report/safety/", helping.safety, name="safety"),
    path("report/leave/", helping.leave, name="leave"),
    path("report/form/", report.write, name="write"),
    path("report/numbers/", report.receipt, name="receipt"),
    path("report/return/", dialogue.come_back, name="return"),
    path("report/messages/", dialogue.talk, name="messages"),
    path("report/messages/say/", dialogue.say, name="say"),
    path("report/messages/files/", dialogue.add, name="add_files"),
    path("report/messages/files/<uuid:uid>/", dialogue.file, name="message_file"),
    path("report/messages/pass-on/", dialogue.pass_on, name="pass_on"),
    path("report/messages/rate/", dialogue.rate, name="rate"),
    path("report/messages/news/", dialogue.news, name="news"),
    path("report/messages/numbers/", dialogue.renew, name="renew"),
    path("report/messages/appeal/", appealing.appeal, name="appeal"),
    path("report/messages/consent/", dialogue.consent, name="consent"),
    path("report/messages/question/<uuid:uid>/", dialogue.question, name="stop_question"),
    path("report/limits/<uuid:uid>/", limits.appeal, name="limit"),
]
