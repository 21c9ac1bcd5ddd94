"""Where a lake is and how much of the machine it may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class LakeConfig:
    """All that `cordiale.lake.open_all` needs; the product fills it from its settings, tests by hand."""

    root: str
    """A folder, or `s3://bucket/prefix`."""
    spool_url: str
    """`sqlite:////absolute/path` or `postgresql://...`."""
    keyring_url: str
    """As `spool_url`; the keys must not stand in the lake itself."""
    keyring_secret: bytes = field(default=b"", repr=False)
    """32 bytes: the key that encrypts every person's key. Empty: CORDIALE_KEYRING_SECRET, or a file beside the keys."""
    memory_mb: int = 512
    threads: int = 2
    storage_options: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Credentials and addresses of the object store, as delta-rs names them."""
    temp_dir: Path | None = None
    """Where an analysis that outgrows its memory spills to; the system's temporary folder by default."""
    spark_master: str = "local[2]"
    keep_files_hours: int = 24
    """How long replaced files stay for readers that still hold them; a longer query may fail."""
    undo_days: int = 30
    """How long a retracted event or source can be brought back before its rows are physically removed."""

    @classmethod
    def in_folder(cls, folder: Path) -> "LakeConfig":
        """Everything in one folder: a laptop's layout."""
        folder = folder.resolve()
        return cls(
            root=str(folder / "lake"),
            spool_url=f"sqlite:///{folder / 'spool.sqlite3'}",
            keyring_url=f"sqlite:///{folder / 'keyring.sqlite3'}",
        )

    @property
    def remote(self) -> bool:
        """Whether the root is an object store and not a folder."""
        return "://" in self.root
