"""Every cap of the import engine, so that a hostile file ends in a sentence and not in a dead machine."""

MIB = 1024 * 1024

MAX_COLUMNS = 500
MAX_CELL = 65_536  # characters
MAX_LINE_BYTES = 1 * MIB  # one physical line of text, any encoding
MAX_UNPACKED_BYTES = 64 * 1024 * MIB  # a real file may be larger than memory: it is streamed
RATIO_FLOOR_BYTES = 16 * MIB  # below this a compressed file may be as repetitive as it likes
MAX_RATIO = 200  # unpacked to packed; text rarely passes 30, a bomb reaches 1,000

SAMPLE_BYTES = 1 * MIB  # what detection looks at
SAMPLE_ROWS = 2_000
PREVIEW_ROWS = 20
CHUNK_ROWS = 50_000  # rows per staging file

MAX_SHEET_ROWS = 1_048_576  # Excel's own limit
MAX_WORKBOOK_BYTES = 2_048 * MIB  # all members unpacked
MAX_SHARED_STRINGS_BYTES = 128 * MIB  # the one member openpyxl holds in memory
MAX_WORKBOOK_MEMBERS = 5_000
PROLOG_BYTES = 64 * 1024  # where a DOCTYPE would stand
MAX_ROW_GROUP_BYTES = 512 * MIB  # of a Parquet file, unpacked

CHILD_MEMORY_BYTES = 1_536 * MIB  # address space of the process that opens workbooks and Parquet files
CHILD_CPU_SECONDS = 1_200

ENGINE_MEMORY_MB = 256
ENGINE_THREADS = 2
LOAD_CHUNK = 5_000  # facts per durable step
REFUSED_SHOWN = 20
