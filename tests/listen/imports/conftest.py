"""A house with an empty lake, files made on the spot, and the real file when it is at hand."""

import gzip
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cordiale.lake import Lake, LakeConfig

SHARED = Path(os.environ.get("CORDIALE_SHARED", "../shared"))
REAL = SHARED / "data/online_retail/online_retail.csv.gz"


@pytest.fixture
def lake(tmp_path, settings, db) -> Iterator[Lake]:
    """An empty lake that the product uses."""
    from cordiale.people import lakehouse

    settings.DATA = tmp_path
    settings.LAKE = replace(LakeConfig.in_folder(tmp_path / "lake"), memory_mb=256, threads=2)
    lakehouse.lake.cache_clear()
    yield lakehouse.lake()
    lakehouse.lake.cache_clear()


@pytest.fixture
def written(tmp_path) -> Callable[..., Path]:
    """Writes a file from lines of text."""

    def write(*lines: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        data = "\n".join([*lines, ""]).encode(encoding)
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


@pytest.fixture
def real() -> Path:
    if not REAL.exists():
        pytest.skip(f"the real file is not at hand ({REAL}; CORDIALE_SHARED says where)")
    return REAL
