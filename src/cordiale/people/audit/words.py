"""The log and the history in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

Group = dict[str, str | Promise]
GROUPS: tuple[tuple[str | Promise, Group], ...] = (
    (
        _("Fiches"),
        {
            "party.read": _("Fiche lue"),
            "party.listed": _("Liste affichée"),
            "party.searched": _("Recherche"),
            "party.updated": _("Fiche modifiée"),
            "party.bulk_updated": _("Fiches modifiées ensemble"),
            "party.exported": _("Clients exportés"),
            "export.begun": _("Export commencé"),
            "bulk.begun": _("Geste groupé commencé"),
            "bulk.ended": _("Geste groupé fini"),
            "bulk.reverted": _("Geste groupé annulé"),
            "party.merged": _("Fiches réunies"),
            "party.separated": _("Fiches séparées"),
            "party.doubted": _("Doublon noté"),
            "party.told_apart": _("Fiches dites différentes"),
            "party.shared": _("Client partagé"),
            "party.unshared": _("Partage terminé"),
            "record.corrected": _("Objet du client corrigé"),
            "record.archived": _("Objet du client mis de côté"),
            "record.restored": _("Objet du client remis"),
            "note.pinned": _("Note épinglée"),
            "note.unpinned": _("Note désépinglée"),
            "task.removed": _("Tâche retirée"),
            "task.restored": _("Tâche remise"),
            "file.attached": _("Pièce jointe ajoutée"),
            "file.read": _("Pièce jointe ouverte"),
            "file.removed": _("Pièce jointe retirée"),
            "file.put_back": _("Pièce jointe remise"),
            "agenda.opened": _("Lien d’agenda ouvert"),
            "agenda.shut": _("Lien d’agenda fermé"),
        },
    ),
    (
        _("Confidentialité"),
        {
            "request.noted": _("Demande notée"),
            "request.answered": _("Demande traitée"),
            "handover.asked": _("Fichier demandé pour la personne"),
            "handover.made": _("Fichier préparé pour la personne"),
            "handover.taken": _("Fichier pris pour être remis"),
            "processing.restricted": _("Traitement limité"),
            "restriction.lifted": _("Limitation levée"),
            "objection.received": _("Opposition notée"),
            "hold.placed": _("Fiche bloquée"),
            "hold.lifted": _("Blocage levé"),
            "erasure.planned": _("Effacement préparé"),
            "erasure.approved": _("Effacement approuvé"),
            "erasure.dropped": _("Effacement abandonné"),
            "erasure.executed": _("Effacement fait"),
            "erasure.replayed": _("Effacement rejoué après une restauration"),
            "party.erased": _("Fiche effacée"),
            "retention.changed": _("Délai de conservation changé"),
        },
    ),
    (
        _("Connexions"),
        {
            "session.opened": _("Connexion"),
            "session.refused": _("Connexion refusée"),
            "session.closed": _("Déconnexion"),
            "session.ended": _("Session fermée"),
            "session.revoked": _("Toutes les sessions fermées"),
            "factor.added": _("Moyen de validation ajouté"),
            "factor.used": _("Validation réussie"),
            "factor.refused": _("Validation refusée"),
            "factor.doubted": _("Clé d’accès douteuse"),
            "factor.removed": _("Moyen de validation retiré"),
            "factor.reset": _("Moyens de validation retirés par un collègue"),
            "recovery.renewed": _("Codes de secours renouvelés"),
            "password.changed": _("Mot de passe changé"),
            "password.link_sent": _("Lien de mot de passe envoyé"),
            "password.reset": _("Mot de passe choisi par un lien"),
            "identity.linked": _("Compte relié à la connexion de l’entreprise"),
        },
    ),
    (
        _("Équipe et droits"),
        {
            "access.refused": _("Accès refusé"),
            "account.invited": _("Collègue invité"),
            "invitation.accepted": _("Invitation acceptée"),
            "invitation.cancelled": _("Invitation retirée"),
            "account.closed": _("Compte fermé"),
            "account.reopened": _("Compte rouvert"),
            "person.settled": _("Droits d’un collègue changés"),
            "role.given": _("Rôle donné"),
            "role.taken": _("Rôle retiré à quelqu’un"),
            "role.made": _("Rôle créé"),
            "role.changed": _("Rôle changé"),
            "role.retired": _("Rôle mis de côté"),
            "role.restored": _("Rôle rétabli"),
            "team.dissolved": _("Équipe dissoute"),
            "territory.drawn": _("Secteur créé"),
            "territory.redrawn": _("Secteur changé"),
            "territory.erased": _("Secteur effacé"),
            "approval.asked": _("Accord demandé"),
            "approval.given": _("Demande d’accord acceptée"),
            "approval.refused": _("Demande d’accord refusée"),
            "honey.sown": _("Fiches témoins semées"),
            "honey.touched": _("Fiche témoin touchée"),
        },
    ),
    (
        _("Logiciels reliés"),
        {
            "access.account_opened": _("Compte de programme ouvert"),
            "access.account_suspended": _("Compte de programme suspendu"),
            "access.account_reopened": _("Compte de programme rouvert"),
            "access.given": _("Accès de programme ouvert"),
            "access.ended": _("Accès de programme fermé"),
            "app.registered": _("Application inscrite"),
            "app.changed": _("Application changée"),
            "app.approved": _("Application approuvée"),
            "app.suspended": _("Application suspendue"),
            "app.stopped": _("Application arrêtée"),
            "app.secret_renewed": _("Secret d’application changé"),
            "app.connected": _("Application reliée"),
            "app.disconnected": _("Application retirée"),
            "app.replayed": _("Application coupée"),
            "webhook.opened": _("Webhook ouvert"),
            "webhook.paused": _("Webhook mis en pause"),
            "webhook.resumed": _("Webhook repris"),
            "webhook.rotated": _("Secret de webhook changé"),
            "webhook.tested": _("Webhook essayé"),
            "webhook.repeated": _("Annonces renvoyées"),
            "webhook.ended": _("Webhook supprimé"),
        },
    ),
    (
        _("Maison"),
        {
            "house.opened": _("Maison ouverte"),
            "house.restored": _("Sauvegarde rendue"),
            "settings.changed": _("Réglages changés"),
            "log.exported": _("Journal exporté"),
            "log.anchored": _("Ancrage du journal envoyé"),
            "log.proven": _("Journal vérifié"),
            "log.pruned": _("Journal élagué"),
            "field.defined": _("Champ défini"),
            "field.revised": _("Champ revu"),
            "field.reordered": _("Champs reclassés"),
            "field.retired": _("Champ retiré"),
            "field.restored": _("Champ rétabli"),
            "field.indexed": _("Champ rendu rapide"),
            "field.unindexed": _("Index d’un champ retiré"),
            "object.defined": _("Objet défini"),
            "object.revised": _("Objet revu"),
            "object.retired": _("Objet retiré"),
            "object.restored": _("Objet rétabli"),
        },
    ),
)
"""Every deed of the log, as the filter shows them. A test fails when a room writes one that has no words here."""
DEEDS: Group = {code: label for _title, some in GROUPS for code, label in some.items()}
FAULTS: dict[str, str | Promise] = {
    "changed": _("une ligne a été changée"),
    "missing": _("une ligne manque"),
    "cut": _("des lignes ont été coupées"),
    "rewritten": _("le journal a été réécrit depuis un ancrage"),
    "anchors": _("le fichier d’ancrage a été changé"),
    "history": _("l’historique d’une fiche ne correspond plus à son sceau"),
}
DETAILS: dict[str, str | Promise] = {
    "alone": _("sans deuxième personne"),
    "app": _("application"),
    "grant": _("autorisation"),
    "scope": _("portée"),
    "again": _("de nouveau"),
    "after": _("après"),
    "before": _("avant"),
    "change": _("peut modifier"),
    "code": _("motif"),
    "deed": _("geste"),
    "device": _("appareil"),
    "faults": _("anomalies"),
    "fields": _("champs"),
    "filters": _("filtres"),
    "format": _("format"),
    "from": _("d’après"),
    "kind": _("sorte"),
    "kinds": _("sortes"),
    "lane": _("voie"),
    "new_device": _("nouvel appareil"),
    "owner": _("responsable"),
    "portable": _("portabilité"),
    "position": _("position"),
    "proof": _("preuve"),
    "purpose": _("finalité"),
    "role": _("rôle"),
    "roles": _("rôles"),
    "size": _("taille"),
    "state": _("état"),
    "until": _("jusqu’au"),
    "verbs": _("droits"),
    "whats": _("annonces"),
    "whole_list": _("toute la liste"),
    "why": _("pourquoi"),
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
    """A deed in words; one of a room that is gone is shown by its code."""
    return str(DEEDS.get(code, code))


def detail(name: str, value: object) -> tuple[str, str]:
    """What an entry tells besides, in words where there are some."""
    if isinstance(value, bool):
        value = _now("oui") if value else _now("non")
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return str(DETAILS.get(name, name)), told


def field(name: str) -> str:
    """A field in words."""
    return str(FIELDS.get(name, name.removeprefix("custom.")))
