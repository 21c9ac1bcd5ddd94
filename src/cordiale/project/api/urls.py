from django.urls import path

from cordiale.project.api import door, views

app_name = "api-v1"
urlpatterns = [
    path("openapi.json", views.description, name="description"),
    path("docs", views.documentation, name="documentation"),
    path("<path:rest>", door.door, name="door"),
]
