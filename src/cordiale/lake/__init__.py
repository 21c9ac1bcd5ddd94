"""The lake: where every fact is kept for years, durable, exactly once, and readable by several engines."""

from cordiale.lake.config import LakeConfig
from cordiale.lake.house import Lake, open_all

__all__ = ["Lake", "LakeConfig", "open_all"]
