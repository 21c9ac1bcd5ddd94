"""What the rights refuse, and in which words."""

from cordiale.core.errors import Refusal


class NotAllowed(Refusal):
    """`details["why"]` is the sentence of the answer, in the reader's language."""

    code = "not_allowed"
    sentence = "%(why)s"
    status = 403


class OverBudget(Refusal):
    code = "over_budget"
    sentence = (
        "Vous avez consulté beaucoup de fiches\u00a0: %(rows)s, le plus permis est %(most)s. Attendez un peu, ou "
        "parlez-en à la personne qui administre votre espace."
    )
    status = 429


class NotYourOwnRequest(Refusal):
    code = "not_your_own_request"
    sentence = "Une demande est acceptée par quelqu’un d’autre que la personne qui l’a faite."
    status = 403


class NoSuchRequest(Refusal):
    code = "no_such_request"
    sentence = "Cette demande n’existe plus, ou quelqu’un y a déjà répondu."
    status = 404


class ReasonMissing(Refusal):
    code = "reason_missing"
    sentence = "Dites en quelques mots pourquoi\u00a0: la personne qui répondra le lira."
    status = 422


class RoleExists(Refusal):
    code = "role_exists"
    sentence = "Un rôle porte déjà le nom %(name)s."


class ReadyRole(Refusal):
    code = "ready_role"
    sentence = "Ce rôle est fourni avec Cordiale\u00a0: copiez-le pour l’adapter."


class NoSuchRole(Refusal):
    code = "no_such_role"
    sentence = "Ce rôle n’existe pas, ou plus."
    status = 404


class RoleInUse(Refusal):
    code = "role_in_use"
    sentence = "Ce rôle est encore donné (%(count)s)\u00a0: donnez-en un autre à ces personnes avant de le retirer."


class LastOwner(Refusal):
    code = "last_owner"
    sentence = "Il faut au moins un propriétaire\u00a0: donnez d’abord ce rôle à quelqu’un d’autre."


class OwnRoles(Refusal):
    code = "own_roles"
    sentence = "On ne change pas ses propres droits\u00a0: demandez-le à une autre personne."
    status = 403


class OnlyOwners(Refusal):
    code = "only_owners"
    sentence = "Seul un propriétaire donne ou retire ce rôle."
    status = 403


class TerritoryInUse(Refusal):
    code = "territory_in_use"
    sentence = "Ce secteur en contient d’autres, ou des personnes et des clients y sont encore."


class WithinItself(Refusal):
    code = "within_itself"
    sentence = "Un secteur ne peut pas se trouver dans lui-même."


class TerritoryExists(Refusal):
    code = "territory_exists"
    sentence = "Un secteur porte déjà ce nom au même endroit\u00a0: %(name)s."


class TeamInUse(Refusal):
    code = "team_in_use"
    sentence = "Des personnes ou des clients sont encore dans cette équipe."


class NoSuchPerson(Refusal):
    code = "no_such_person"
    sentence = "Cette personne, cette équipe ou ce secteur n’existe pas, ou plus."
    status = 404


class PastDay(Refusal):
    code = "past_day"
    sentence = "Choisissez un jour à venir."
    status = 422


class NoSuchShare(Refusal):
    code = "no_such_share"
    sentence = "Ce partage n’existe plus."
    status = 404
