"""The desk of those who set up issuers, templates and lists of badges."""

from django.urls import path, re_path

from certification.badges.views import desk as views

urlpatterns = [
    path("badge-desk/", views.desk, name="desk"),
    path("badge-desk/issuers/new/", views.new_issuer, name="new_issuer"),
    path("badge-desk/issuers/<slug:slug>/edit/", views.desk_issuer, name="desk_issuer"),
    path("badge-desk/issuers/<slug:slug>/templates/new/", views.new_template, name="new_template"),
    path("badge-desk/templates/<int:number>/", views.template, name="template"),
    path("badge-desk/templates/<int:number>/use/", views.use_template, name="use_template"),
    re_path(
        r"^badge-desk/templates/(?P<number>[0-9]{1,5})/preview\.(?P<kind>svg|png|pdf)\Z",
        views.template_preview,
        name="template_preview",
    ),
    path("badge-desk/issue/", views.issue, name="issue"),
    path("badge-desk/runs/<int:pk>/", views.run, name="run"),
    path("badge-desk/correspondences/", views.alignments, name="alignments"),
]
