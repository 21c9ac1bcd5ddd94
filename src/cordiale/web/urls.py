"""Addresses of the shell."""

from django.urls import path

from cordiale.web import gallery, views

app_name = "web"
urlpatterns = [
    path("langue/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("recherche/", views.search, name="search"),
    path("palette/", views.palette_results, name="palette"),
    path("hors-ligne/", views.offline, name="offline"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.worker, name="worker"),
]
