"""Addresses of what one keeps at hand."""

from django.urls import path

from cordiale.people.shelf import views

app_name = "shelf"
urlpatterns = [
    path("favoris/", views.shelf, name="shelf"),
    path("clients/<uuid:key>/reperes/", views.marks, name="marks"),
    path("clients/<uuid:key>/etoile/", views.star, name="star"),
    path("clients/<uuid:key>/suivre/", views.follow, name="follow"),
]
