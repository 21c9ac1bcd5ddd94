"""Addresses of the steering room."""

from django.urls import path

from cordiale.steer.measures import views

app_name = "measures"
urlpatterns = [
    path("pilotage/", views.steering, name="steering"),
    path("pilotage/chiffres.csv", views.export, name="export"),
]
