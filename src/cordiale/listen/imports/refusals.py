"""The expected ends of an import, each with its sentence for people."""

from django.utils.translation import gettext_noop as _

from cordiale.core.errors import Refusal


class UnreadableFile(Refusal):
    code = "import.unreadable"
    sentence = _("Le fichier ne peut pas être lu. Vérifiez qu’il n’est ni abîmé ni protégé par un mot de passe.")
    status = 422


class FileMissing(Refusal):
    code = "import.file_missing"
    sentence = _("Le fichier «\u00a0%(name)s\u00a0» n’existe pas ou ne peut pas être ouvert.")
    status = 422


class EmptyFile(Refusal):
    code = "import.empty"
    sentence = _("Le fichier ne contient aucune ligne de données.")
    status = 422


class UnknownFormat(Refusal):
    code = "import.unknown_format"
    sentence = _(
        "Ce format n’est pas reconnu. Formats acceptés\u00a0: CSV (aussi .gz ou .zip), Excel .xlsx, Parquet, JSON "
        "par lignes."
    )
    status = 422


class TooManyColumns(Refusal):
    code = "import.too_many_columns"
    sentence = _(
        "La ligne %(line)s compte %(found)s colonnes\u00a0; la limite est de %(limit)s. Vérifiez le séparateur."
    )
    status = 422


class LineTooLong(Refusal):
    code = "import.line_too_long"
    sentence = _(
        "La ligne %(line)s dépasse %(limit)s octets sans fin de ligne. Ce n’est sans doute pas un fichier de "
        "texte en lignes."
    )
    status = 422


class CellTooLarge(Refusal):
    code = "import.cell_too_large"
    sentence = _(
        "Une cellule dépasse %(limit)s caractères à partir de la ligne %(line)s. Un guillemet y est sans "
        "doute resté ouvert."
    )
    status = 422


class UnclosedQuote(Refusal):
    code = "import.unclosed_quote"
    sentence = _(
        "Un guillemet ouvert à la ligne %(line)s n’est jamais refermé. Refermez-le ou doublez-le, puis recommencez."
    )
    status = 422


class BinaryContent(Refusal):
    code = "import.binary"
    sentence = _(
        "Le fichier contient des octets nuls vers la ligne %(line)s\u00a0: ce n’est pas du texte, ou son encodage "
        "n’est pas celui choisi."
    )
    status = 422


class MixedEncodings(Refusal):
    code = "import.mixed_encodings"
    sentence = _(
        "Le fichier mélange plusieurs encodages\u00a0: vers la ligne %(line)s, un caractère n’est pas valable en "
        "%(encoding)s. Enregistrez-le de nouveau en UTF-8, ou choisissez l’encodage vous-même."
    )
    status = 422


class Bomb(Refusal):
    code = "import.bomb"
    sentence = _(
        "Une fois décompressé, le fichier serait plus de %(ratio)s fois plus grand, ou dépasserait %(limit)s "
        "octets. Il est refusé par prudence."
    )
    status = 422


class NestedArchive(Refusal):
    code = "import.nested_archive"
    sentence = _("L’archive en contient une autre. Envoyez directement le fichier de données.")
    status = 422


class ArchiveContents(Refusal):
    code = "import.archive_contents"
    sentence = _("L’archive doit contenir un seul fichier de données\u00a0; elle en contient %(found)s.")
    status = 422


class HostileWorkbook(Refusal):
    code = "import.hostile_workbook"
    sentence = _("Ce classeur contient des éléments qu’un tableur n’écrit pas (%(what)s). Il est refusé par prudence.")
    status = 422


class TooMuchMemory(Refusal):
    code = "import.too_much_memory"
    sentence = _(
        "Le fichier demande trop de mémoire ou de temps pour être ouvert. Enregistrez-le en CSV et recommencez."
    )
    status = 422


class UnknownSheet(Refusal):
    code = "import.unknown_sheet"
    sentence = _("La feuille «\u00a0%(name)s\u00a0» n’existe pas. Feuilles du classeur\u00a0: %(found)s.")
    status = 422


class UnknownTemplate(Refusal):
    code = "import.unknown_template"
    sentence = _("Le modèle «\u00a0%(name)s\u00a0» n’existe pas. Modèles connus\u00a0: %(known)s.")
    status = 422


class UnknownKind(Refusal):
    code = "import.unknown_kind"
    sentence = _("Le type d’import «\u00a0%(name)s\u00a0» n’existe pas. Types connus\u00a0: %(known)s.")
    status = 422


class BadMapping(Refusal):
    code = "import.bad_mapping"
    sentence = _("La correspondance ne convient pas\u00a0: %(what)s.")
    status = 422


class MissingColumns(Refusal):
    code = "import.missing_columns"
    sentence = _("Il manque dans le fichier les colonnes attendues\u00a0: %(columns)s.")
    status = 422


class MissingFields(Refusal):
    code = "import.missing_fields"
    sentence = _("Indiquez quelle colonne contient\u00a0: %(fields)s.")
    status = 422


class WrongState(Refusal):
    code = "import.wrong_state"
    sentence = _("Cet import est dans l’état «\u00a0%(state)s\u00a0»\u00a0: ce geste n’est pas possible maintenant.")


class AtWork(Refusal):
    code = "import.at_work"
    sentence = _("Cet import est déjà en cours ailleurs\u00a0: attendez sa fin, ou arrêtez-le.")


class Cancelled(Refusal):
    code = "import.cancelled"
    sentence = _("L’import a été arrêté à votre demande. Il peut être repris.")


class NobodyToAsk(Refusal):
    code = "import.nobody_to_ask"
    sentence = _("Sans terminal, donnez un modèle avec --template, ou acceptez la proposition avec --yes.")
    status = 422


class CannotWrite(Refusal):
    code = "import.cannot_write"
    sentence = _("Le fichier des lignes refusées ne peut pas être écrit ici\u00a0: %(path)s")
    status = 422
