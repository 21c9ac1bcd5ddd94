"""What the history refuses, and in which words."""

from cordiale.core.errors import Refusal


class NotRestorable(Refusal):
    code = "not_restorable"
    sentence = "Cette valeur ne peut pas être reprise."


class NoSuchProof(Refusal):
    code = "no_such_proof"
    sentence = "Cette vérification n’existe pas."
    status = 404
