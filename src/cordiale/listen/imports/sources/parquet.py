"""Parquet files: every column becomes text, streamed by record batch."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cordiale.listen.imports import limits, refusals


def unpack(path: Path, *, out: Path, max_rows: int) -> dict[str, object]:
    """Write the file's rows as text columns to `out` (0 rows = all)."""
    try:
        file = pq.ParquetFile(path)
        _check(file.metadata, width=len(file.schema_arrow), size=path.stat().st_size)
        done = 0
        for chunk, batch in enumerate(file.iter_batches(batch_size=limits.CHUNK_ROWS // 5)):
            pq.write_table(_as_text(batch, first=done + 1), out / f"part-{chunk:05}.parquet")
            done += batch.num_rows
            if max_rows and done >= max_rows:
                break
    except (pa.ArrowException, OSError) as error:
        raise refusals.UnreadableFile from error
    return {"columns": file.schema_arrow.names}


def _check(metadata: pq.FileMetaData, *, width: int, size: int) -> None:
    """What the file says of itself, before a row is read: run lengths make billions of rows of a few kilobytes."""
    if width > limits.MAX_COLUMNS:
        raise refusals.TooManyColumns(line=1, found=width, limit=limits.MAX_COLUMNS)
    if metadata.num_rows * width > max(limits.RATIO_FLOOR_BYTES, limits.MAX_RATIO * size):
        raise refusals.Bomb(ratio=limits.MAX_RATIO, limit=limits.MAX_UNPACKED_BYTES)
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > limits.MAX_ROW_GROUP_BYTES:
            raise refusals.TooMuchMemory


def _as_text(batch: pa.RecordBatch, *, first: int) -> pa.Table:
    arrays = [pa.array(range(first, first + batch.num_rows), pa.int64())]
    arrays += [pa.nulls(batch.num_rows, pa.string())] * 2
    arrays += [_column(column) for column in batch.columns]
    names = ["line", "problem", "extra", *(f"c{i}" for i in range(batch.num_columns))]
    return pa.table(arrays, names=names)


def _column(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        values = [None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in column.to_pylist()]
        return pa.array(values, pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.string())
