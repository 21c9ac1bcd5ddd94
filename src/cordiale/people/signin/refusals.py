"""What this room refuses, and in which words."""

from cordiale.core.errors import Refusal


class NotConfirmed(Refusal):
    code = "not_confirmed"
    sentence = "Confirmez d’abord que c’est bien vous."
    status = 403


class SecondFactorMissing(Refusal):
    code = "second_factor_missing"
    sentence = "Mettez d’abord en place la validation en deux étapes."
    status = 403


class KnownPasskey(Refusal):
    code = "known_passkey"
    sentence = "Cette clé d’accès est déjà enregistrée."


class LastFactor(Refusal):
    code = "last_factor"
    sentence = "C’est votre seul moyen de validation, et votre entreprise en demande un. Ajoutez-en d’abord un autre."


class NoSuchFactor(Refusal):
    code = "no_such_factor"
    sentence = "Ce moyen de validation n’existe plus."
    status = 404


class NoSuchSession(Refusal):
    code = "no_such_session"
    sentence = "Cette session est déjà fermée."
    status = 404


class DeadLink(Refusal):
    code = "dead_link"
    sentence = "Ce lien n’est plus valable\u00a0: il a déjà servi, a expiré ou a été remplacé. Demandez-en un nouveau."
    status = 410


class AlreadyInvited(Refusal):
    code = "already_invited"
    sentence = "Une invitation attend déjà à cette adresse. Vous pouvez la renvoyer."


class NoSuchInvitation(Refusal):
    code = "no_such_invitation"
    sentence = "Cette invitation n’existe plus."
    status = 404


class NoSuchAccount(Refusal):
    code = "no_such_account"
    sentence = "Ce compte n’existe plus."
    status = 404


class NotYourself(Refusal):
    code = "not_yourself"
    sentence = (
        "On ne peut pas le faire pour soi-même\u00a0: demandez-le à une autre personne qui administre votre espace."
    )
    status = 403


class NotFromCompany(Refusal):
    code = "not_from_company"
    sentence = (
        "La connexion par votre entreprise n’a pas abouti. Réessayez\u00a0; si cela se répète, prévenez la personne "
        "qui administre votre espace."
    )
    status = 403


class NotYoursToGive(Refusal):
    code = "not_yours_to_give"
    sentence = "Vous ne pouvez pas donner ce rôle."
    status = 403
