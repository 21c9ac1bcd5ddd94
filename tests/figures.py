"""Figures that tests find out, for `make proof`: kept in `PROOF_FOLDER` when it is set, else only printed by -s."""

import json
import os
import sys
from pathlib import Path


def note(name: str, **values: object) -> None:
    """Keep the figures of one proof."""
    if folder := os.environ.get("PROOF_FOLDER"):
        Path(folder, f"{name}.json").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    sys.stdout.write(f"{name}: {values}\n")
