"""What merging refuses."""

from cordiale.core.errors import Refusal


class TooFew(Refusal):
    code = "merge_too_few"
    sentence = "Choisissez deux fiches au moins, dix au plus."
    status = 422


class DifferentKinds(Refusal):
    code = "merge_different_kinds"
    sentence = "Une personne et une organisation ne peuvent pas être réunies en une fiche."
    status = 422


class AlreadyMerged(Refusal):
    code = "already_merged"
    sentence = "%(name)s fait déjà partie d’une autre fiche."


class SurvivorArchived(Refusal):
    code = "survivor_archived"
    sentence = "La fiche %(name)s est archivée\u00a0: rétablissez-la, ou gardez-en une autre."


class NoSuchMerge(Refusal):
    code = "no_such_merge"
    sentence = "Cette réunion de fiches n’existe plus."
    status = 404


class AlreadySeparated(Refusal):
    code = "already_separated"
    sentence = "Ces fiches sont déjà séparées."


class MergedFurther(Refusal):
    code = "merged_further"
    sentence = "%(name)s a été réunie à une autre fiche depuis\u00a0: séparez d’abord celle-là."
