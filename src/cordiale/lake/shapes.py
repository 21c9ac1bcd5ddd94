"""Ibis types to Arrow types and back: Ibis's own converter asks for a package that nothing else needs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import ibis

_FROM_ARROW = {
    pa.int32(): "int32",
    pa.int64(): "int64",
    pa.string(): "string",
    pa.binary(): "binary",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "timestamp('UTC', 6)",
}
_TO_ARROW: Mapping[str, Callable[[Any], pa.DataType]] = {
    "Boolean": lambda kind: pa.bool_(),
    "String": lambda kind: pa.string(),
    "Binary": lambda kind: pa.binary(),
    "Date": lambda kind: pa.date32(),
    "Timestamp": lambda kind: pa.timestamp("us", tz=kind.timezone),
    "Decimal": lambda kind: pa.decimal128(kind.precision or 38, 2 if kind.scale is None else kind.scale),
    "Array": lambda kind: pa.list_(to_arrow(kind.value_type)),
    "Struct": lambda kind: pa.struct([(name, to_arrow(kind[name])) for name in kind.names]),
}


def ibis_schema(schema: pa.Schema) -> "ibis.Schema":
    """The Ibis schema of one of our tables."""
    import ibis

    return ibis.schema({field.name: _from_arrow(field.type) for field in schema})


def arrow_schema(schema: "ibis.Schema") -> pa.Schema:
    """The Arrow schema that an expression's types stand for; a decimal without a scale is money."""
    return pa.schema([(name, to_arrow(kind)) for name, kind in schema.items()])


def to_arrow(kind: Any) -> pa.DataType:
    """One Ibis type in Arrow."""
    name = type(kind).__name__
    if name in _TO_ARROW:
        return _TO_ARROW[name](kind)
    if kind.is_integer() or kind.is_floating():
        return pa.type_for_alias(name.lower())
    raise TypeError(f"{kind} is no type of a mart's output")


def _from_arrow(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return _FROM_ARROW[kind]
