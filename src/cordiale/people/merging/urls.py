"""Addresses of merging."""

from django.urls import path

from cordiale.people.merging import reviewing, views

app_name = "merging"
urlpatterns = [
    path("reunir/", views.merge, name="merge"),
    path("reunir/choix/", reviewing.chosen, name="chosen"),
    path("doublons/", reviewing.doubles, name="doubles"),
    path("doublons/revue/", reviewing.review, name="review"),
    path("doublons/chercher/", reviewing.look, name="look"),
    path("reunions/<uuid:merge>/separer/", views.separate, name="separate"),
    path("<uuid:key>/doublons/", views.panel, name="panel"),
    path("<uuid:key>/reunir/", views.find, name="find"),
    path("<uuid:key>/distincts/", views.apart, name="apart"),
    path("<uuid:key>/peut-etre/", views.doubt, name="doubt"),
]
