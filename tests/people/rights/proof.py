"""Figures the tests leave behind for `make proof`: cells tried and holes found, by matrix (into PROOF_FOLDER)."""

import json
import os
from pathlib import Path


def keep(matrix: str, row: str, cells: dict[str, int], *, holes: int) -> None:
    """Write one row of a matrix; the rows of a run are added up by whoever reads them."""
    folder = os.environ.get("PROOF_FOLDER")
    if folder:
        told = {"cells": sum(cells.values()), "by_outcome": cells, "holes": holes}
        path = Path(folder) / f"permissions-{matrix}-{row}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")
