"""Addresses of defined fields, objects and their records."""

from django.urls import path

from cordiale.people.fields.screens import cards, settings, shapes

app_name = "fields"
urlpatterns = [
    path("reglages/champs/", settings.fields, name="list"),
    path("reglages/champs/nouveau/", settings.new, name="new"),
    path("reglages/champs/<uuid:key>/", settings.field, name="field"),
    path("reglages/champs/<uuid:key>/usage/", settings.usage, name="usage"),
    path("reglages/champs/<uuid:key>/retirer/", settings.retire, name="retire"),
    path("reglages/champs/<uuid:key>/retablir/", settings.restore, name="restore"),
    path("reglages/champs/<uuid:key>/deplacer/", settings.move, name="move"),
    path("reglages/champs/<uuid:key>/index/", settings.index, name="index"),
    path("reglages/objets/", shapes.types, name="objects"),
    path("reglages/objets/nouveau/", shapes.new_type, name="new-object"),
    path("reglages/objets/<slug:name>/", shapes.one_type, name="object"),
    path("reglages/objets/<slug:name>/retirer/", shapes.retire_type, name="retire-object"),
    path("reglages/objets/<slug:name>/retablir/", shapes.restore_type, name="restore-object"),
    path("objets/<slug:name>/", shapes.records, name="records"),
    path("objets/fiche/<uuid:key>/", shapes.record, name="record"),
    path("objets/fiche/<uuid:key>/archiver/", shapes.archive_record, name="archive-record"),
    path("clients/<uuid:key>/champs/", cards.card, name="card"),
    path("clients/<uuid:key>/objets/", shapes.card, name="records-card"),
    path("clients/<uuid:key>/objets/<slug:name>/nouveau/", shapes.new_record, name="new-record"),
]
