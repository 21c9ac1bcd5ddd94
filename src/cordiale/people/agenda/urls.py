"""Addresses of tasks and of the calendar."""

from django.urls import path

from cordiale.people.agenda import calendars, views

app_name = "agenda"
urlpatterns = [
    path("taches/", views.mine, name="mine"),
    path("taches/aujourd-hui/", views.today, name="today"),
    path("taches/nouvelle/", views.add, name="add"),
    path("taches/confier/", views.hand_over, name="hand-over"),
    path("taches/<uuid:task>/", views.task, name="task"),
    path("taches/<uuid:task>/faite/", views.close, name="close"),
    path("taches/<uuid:task>/a-faire/", views.reopen, name="reopen"),
    path("taches/<uuid:task>/reporter/", views.postpone, name="postpone"),
    path("taches/<uuid:task>/retirer/", views.remove, name="remove"),
    path("taches/<uuid:task>/remettre/", views.put_back, name="put-back"),
    path("clients/<uuid:key>/taches/", views.panel, name="panel"),
    path("clients/<uuid:key>/taches/nouvelle/", views.add, name="add-for"),
    path("agenda/", calendars.page, name="calendar"),
    path("agenda/liens/", calendars.links, name="links"),
    path("agenda/liens/<uuid:link>/fermer/", calendars.revoke, name="revoke"),
    path("agenda/liens/<uuid:link>/rouvrir/", calendars.reopen, name="reopen-link"),
    path("agenda/flux/<str:token>.ics", calendars.feed, name="feed"),
]
