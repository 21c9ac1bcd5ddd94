"""The log and the history in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "access.refused": _("Accès refusé"),
    "erasure.approved": _("Effacement approuvé"),
    "erasure.dropped": _("Effacement abandonné"),
    "erasure.executed": _("Effacement fait"),
    "erasure.planned": _("Effacement préparé"),
    "erasure.replayed": _("Effacement rejoué après une restauration"),
    "export.begun": _("Export commencé"),
    "file.attached": _("Pièce jointe ajoutée"),
    "file.removed": _("Pièce jointe retirée"),
    "handover.asked": _("Fichier demandé pour la personne"),
    "handover.made": _("Fichier préparé pour la personne"),
    "handover.taken": _("Fichier pris pour être remis"),
    "hold.lifted": _("Blocage levé"),
    "hold.placed": _("Fiche bloquée"),
    "log.proven": _("Journal vérifié"),
    "log.pruned": _("Journal élagué"),
    "log.exported": _("Journal exporté"),
    "objection.received": _("Opposition notée"),
    "party.erased": _("Fiche effacée"),
    "party.exported": _("Clients exportés"),
    "party.listed": _("Liste affichée"),
    "party.read": _("Fiche lue"),
    "party.searched": _("Recherche"),
    "party.updated": _("Fiche modifiée"),
    "processing.restricted": _("Traitement limité"),
    "request.answered": _("Demande traitée"),
    "request.noted": _("Demande notée"),
    "restriction.lifted": _("Limitation levée"),
    "retention.changed": _("Délai de conservation changé"),
    "session.closed": _("Déconnexion"),
    "session.opened": _("Connexion"),
}
FAULTS: dict[str, str | Promise] = {
    "changed": _("une ligne a été changée"),
    "missing": _("une ligne manque"),
    "cut": _("des lignes ont été coupées"),
    "rewritten": _("le journal a été réécrit depuis un ancrage"),
    "anchors": _("le fichier d’ancrage a été changé"),
    "history": _("l’historique d’une fiche ne correspond plus à son sceau"),
}
FIELDS: dict[str, str | Promise] = {
    "name": _("Nom"),
    "given_name": _("Prénom"),
    "family_name": _("Nom de famille"),
    "language": _("Langue"),
    "born_on": _("Date de naissance"),
    "do_not_contact": _("Ne pas contacter"),
    "archived": _("Archivée"),
    "owner": _("Responsable"),
    "team": _("Équipe"),
    "territory": _("Secteur"),
    "email": _("E-mail"),
    "phone": _("Téléphone"),
    "external": _("Références"),
    "device": _("Appareils"),
    "tags": _("Étiquettes"),
    "address_home": _("Domicile"),
    "address_work": _("Adresse de travail"),
    "address_billing": _("Adresse de facturation"),
    "address_delivery": _("Adresse de livraison"),
}


def deed(code: str) -> str:
    """A deed in words; one that has none yet is shown by its code."""
    return str(DEEDS.get(code, code))


def field(name: str) -> str:
    """A field in words."""
    return str(FIELDS.get(name, name.removeprefix("custom.")))
