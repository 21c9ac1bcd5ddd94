"""What a house is made of, for who copies it: addresses of its databases, its lake, its files, its secrets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cordiale.project.backup.refusals import KeyringNotApart

SECRETS = ("secret.key", "keyring.secret", "cordiale.env")
KEYRING_TABLES = ("lake_person", "lake_keyring_meta", "lake_forgotten")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One house. Addresses as in docs/settings.md."""

    data: Path
    product: str
    spool: str
    keyring: str
    keyring_secret: bytes
    lake: str
    files: Path
    journals: tuple[Path, ...] = ()

    @classmethod
    def of_settings(cls) -> Place:
        """The house of the present settings."""
        from django.conf import settings

        lake = settings.LAKE
        return cls(
            data=settings.DATA,
            product=settings.DATABASE_URL,
            spool=lake.spool_url,
            keyring=lake.keyring_url,
            keyring_secret=lake.keyring_secret,
            lake=lake.root,
            files=Path(settings.MEDIA_ROOT),
            journals=(Path(settings.ERASURE_JOURNAL),),
        )

    def in_folder(self, data: Path, *, product: str = "") -> Place:
        """The same house laid out in another folder; its product database may stand on a server."""
        server = product if is_postgres(product) else ""
        return replace(
            self,
            data=data,
            product=product or f"sqlite:///{data / 'cordiale.sqlite3'}",
            spool=server if self.spool_in_product else f"sqlite:///{data / 'spool.sqlite3'}",
            keyring=server if self.keyring == self.product and server else f"sqlite:///{data / 'keyring.sqlite3'}",
            lake=str(data / "lake"),
            files=data / "files",
            journals=(),
        )

    @property
    def spool_in_product(self) -> bool:
        """Whether one PostgreSQL database holds both."""
        return self.spool == self.product

    @property
    def lake_is_remote(self) -> bool:
        return "://" in self.lake

    def check(self) -> None:
        """Refuse what could not be kept apart."""
        if self.keyring == self.product and not is_postgres(self.product):
            raise KeyringNotApart


def is_postgres(url: str) -> bool:
    """Whether an address names a PostgreSQL database."""
    return url.startswith(("postgres://", "postgresql://"))
