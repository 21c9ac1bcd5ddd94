"""A lake in a temporary folder, and events of the cast to put into it."""

import pytest

from cordiale.lake import Lake, LakeConfig, open_all


@pytest.fixture
def lake(tmp_path) -> Lake:
    return open_all(LakeConfig.in_folder(tmp_path))
