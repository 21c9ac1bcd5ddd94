"""Addresses of the settings, and of the two doors for machines."""

from django.urls import path

from cordiale.project.house import first_run, views

app_name = "house"
urlpatterns = [
    path("reglages/", views.all_settings, name="settings"),
    path("reglages/valeurs/", views.all_values, name="values"),
    path("reglages/entreprise/", views.company_page, name="company"),
    path("reglages/entreprise/logo/", views.change_logo, name="change-logo"),
    path("reglages/entreprise/logo/remettre/", views.put_logo_back, name="put-logo-back"),
    path("logo/<str:digest>/", views.logo, name="logo"),
    path("reglages/sante/", views.health, name="health"),
    path("bienvenue/<str:token>/", first_run.first_run, name="first-run"),
    path("premiers-pas/", views.steps, name="steps"),
    path("aide/", views.help_pages, name="help"),
    path("csp", views.csp, name="csp"),
    path("metrics", views.metrics, name="metrics"),
]
