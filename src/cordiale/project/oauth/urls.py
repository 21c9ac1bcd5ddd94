"""Where applications and their people meet."""

from django.urls import path

from cordiale.project.oauth.views import consent, own, programs

app_name = "oauth"
urlpatterns = [
    path("oauth/authorize", consent.authorize, name="authorize"),
    path("oauth/token", programs.token, name="token"),
    path("oauth/revoke", programs.revoke, name="revoke"),
    path(".well-known/oauth-authorization-server", programs.metadata, name="metadata"),
    path("preferences/securite/applications/", own.mine, name="mine"),
    path("preferences/securite/applications/<uuid:key>/retirer/", own.withdraw, name="withdraw"),
]
