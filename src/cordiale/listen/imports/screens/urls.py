"""Addresses of the wizard."""

from django.urls import path

from cordiale.listen.imports.screens import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.start, name="start"),
    path("imports/<uuid:key>/", views.run, name="run"),
    path("imports/<uuid:key>/colonnes/", views.matching, name="matching"),
    path("imports/<uuid:key>/avancement/", views.progress, name="progress"),
    path("imports/<uuid:key>/importer/", views.carry_out, name="carry-out"),
    path("imports/<uuid:key>/arreter/", views.cancel, name="cancel"),
    path("imports/<uuid:key>/abandonner/", views.discard, name="discard"),
    path("imports/<uuid:key>/retirer/", views.revert, name="revert"),
    path("imports/<uuid:key>/modele/", views.keep_template, name="template"),
    path("imports/<uuid:key>/refus.csv", views.refused_file, name="refused"),
]
