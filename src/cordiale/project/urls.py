"""Every address of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("cordiale.web.urls")),
]
handler400 = "cordiale.web.errors.bad_request"
handler403 = "cordiale.web.errors.forbidden"
handler404 = "cordiale.web.errors.missing"
handler500 = "cordiale.web.errors.broken"
