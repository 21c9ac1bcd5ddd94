"""Why a backup or a restore did not happen."""

from typing import ClassVar

from cordiale.core.errors import Refusal


class BackupRunning(Refusal):
    """Another backup holds the folder."""

    code = "backup-running"
    sentence: ClassVar[str] = "Une autre sauvegarde est en cours dans %(folder)s."


class NoRoom(Refusal):
    """The copy would fill the disk, and a full disk stops the house."""

    code = "no-room"
    sentence: ClassVar[str] = "Il faut %(needed)s Mio dans %(folder)s et il en reste %(free)s : rien n’a été copié."


class KeyringNotApart(Refusal):
    """Keys in the same SQLite file as the data would be kept as long as the data."""

    code = "keyring-not-apart"
    sentence: ClassVar[str] = (
        "Le trousseau est dans le même fichier SQLite que les données : donnez-lui le sien (CORDIALE_KEYRING_URL)."
    )


class ToolMissing(Refusal):
    """PostgreSQL is copied by its own tools."""

    code = "tool-missing"
    sentence: ClassVar[str] = (
        "Le programme « %(tool)s » manque : installez le client PostgreSQL (paquet postgresql-client), "
        "ou suivez la voie « base et journal » de docs/backup.md avec --no-database."
    )


class ToolFailed(Refusal):
    """A program of PostgreSQL ended with an error."""

    code = "tool-failed"
    sentence: ClassVar[str] = "« %(tool)s » a échoué : %(reason)s"


class NotABackup(Refusal):
    """The path holds no backup of ours."""

    code = "not-a-backup"
    sentence: ClassVar[str] = "%(path)s n’est pas une sauvegarde de Cordiale."


class Damaged(Refusal):
    """What is kept is no longer what was written."""

    code = "damaged-backup"
    sentence: ClassVar[str] = "Cette sauvegarde est abîmée (%(what)s). Rien n’a été rendu ; prenez-en une autre."


class NewerBackup(Refusal):
    """It was taken by a later version."""

    code = "newer-backup"
    sentence: ClassVar[str] = (
        "Cette sauvegarde vient d’une version plus récente (%(version)s) : installez-la, puis recommencez."
    )


class OtherEngine(Refusal):
    """A dump of one database cannot be poured into another."""

    code = "other-engine"
    sentence: ClassVar[str] = "La sauvegarde contient %(kept)s, les réglages demandent %(asked)s (DATABASE_URL)."


class NotEmpty(Refusal):
    """The house holds data."""

    code = "not-empty"
    sentence: ClassVar[str] = (
        "Cette maison contient des données (%(what)s). Pour les remplacer : --force ; elles seront mises de côté."
    )


class SecretDiffers(Refusal):
    """The keyring was made under another secret."""

    code = "secret-differs"
    sentence: ClassVar[str] = (
        "Le secret du trousseau n’est pas celui de la sauvegarde : donnez le fichier des secrets (--secrets)."
    )
