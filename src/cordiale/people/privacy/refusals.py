"""What privacy refuses, and in which words."""

from cordiale.core.errors import Refusal


class AlreadyMarked(Refusal):
    code = "already_restricted"
    sentence = "Le traitement de cette fiche est déjà limité."


class NotMarked(Refusal):
    code = "not_marked"
    sentence = "Il n’y a rien à lever sur cette fiche."


class UnknownPurpose(Refusal):
    code = "unknown_purpose"
    sentence = "On ne peut pas s’opposer à «\u00a0%(value)s\u00a0»\u00a0: choisissez la publicité ou le profilage."
    status = 422


class OnHold(Refusal):
    code = "on_hold"
    sentence = "Cette fiche est bloquée\u00a0: %(why)s. Levez d’abord le blocage."


class SecondPersonNeeded(Refusal):
    code = "second_person_needed"
    sentence = "Quelqu’un d’autre doit approuver cet effacement."
    status = 403


class ErasureGone(Refusal):
    code = "erasure_gone"
    sentence = "Cet effacement est déjà fait, ou abandonné."


class NoSuchErasure(Refusal):
    code = "no_such_erasure"
    sentence = "Cet effacement n’existe pas."
    status = 404


class NoSuchFile(Refusal):
    code = "no_such_file"
    sentence = "Ce fichier n’existe pas ou plus\u00a0: il n’est gardé que sept jours."
    status = 404


class NoSuchRequest(Refusal):
    code = "no_such_request"
    sentence = "Cette demande n’existe pas ou plus."
    status = 404


class ReasonMissing(Refusal):
    code = "reason_missing"
    sentence = "Dites pourquoi, en quelques mots."
    status = 422


class UnknownTime(Refusal):
    code = "unknown_time"
    sentence = "Donnez un nombre de jours entre 30 et 10\u00a0958 (trente ans)."
    status = 422


class NoSuchReceipt(Refusal):
    code = "no_such_receipt"
    sentence = "Ce reçu n’existe pas."
    status = 404
