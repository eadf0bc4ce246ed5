"""A person's own badges, and what they show of them."""

from django.urls import path

from certification.badges import views

urlpatterns = [
    path("credentials/", views.mine, name="mine"),
    path("credentials/profile/", views.my_profile, name="my_profile"),
    path("credentials/profile/move", views.move_profile, name="move_profile"),
    path("credentials/profile/withdraw", views.withdraw_profile, name="withdraw_profile"),
    path("credentials/<uuid:uid>/share", views.share, name="share"),
    path("credentials/<uuid:uid>/visibility", views.visibility, name="visibility"),
    path("credentials/<uuid:uid>/links/<int:number>/take-back", views.take_back, name="take_back"),
    path("shared/<slug:token>", views.shared, name="shared"),
    path("profiles/<slug:slug>", views.profile, name="profile"),
]
