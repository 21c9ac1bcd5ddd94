"""What this room refuses."""

from cordiale.core.errors import Refusal


class NotAccepted(Refusal):
    code = "file_not_accepted"
    sentence = (
        "%(name)s\u00a0: ce type de fichier n’est pas accepté. PDF, images, documents de bureau et textes le sont."
    )
    status = 415


class NotWhatItSays(Refusal):
    code = "file_not_what_it_says"
    sentence = "%(name)s\u00a0: le contenu n’est pas celui que le nom annonce."
    status = 415


class TooLarge(Refusal):
    code = "file_too_large"
    sentence = "%(name)s\u00a0: %(most)s Mo au plus par fichier."
    status = 413


class NothingInside(Refusal):
    code = "file_empty"
    sentence = "%(name)s\u00a0: le fichier est vide."
    status = 422


class NoRoomLeft(Refusal):
    code = "file_no_room_left"
    sentence = "%(name)s\u00a0: cette fiche a atteint les %(most)s Mo de fichiers permis."
    status = 413


class NoSuchFile(Refusal):
    code = "no_such_file"
    sentence = "Ce fichier n’existe plus, ou vous n’y avez pas accès."
    status = 404
