"""Work of this room that outlives a request."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

from cordiale import jobs


@jobs.task(queue="imports")
def load_sample() -> None:
    """Import the twelve sample customers as any file: on the page of the imports, they are taken back in one click."""
    from cordiale.listen.imports import cli

    with redirect_stdout(io.StringIO()):
        cli.run(cli.Asked(file=Path(__file__).parent / "sample" / "clients.csv", yes=True))
