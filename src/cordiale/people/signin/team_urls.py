"""Addresses of the accounts and the invitations."""

from django.urls import path

from cordiale.people.signin.views import team

app_name = "accounts"
urlpatterns = [
    path("equipe/comptes/", team.team, name="team"),
    path("equipe/inviter/", team.invite, name="invite"),
    path("equipe/invitations/<uuid:key>/renvoyer/", team.resend, name="resend"),
    path("equipe/invitations/<uuid:key>/retirer/", team.cancel, name="cancel"),
    path("equipe/comptes/<uuid:key>/fermer/", team.close, name="close"),
    path("equipe/comptes/<uuid:key>/rouvrir/", team.reopen, name="reopen"),
    path("equipe/comptes/<uuid:key>/validation/", team.set_back, name="set-back"),
]
