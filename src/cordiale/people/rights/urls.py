"""Addresses of the rights' screens."""

from django.urls import path

from cordiale.people.rights.screens import people, places, requests, roles, sharing

app_name = "rights"
urlpatterns = [
    path("reglages/equipe/", people.people, name="people"),
    path("reglages/equipe/personnes/<uuid:person>/", people.person, name="person"),
    path("reglages/equipe/roles/", roles.roles, name="roles"),
    path("reglages/equipe/roles/<uuid:role>/", roles.role, name="role"),
    path("reglages/equipe/roles/<uuid:role>/copier/", roles.copy, name="copy-role"),
    path("reglages/equipe/roles/<uuid:role>/retirer/", roles.retire, name="retire-role"),
    path("reglages/equipe/roles/<uuid:role>/retablir/", roles.restore, name="restore-role"),
    path("reglages/equipe/equipes/", places.teams, name="teams"),
    path("reglages/equipe/equipes/<uuid:team>/", places.team, name="team"),
    path("reglages/equipe/equipes/<uuid:team>/dissoudre/", places.dissolve, name="dissolve-team"),
    path("reglages/equipe/secteurs/", places.territories, name="territories"),
    path("reglages/equipe/secteurs/<uuid:territory>/", places.territory, name="territory"),
    path("reglages/equipe/secteurs/<uuid:territory>/effacer/", places.erase, name="erase-territory"),
    path("reglages/equipe/demandes/", requests.waiting, name="requests"),
    path("reglages/equipe/demandes/carte/", requests.card, name="requests-card"),
    path("reglages/equipe/demandes/poser/", requests.ask, name="ask"),
    path("reglages/equipe/demandes/<uuid:request_key>/", requests.answer, name="answer"),
    path("reglages/equipe/alertes/", requests.alerts, name="alerts"),
    path("reglages/equipe/alertes/vues/", requests.seen, name="seen-alerts"),
    path("reglages/equipe/temoins/", requests.sow, name="sow"),
    path("clients/<uuid:key>/acces/", sharing.readers, name="readers"),
    path("clients/<uuid:key>/acces/partager/", sharing.share, name="share"),
    path("clients/<uuid:key>/acces/<uuid:share_key>/fin/", sharing.end, name="end-share"),
]
