from django.urls import path

from cordiale.project.api.screens import programs, views

app_name = "access"
urlpatterns = [
    path("", views.listed, name="list"),
    path("nouveau", views.new, name="new"),
    path("comptes", programs.listed, name="programs"),
    path("comptes/nouveau", programs.new, name="new-program"),
    path("comptes/<uuid:key>/suspendre", programs.suspend, name="suspend-program"),
    path("comptes/<uuid:key>/rouvrir", programs.reopen, name="reopen-program"),
    path("<uuid:key>/fermer", views.end, name="end"),
]
