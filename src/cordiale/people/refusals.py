"""What this room refuses, and in which words."""

from cordiale.core.errors import Refusal


class NoSuchParty(Refusal):
    code = "no_such_party"
    sentence = "Cette fiche n’existe pas, ou vous n’y avez pas accès."
    status = 404


class DuplicateParty(Refusal):
    """`details["candidates"]`: each `duplicates.Candidate` the doer may see, so that a form can offer to open one."""

    code = "duplicate_party"
    sentence = "Une fiche semble déjà exister\u00a0: %(names)s."


class KeyTaken(Refusal):
    code = "key_taken"
    sentence = "La référence %(value)s appartient déjà à %(name)s."


class BadIdentifier(Refusal):
    code = "bad_identifier"
    sentence = "«\u00a0%(value)s\u00a0» ne peut pas être enregistré ici\u00a0: la valeur est vide ou trop longue."
    status = 422


class InvalidEmail(Refusal):
    code = "invalid_email"
    sentence = "«\u00a0%(value)s\u00a0» n’est pas une adresse e-mail. Écrivez-la comme nom@exemple.fr."
    status = 422


class InvalidPhone(Refusal):
    code = "invalid_phone"
    sentence = (
        "«\u00a0%(value)s\u00a0» n’est pas un numéro de téléphone. Exemples\u00a0: 06 12 34 56 78, +41 79 123 45 67."
    )
    status = 422


class NoSuchIdentifier(Refusal):
    code = "no_such_identifier"
    sentence = "Ce moyen de contact n’existe plus."
    status = 404


class NameMissing(Refusal):
    code = "name_missing"
    sentence = "Donnez au moins un nom, ou un moyen de contact."
    status = 422


class TooLong(Refusal):
    code = "too_long"
    sentence = "«\u00a0%(value)s…\u00a0» est trop long\u00a0: %(most)s caractères au plus."
    status = 422


class BadCountry(Refusal):
    code = "bad_country"
    sentence = "«\u00a0%(value)s\u00a0» n’est pas un code de pays à deux lettres, comme FR ou CH."
    status = 422


class AlreadyArchived(Refusal):
    code = "already_archived"
    sentence = "Cette fiche est déjà archivée."


class NotArchived(Refusal):
    code = "not_archived"
    sentence = "Cette fiche n’est pas archivée."


class PartOfAnother(Refusal):
    code = "part_of_another"
    sentence = "Cette fiche a été réunie à celle de %(name)s\u00a0: séparez-les pour la rétablir."


class NoSuchAddress(Refusal):
    code = "no_such_address"
    sentence = "Cette adresse n’existe plus."
    status = 404


class RelatedToItself(Refusal):
    code = "related_to_itself"
    sentence = "Une fiche ne peut pas être liée à elle-même."
    status = 422


class AlreadyRelated(Refusal):
    code = "already_related"
    sentence = "Ce lien existe déjà."


class NoSuchRelation(Refusal):
    code = "no_such_relation"
    sentence = "Ce lien n’existe plus."
    status = 404


class EmptyTag(Refusal):
    code = "empty_tag"
    sentence = "Écrivez une étiquette de 60 caractères au plus."
    status = 422


class EmptyNote(Refusal):
    code = "empty_note"
    sentence = "Écrivez une note de 20\u00a0000 caractères au plus."
    status = 422


class NoSuchNote(Refusal):
    code = "no_such_note"
    sentence = "Cette note n’existe plus."
    status = 404


class NotYourNote(Refusal):
    code = "not_your_note"
    sentence = "Seule la personne qui a écrit une note peut la changer."
    status = 403


class UnknownConsent(Refusal):
    code = "unknown_consent"
    sentence = "«\u00a0%(value)s\u00a0» n’est ni une finalité ni un canal connus."
    status = 422


class EmailTaken(Refusal):
    code = "email_taken"
    sentence = "Un compte existe déjà pour %(email)s."


class WeakPassword(Refusal):
    """`details["reasons"]` lists the sentences of the password rules, already in the user's language."""

    code = "weak_password"
    sentence = "Ce mot de passe est trop faible\u00a0: %(why)s"
    status = 422


class WrongPassword(Refusal):
    code = "wrong_password"
    sentence = "Le mot de passe actuel n’est pas le bon."
    status = 422


class UnknownChoice(Refusal):
    code = "unknown_choice"
    sentence = "«\u00a0%(value)s\u00a0» n’est pas un choix possible."
    status = 422


class TeamExists(Refusal):
    code = "team_exists"
    sentence = "Une équipe porte déjà le nom %(name)s."


class KeysOfTwo(Refusal):
    code = "keys_of_two"
    sentence = (
        "Les identifiants de cette ligne désignent deux fiches\u00a0: %(one)s et %(two)s. "
        "Corrigez la ligne, ou l’une des fiches."
    )


class SharedByMany(Refusal):
    code = "shared_by_many"
    sentence = "%(value)s appartient à plusieurs fiches\u00a0: ajoutez une référence ou le nom exact."


class SamePartyTwice(Refusal):
    code = "same_party_twice"
    sentence = "Cette ligne désigne la même fiche que la ligne %(ref)s du fichier\u00a0: seule la première est retenue."
    status = 422
