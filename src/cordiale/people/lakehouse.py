"""The lake of this product, opened once per process from its settings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cordiale.lake.house import Lake


@lru_cache(maxsize=1)
def lake() -> Lake:
    """The lake (with `lake.spool` and `lake.keyring`). `lake.cache_clear()` after the settings changed, in tests."""
    from cordiale.lake import open_all

    return open_all(settings.LAKE)
