"""Addresses of bulk runs."""

from django.urls import path

from cordiale.understand.bulk import views

app_name = "bulk"
urlpatterns = [
    path("choisir/", views.prepare, name="prepare"),
    path("lancer/", views.begin, name="begin"),
    path("<uuid:key>/", views.run, name="run"),
    path("<uuid:key>/avancement/", views.progress, name="progress"),
    path("<uuid:key>/arreter/", views.cancel, name="cancel"),
    path("<uuid:key>/annuler/", views.undo, name="undo"),
    path("<uuid:key>/fichier.csv", views.file, name="file"),
]
