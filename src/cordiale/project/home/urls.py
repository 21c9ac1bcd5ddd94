"""The address of Today."""

from django.urls import path

from cordiale.project.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="today")]
