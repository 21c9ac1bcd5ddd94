"""Where a lake is and how much of the machine it may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class LakeConfig:
    """All that `cordiale.lake.open_all` needs; the product fills it from its settings, tests by hand."""

    root: str
    """A folder, or `s3://bucket/prefix`."""
    spool_url: str
    """`sqlite:////absolute/path` or `postgresql://...`."""
    keyring_url: str
    """As `spool_url`; the keys must not stand in the lake itself."""
    keyring_secret: bytes = field(repr=False)
    """32 bytes: the key that encrypts every person's key."""
    memory_mb: int = 512
    threads: int = 2
    storage_options: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Credentials and addresses of the object store, as delta-rs names them."""
