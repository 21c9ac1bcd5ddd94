"""Addresses of privacy: about one person, and of the house."""

from django.urls import path

from cordiale.people.privacy import views

app_name = "privacy"
urlpatterns = [
    path("reglages/confidentialite/", views.home, name="home"),
    path("reglages/confidentialite/registre/", views.register_page, name="register"),
    path("reglages/confidentialite/registre.csv", views.register_csv, name="register-csv"),
    path("reglages/confidentialite/delais/", views.change_retention, name="retention"),
    path("reglages/confidentialite/demandes/<uuid:key>/", views.answer, name="answer"),
    path("reglages/confidentialite/effacements/<uuid:key>/", views.erasure, name="erasure"),
    path("reglages/confidentialite/effacements/<uuid:key>/effacer/", views.execute, name="execute"),
    path("reglages/confidentialite/effacements/<uuid:key>/approuver/", views.approve, name="approve"),
    path("reglages/confidentialite/effacements/<uuid:key>/abandonner/", views.drop, name="drop"),
    path("clients/<uuid:key>/confidentialite/", views.person, name="person"),
    path("clients/<uuid:key>/confidentialite/recus/", views.receipts, name="receipts"),
    path("clients/<uuid:key>/confidentialite/recus/<uuid:consent>/", views.receipt, name="receipt"),
    path("clients/<uuid:key>/confidentialite/demande/", views.note, name="note"),
    path("clients/<uuid:key>/confidentialite/limiter/", views.restrict, name="restrict"),
    path("clients/<uuid:key>/confidentialite/lever/", views.lift, name="lift"),
    path("clients/<uuid:key>/confidentialite/opposition/", views.object_to, name="object"),
    path("clients/<uuid:key>/confidentialite/bloquer/", views.hold, name="hold"),
    path("clients/<uuid:key>/confidentialite/debloquer/", views.release, name="release"),
    path("clients/<uuid:key>/confidentialite/fichier/", views.ask, name="ask"),
    path("clients/<uuid:key>/confidentialite/fichier/<uuid:file>/", views.take, name="take"),
    path("clients/<uuid:key>/confidentialite/effacer/", views.plan, name="plan"),
]
