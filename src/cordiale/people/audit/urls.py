"""Addresses of the log, and of the history of a record."""

from django.urls import path

from cordiale.people.audit import views

app_name = "audit"
urlpatterns = [
    path("reglages/journal/", views.journal, name="journal"),
    path("reglages/journal.csv", views.export, name="export"),
    path("reglages/journal/preuve/", views.prove, name="prove"),
    path("reglages/journal/preuve/<uuid:key>/", views.proof, name="proof"),
    path("clients/<uuid:key>/historique/", views.history, name="history"),
    path("clients/<uuid:key>/historique/<uuid:change>/reprendre/", views.restore, name="restore"),
]
