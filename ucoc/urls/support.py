"""Addresses of help."""

from django.urls import path

from ucoc.views import support

urlpatterns = [
    path("support/", support.support, name="support"),
    path("support/manage/", support.support_resources, name="support_resources"),
    path("support/manage/add/", support.add_support_resource, name="add_support_resource"),
    path("support/manage/<slug:key>/", support.edit_support_resource, name="edit_support_resource"),
    path("support/manage/<slug:key>/checked/", support.check_support_resource_now, name="check_support_resource"),
]
