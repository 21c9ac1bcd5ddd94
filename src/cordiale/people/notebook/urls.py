"""Addresses around notes."""

from django.urls import path

from cordiale.people.notebook import views

app_name = "notebook"
urlpatterns = [
    path("collegues/", views.colleagues, name="colleagues"),
    path("clients/<uuid:key>/epingles/", views.pinned, name="pinned"),
    path("clients/<uuid:key>/notes/<uuid:note>/epingler/", views.pin, name="pin"),
    path("clients/<uuid:key>/notes/<uuid:note>/avant/", views.history, name="history"),
]
