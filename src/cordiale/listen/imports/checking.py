"""Rows become typed and checked in one pass of SQL; a refused row knows every reason, with its field."""

from datetime import timedelta

import pyarrow as pa

from cordiale.core import clock
from cordiale.core.spreadsheets import MARKED
from cordiale.listen.imports import countries, expressions
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.reading import Format
from cordiale.listen.imports.staging import Staged
from cordiale.listen.imports.workbench import Workbench

EARLIEST = "timestamp '1970-01-01'"
EARLIEST_DAY = "date '1880-01-01'"
EMAIL = r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]{2,}"


def check(bench: Workbench, *, staged: Staged, kind: Kind, plan: Plan) -> None:
    """Make the tables `typed` (every row), and the view `checked` (rows without a reason to refuse them)."""
    positions = {name: f"c{index}" for index, name in enumerate(staged.columns)}
    used = {field: positions[column] for column, field in plan.columns.items() if column in positions}
    filled = " or ".join(f"c{index} <> ''" for index in range(len(staged.columns)))
    bench.run(
        f"create or replace view staged as select {_all_columns(staged)}"
        f" from read_parquet({expressions.literal(staged.parts)}, union_by_name = true)"
        f" where problem is not null or {filled}"
    )
    _load_countries(bench, plan, [f for f in kind.fields if f.type == "country" and f.name in used], used=used)
    given, values, tests = [], [], ["case when problem is not null then problem || '|' end"]
    for field in kind.fields:
        if column := used.get(field.name):
            given.append(f"{expressions.text(column)} as t_{field.name}")
            tests += _tests(field)
        elif field.required:
            tests.append(f"'required|{field.name}'")
        values.append(f"{_value(field, plan, known=bool(column))} as f_{field.name}")
    refusals = f"list_filter([{', '.join(tests)}], lambda r: r is not null)"
    texts = ", ".join(["problem", *(f"t_{field.name}" for field in kind.fields if field.name in used)])
    bench.run(
        f"create or replace table typed as select * exclude ({texts}), nullif({refusals}, []) as reasons"
        f" from (select *, {', '.join(values)} from (select {', '.join(['line', 'problem', *given])} from staged))"
    )
    bench.run("create or replace view checked as select * from typed where reasons is null")


def _all_columns(staged: Staged) -> str:
    """Everything as it is; in text, without the apostrophe that marks a cell as text for spreadsheets."""
    if staged.reading.format != "csv":
        return "*"
    marked = expressions.literal(MARKED)
    plain = (rf"regexp_replace(c{i}, {marked}, '\1') as c{i}" for i in range(len(staged.columns)))
    return f"* replace ({', '.join(plain)})"


def _value(field: Field, plan: Plan, *, known: bool) -> str:
    if not known:
        return f"cast(null as {_sql_type(field)})"
    if field.type == "country":
        return f"(select code from country_names where name = t_{field.name})"
    style = plan.formats.get(plan.column_of(field.name) or "", Format())
    value = expressions.typed(field.type, f"t_{field.name}", style=style, zone=plan.options.time_zone)
    if field.type in ("email", "choice"):
        return f"lower({value})"
    return f"upper({value})" if field.type == "currency" else value


def _sql_type(field: Field) -> str:
    types = {"number": expressions.NUMBER, "moment": "timestamp", "date": "date", "flag": "boolean"}
    return types.get(field.type, "varchar")


def _tests(field: Field) -> list[str]:
    """Each is null for a good row and 'code|field' for a bad one."""
    name = field.name
    tests = [f"case when t_{name} is null then 'required|{name}' end"] if field.required else []
    unread = f"t_{name} is not null and f_{name} is null"
    match field.type:
        case "number" | "date" | "moment" | "flag":
            tests.append(f"case when {unread} then 'bad_{field.type}|{name}' end")
        case "country" if field.strict:
            tests.append(f"case when {unread} then 'unknown_country|{name}' end")
        case "email":
            tests.append(f"case when not regexp_full_match(f_{name}, '{EMAIL}') then 'bad_email|{name}' end")
        case "currency":
            tests.append(f"case when not regexp_full_match(f_{name}, '[A-Z]{{3}}') then 'bad_currency|{name}' end")
        case "choice":
            words = ", ".join(map(expressions.literal, field.choices))
            tests.append(f"case when f_{name} not in ({words}) then 'bad_choice|{name}' end")
    if field.type in ("date", "moment"):
        first = EARLIEST_DAY if field.type == "date" else EARLIEST
        last = f"timestamp '{clock.now() + timedelta(days=1):%Y-%m-%d %H:%M:%S}'"
        tests.append(f"case when f_{name} not between {first} and {last} then 'out_of_range|{name}' end")
    else:
        tests.append(f"case when length(t_{name}) > {field.longest} then 'too_long|{name}' end")
    return tests


def _load_countries(bench: Workbench, plan: Plan, fields: list[Field], *, used: dict[str, str]) -> None:
    """The names that stand in the file (a few dozen), each with its code; a free country keeps its name."""
    names: dict[str, str | None] = {}
    for field in fields:
        column = expressions.text(used[field.name])
        for (name,) in bench.rows(f"select distinct {column} from staged where {column} is not null limit 100000"):
            code = countries.code_of(str(name), extra=plan.options.countries)
            names[str(name)] = (None if field.strict else str(name)) if code is None else code
    table = pa.table({"name": pa.array(names.keys(), pa.string()), "code": pa.array(names.values(), pa.string())})
    bench.connection.register("country_rows", table)
    bench.run("create or replace table country_names as select * from country_rows")
    bench.connection.unregister("country_rows")
