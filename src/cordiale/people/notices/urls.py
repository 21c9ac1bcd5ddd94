"""Addresses of the notification centre."""

from django.urls import path

from cordiale.people.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("lire/", views.read, name="read"),
    path("reglages/", views.wishes, name="wishes"),
    path("<uuid:key>/", views.follow, name="follow"),
]
