from django.urls import path

from cordiale.project.api.screens import views

app_name = "access"
urlpatterns = [
    path("", views.listed, name="list"),
    path("nouveau", views.new, name="new"),
    path("<uuid:key>/fermer", views.end, name="end"),
]
