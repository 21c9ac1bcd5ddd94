"""Addresses of signing in and of one's preferences."""

from django.urls import path

from cordiale.people.signin.views import adding, company, confirming, entering, links, own

app_name = "signin"
urlpatterns = [
    path("connexion/", entering.sign_in, name="sign-in"),
    path("connexion/cle/", entering.passkey_options, name="passkey-door"),
    path("connexion/validation/", entering.second, name="second"),
    path("connexion/entreprise/", company.start, name="company"),
    path("connexion/entreprise/retour/", company.come_back, name="company-back"),
    path("deconnexion/", entering.sign_out, name="sign-out"),
    path("confirmer/", confirming.confirm, name="confirm"),
    path("confirmer/cle/", confirming.passkey_options, name="confirm-passkey"),
    path("mot-de-passe/oublie/", links.forgotten, name="forgotten"),
    path("mot-de-passe/nouveau/<str:token>/", links.reset, name="reset"),
    path("invitation/<str:token>/", links.accept, name="accept"),
    path("preferences/", own.preferences, name="preferences"),
    path("preferences/securite/", own.security, name="security"),
    path("preferences/securite/ajouter/", adding.set_up, name="set-up"),
    path("preferences/securite/application/", adding.totp_new, name="totp-new"),
    path("preferences/securite/cle/", adding.passkey_new, name="passkey-new"),
    path("preferences/securite/cle/demande/", adding.passkey_options, name="passkey-options"),
    path("preferences/securite/codes/", own.renew_codes, name="renew-codes"),
    path("preferences/securite/moyens/<uuid:key>/", own.rename_factor, name="rename-factor"),
    path("preferences/securite/moyens/<uuid:key>/retirer/", own.remove_factor, name="remove-factor"),
    path("preferences/securite/sessions/<uuid:key>/fermer/", own.end_session, name="end-session"),
    path("preferences/securite/sessions/fermer/", own.end_all, name="end-all"),
]
