"""Opens workbooks and Parquet files in a process of its own, under ceilings of memory and time.

Run as `python -m cordiale.listen.imports.sources.child FORMAT PATH OUT SHEET MAX_ROWS`. It writes plain Parquet parts
to the folder OUT and one JSON object to standard output:
`{"columns": [...], "sheets": [...], "sheet": "..."}` or `{"refusal": "<class>", "details": {...}}`.
"""

import json
import resource
import sys
from pathlib import Path

from cordiale.core.errors import Refusal
from cordiale.listen.imports import limits, refusals


def main(arguments: list[str]) -> int:
    """Unpack one file; the answer goes to standard output."""
    kind, path, out, sheet, max_rows = arguments
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY_BYTES, limits.CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CHILD_CPU_SECONDS, limits.CHILD_CPU_SECONDS))
    try:
        answer = _unpack(kind, Path(path), out=Path(out), sheet=sheet, max_rows=int(max_rows))
    except Refusal as refusal:
        answer = {"refusal": type(refusal).__name__, "details": dict(refusal.details)}
    except MemoryError:
        answer = {"refusal": refusals.TooMuchMemory.__name__, "details": {}}
    sys.stdout.write(json.dumps(answer, default=str))
    return 0


def _unpack(kind: str, path: Path, *, out: Path, sheet: str, max_rows: int) -> dict[str, object]:
    if kind == "excel":
        from cordiale.listen.imports.sources import excel

        return excel.unpack(path, out=out, sheet=sheet, max_rows=max_rows)
    from cordiale.listen.imports.sources import parquet

    return parquet.unpack(path, out=out, max_rows=max_rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
