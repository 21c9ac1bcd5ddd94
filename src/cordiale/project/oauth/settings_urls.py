"""The applications, for those who look after them."""

from django.urls import path

from cordiale.project.oauth.views import settings

app_name = "applications"
urlpatterns = [
    path("", settings.listed, name="list"),
    path("nouvelle", settings.new, name="new"),
    path("<uuid:key>", settings.one, name="one"),
    path("<uuid:key>/changer", settings.change, name="change"),
    path("<uuid:key>/approuver", settings.approve, name="approve"),
    path("<uuid:key>/suspendre", settings.suspend, name="suspend"),
    path("<uuid:key>/arreter", settings.stop, name="stop"),
    path("<uuid:key>/secret", settings.renew_secret, name="secret"),
]
