from django.urls import path

from cordiale.channels.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listed, name="list"),
    path("nouveau", views.new, name="new"),
    path("<uuid:key>", views.one, name="one"),
]
