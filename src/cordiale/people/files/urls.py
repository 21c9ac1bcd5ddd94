"""Addresses of attached files."""

from django.urls import path

from cordiale.people.files import views

app_name = "files"
urlpatterns = [
    path("clients/<uuid:key>/fichiers/", views.panel, name="panel"),
    path("clients/<uuid:key>/fichiers/joindre/", views.attach, name="attach"),
    path("fichiers/<uuid:file>/", views.open_file, name="open"),
    path("fichiers/<uuid:file>/retirer/", views.remove, name="remove"),
    path("fichiers/<uuid:file>/remettre/", views.put_back, name="put-back"),
    path("fichiers/<uuid:file>/apercu/", views.picture, name="picture"),
    path("fichiers/signes/<str:token>/", views.signed, name="signed"),
    path("fichiers/signes/apercu/<str:token>/", views.signed_picture, name="signed-picture"),
]
