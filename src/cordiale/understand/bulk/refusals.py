"""What this room refuses, and in which words."""

from cordiale.core.errors import Refusal


class NobodyChosen(Refusal):
    code = "nobody_chosen"
    sentence = "Choisissez au moins un client."
    status = 422


class NoSuchDeed(Refusal):
    code = "no_such_deed"
    sentence = "Cette action n’existe pas."
    status = 422


class ValueMissing(Refusal):
    code = "value_missing"
    sentence = "Choisissez ce que ces clients doivent recevoir."
    status = 422


class NoSuchRun(Refusal):
    code = "no_such_bulk_run"
    sentence = "Cette action groupée n’existe pas, ou n’est pas la vôtre."
    status = 404


class SecondPersonNeeded(Refusal):
    code = "bulk_second_person_needed"
    sentence = (
        "%(rows)s fiches\u00a0: il faut l’accord d’une deuxième personne. La demande est posée\u00a0; "
        "recommencez quand elle a dit oui."
    )


class TooLate(Refusal):
    code = "bulk_undo_too_late"
    sentence = "Cette action ne peut plus être annulée\u00a0: plus de 24\u00a0heures ont passé, ou elle l’est déjà."
