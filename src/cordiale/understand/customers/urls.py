"""Addresses of the customer list and of the customer page."""

from django.urls import path

from cordiale.understand.customers import cards, deeds, filtering, keeping, listing, moving, record, revising

app_name = "customers"
urlpatterns = [
    path("", listing.customers, name="list"),
    path("nombre/", listing.count, name="count"),
    path("filtres/", filtering.filters, name="filters"),
    path("export.csv", listing.download, name="export"),
    path("affichage/", keeping.display, name="display"),
    path("colonne/nombre/", listing.lane_count, name="lane-count"),
    path("vues/", keeping.keep_as, name="keep-view-as"),
    path("vues/<uuid:view>/", keeping.keep, name="keep-view"),
    path("vues/<uuid:view>/regler/", keeping.revise, name="revise-view"),
    path("vues/<uuid:view>/retirer/", keeping.remove, name="remove-view"),
    path("vues/<uuid:view>/remettre/", keeping.put_back, name="put-back-view"),
    path("nouveau/", deeds.create, name="new"),
    path("ressemblances/", deeds.lookalikes, name="lookalikes"),
    path("<uuid:key>/", record.customer, name="page"),
    path("<uuid:key>/apercu/", listing.preview, name="preview"),
    path("<uuid:key>/cellule/<str:field>/", moving.cell, name="cell"),
    path("<uuid:key>/place/", record.place, name="place"),
    path("<uuid:key>/relation/", record.relation, name="timeline"),
    path("<uuid:key>/satisfaction/", cards.satisfaction, name="satisfaction"),
    path("<uuid:key>/dossier/", cards.everything, name="dossier"),
    path("<uuid:key>/qui-parle/", cards.talking, name="talk"),
    path("<uuid:key>/commandes/", cards.orders, name="orders"),
    path("<uuid:key>/contrats/", cards.contracts, name="contracts"),
    path("<uuid:key>/corriger/", revising.revise, name="edit"),
    path("<uuid:key>/silence/", deeds.silence, name="silence"),
    path("<uuid:key>/archiver/", deeds.archive, name="archive"),
    path("<uuid:key>/retablir/", deeds.restore, name="restore"),
    path("<uuid:key>/responsable/", deeds.hand_over, name="owner"),
    path("<uuid:key>/accords/", deeds.consent, name="consents"),
    path("<uuid:key>/liens/", deeds.relate, name="relate"),
    path("<uuid:key>/liens/<int:relation>/retirer/", deeds.untie, name="untie"),
    path("<uuid:key>/etiquettes/", deeds.stick, name="stick"),
    path("<uuid:key>/etiquettes/retirer/", deeds.peel, name="peel"),
    path("<uuid:key>/notes/", deeds.write_note, name="note"),
    path("<uuid:key>/notes/<uuid:note>/", deeds.rewrite_note, name="edit-note"),
    path("<uuid:key>/notes/<uuid:note>/retirer/", deeds.remove_note, name="remove-note"),
    path("<uuid:key>/notes/<uuid:note>/remettre/", deeds.restore_note, name="restore-note"),
]
