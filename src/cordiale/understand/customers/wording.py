"""Every kind of event in words: its icon, its title, its place among the filters, who speaks, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.core.event import Event
from cordiale.understand.customers import saying
from cordiale.understand.customers.saying import Said

Group = Literal["exchange", "web", "purchase", ""]
Voice = Literal["them", "us", ""]


# What the timeline gives: an event, recent or old.
Fact = Event


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind is told. `look` is the colour of its icon; `voice` is who speaks: them, us or nobody."""

    title: str | Promise
    icon: str
    group: Group
    look: str
    voice: Voice = ""
    say: Callable[[Fact], Said] = saying.nothing


KINDS: dict[str, Wording] = {
    "order.placed": Wording(_("Commande"), "shopping-bag", "purchase", "purchase", "them", saying.order),
    "order.returned": Wording(_("Retour"), "undo-2", "purchase", "purchase", "them", saying.returned),
    "order.adjusted": Wording(_("Ajustement"), "scale", "purchase", "purchase", "", saying.adjusted),
    "contract.signed": Wording(_("Contrat signé"), "file-text", "purchase", "purchase", "them", saying.contract),
    "contract.renewed": Wording(_("Contrat renouvelé"), "refresh-cw", "purchase", "purchase", "them", saying.contract),
    "contract.ended": Wording(_("Contrat terminé"), "door-open", "purchase", "service", "", saying.left),
    "customer.left": Wording(_("Départ"), "door-open", "exchange", "survey", "them", saying.left),
    "contract.cancelled": Wording(_("Contrat résilié"), "door-open", "purchase", "service", "them", saying.left),
    "mail.sent": Wording(_("E-mail envoyé"), "mail", "exchange", "message", "us", saying.mail),
    "mail.opened": Wording(_("E-mail ouvert"), "mail-open", "exchange", "message", "them", saying.mail),
    "mail.clicked": Wording(
        _("Clic dans un e-mail"), "mouse-pointer-click", "exchange", "message", "them", saying.mail
    ),
    "mail.received": Wording(_("E-mail reçu"), "mail", "exchange", "message", "them", saying.message),
    "mail.bounced": Wording(_("E-mail revenu"), "circle-x", "exchange", "message", "", saying.mail),
    "mail.unsubscribed": Wording(_("Désabonnement"), "ban", "exchange", "message", "them", saying.mail),
    "letter.sent": Wording(_("Lettre envoyée"), "mail", "exchange", "message", "us", saying.mail),
    "sms.sent": Wording(_("SMS envoyé"), "smartphone", "exchange", "message", "us", saying.mail),
    "offer.sent": Wording(_("Offre envoyée"), "tag", "exchange", "message", "us", saying.mail),
    "call.received": Wording(_("Appel reçu"), "phone", "exchange", "service", "them", saying.call),
    "call.ended": Wording(_("Appel"), "phone", "exchange", "service", "them", saying.call),
    "call.made": Wording(_("Appel passé"), "phone", "exchange", "message", "us", saying.call),
    "agency.visited": Wording(_("Visite en agence"), "store", "exchange", "service", "them", saying.call),
    "message.received": Wording(_("Message reçu"), "message-square", "exchange", "service", "them", saying.message),
    "message.sent": Wording(_("Message envoyé"), "send", "exchange", "message", "us", saying.message),
    "survey.sent": Wording(_("Enquête envoyée"), "message-circle-heart", "exchange", "message", "us", saying.mail),
    "survey.answered": Wording(
        _("Réponse à une enquête"), "message-circle-heart", "exchange", "survey", "them", saying.survey
    ),
    "review.written": Wording(_("Avis publié"), "star", "exchange", "survey", "them", saying.survey),
    "complaint.received": Wording(_("Réclamation"), "circle-alert", "exchange", "survey", "them", saying.message),
    "ticket.opened": Wording(_("Demande ouverte"), "life-buoy", "exchange", "service", "them", saying.ticket),
    "ticket.closed": Wording(_("Demande close"), "circle-check", "exchange", "service", "us", saying.ticket),
    "claim.opened": Wording(_("Sinistre déclaré"), "umbrella", "exchange", "service", "them", saying.ticket),
    "claim.declared": Wording(_("Sinistre déclaré"), "umbrella", "exchange", "service", "them", saying.ticket),
    "claim.closed": Wording(_("Sinistre réglé"), "umbrella", "exchange", "service", "us", saying.ticket),
    "claim.settled": Wording(_("Sinistre réglé"), "umbrella", "exchange", "service", "us", saying.ticket),
    "visit.ended": Wording(_("Visite du site"), "mouse-pointer-click", "web", "web", "them", saying.visit),
    "page.viewed": Wording(_("Page vue"), "mouse-pointer-click", "web", "web", "them", saying.page),
    "search.made": Wording(_("Recherche sur le site"), "search", "web", "web", "them", saying.message),
    "cart.abandoned": Wording(_("Panier abandonné"), "shopping-cart", "web", "web", "them", saying.nothing),
    "app.opened": Wording(_("Application ouverte"), "smartphone", "web", "web", "them", saying.nothing),
    "note.written": Wording(_("Note de l’équipe"), "pen-line", "exchange", "note", "", saying.note),
    "note.edited": Wording(_("Note modifiée"), "pencil", "", "note", "", saying.note),
    "note.deleted": Wording(_("Note supprimée"), "trash-2", "", "note", "", saying.nothing),
    "consent.granted": Wording(_("Accord donné"), "shield-check", "exchange", "community", "them", saying.consent),
    "consent.refused": Wording(_("Accord refusé"), "shield-check", "exchange", "service", "them", saying.consent),
    "consent.withdrawn": Wording(_("Accord retiré"), "shield-check", "exchange", "service", "them", saying.consent),
    "consent.expired": Wording(_("Accord expiré"), "shield-check", "", "note", "", saying.consent),
    "referral.made": Wording(_("Recommandation"), "heart-handshake", "exchange", "community", "them", saying.nothing),
    "party.created": Wording(_("Fiche créée"), "user-plus", "", "note", "", saying.nothing),
    "party.updated": Wording(_("Fiche modifiée"), "pencil", "", "note", "", saying.changed),
    "party.described": Wording(_("Champs complétés"), "pencil", "", "note", "", saying.described),
    "record.added": Wording(_("Fiche d’objet ajoutée"), "layers", "", "note", "", saying.described),
    "party.archived": Wording(_("Fiche archivée"), "archive", "", "note", "", saying.nothing),
    "task.closed": Wording(_("Tâche faite"), "circle-check", "exchange", "note", "us", saying.done),
    "file.attached": Wording(_("Fichier joint"), "paperclip", "exchange", "note", "", saying.attached),
    "file.removed": Wording(_("Fichier retiré"), "trash-2", "", "note", "", saying.nothing),
    "party.silenced": Wording(_("Ne plus contacter"), "ban", "exchange", "service", "", saying.nothing),
    "party.reopened": Wording(_("Peut être contacté"), "check", "exchange", "note", "", saying.nothing),
    "party.merged": Wording(_("Fiches réunies"), "git-merge", "", "note", "", saying.nothing),
    "party.separated": Wording(_("Fiches séparées"), "split", "", "note", "", saying.nothing),
    "party.restored": Wording(_("Fiche rétablie"), "rotate-ccw", "", "note", "", saying.nothing),
    "party.assigned": Wording(_("Responsable changé"), "user-round", "", "note", "", saying.changed),
    "tag.added": Wording(_("Étiquette ajoutée"), "tag", "", "note", "", saying.subject),
    "tag.removed": Wording(_("Étiquette retirée"), "tag", "", "note", "", saying.subject),
}
# What the house records about its own measuring; nothing that somebody said or did.
SILENT = frozenset({"assignment.made", "exposure.recorded", "decision.made"})
GROUPS: dict[str, str | Promise] = {
    "": _("Tout"),
    "exchange": _("Échanges"),
    "web": _("Web"),
    "purchase": _("Achats"),
}


def of(kind: str) -> Wording:
    """How a kind is told; one that nobody described yet is told by its own name."""
    known = KINDS.get(kind)
    if known is not None:
        return known
    noun, _dot, verb = kind.partition(".")
    return Wording(f"{noun} {verb}".replace("_", " ").capitalize(), "circle-dot", "", "note", "", saying.subject)


def kinds_of(group: str) -> list[str] | None:
    """The kinds a filter of the timeline keeps; None keeps all."""
    return [kind for kind, wording in KINDS.items() if wording.group == group] if group else None


def voice_of(fact: Fact) -> Voice:
    """Who speaks in an event."""
    voice = of(fact.kind).voice
    return "us" if voice and saying.is_ours(fact) else voice
