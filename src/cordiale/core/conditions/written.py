"""Two ways to write a tree down: JSON for programs, a short text for addresses.

JSON: `{"all": [{"field": "spent", "op": "at_least", "value": "100"}, {"any": [...]}]}`.
Text: `spent:at_least:100,any(city:is:Paris,not(kind:is:person))`; what stands between commas is required together,
`has.car(brand:is:X)` asks of one record,
a value is written as it is, and `~2C` stands for a character that would mean something here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cordiale.core.conditions.checking import DEPTH, LISTED, bound
from cordiale.core.conditions.refusals import BadCondition, ConditionTooLarge
from cordiale.core.conditions.tree import All, Any, Has, Node, Not, Relative, Single, Test, Value

LENGTH = 6_000
NAME = re.compile(r"[a-z][a-z0-9_.]{0,79}", re.ASCII)
_RESERVED = re.compile(r"[~,:()\x00-\x1f\x7f]")
_ESCAPED = re.compile(r"~([0-9A-F]{2})")
_TOKEN = re.compile(r"(all|any|not|has\.[a-z][a-z0-9_]{0,39})\(|[,)]|[^,()]+")


def dump(tree: Node) -> dict[str, object]:
    """The tree as JSON knows it."""
    match tree:
        case All(nodes):
            return {"all": [dump(one) for one in nodes]}
        case Any(nodes):
            return {"any": [dump(one) for one in nodes]}
        case Not(node):
            return {"not": dump(node)}
        case Has(name, node):
            return {"has": name} | ({"where": dump(node)} if node.nodes else {})
        case Test(field, op, None):
            return {"field": field, "op": op}
        case Test(field, op, value):
            return {"field": field, "op": op, "value": _dumped(value)}


def _dumped(value: Value) -> object:
    if isinstance(value, tuple):
        return [_dumped(one) for one in value]
    return value if isinstance(value, bool | int) and value is not None else _said(value)


def _said(value: Value) -> str:
    """One value as text; a number without an exponent."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def parse(given: object) -> Node:
    """A tree from JSON (text, or already decoded); values stay as told until `validate` types them."""
    if isinstance(given, str | bytes):
        if len(given) > LENGTH * 4:
            raise ConditionTooLarge(what=len(given), most=LENGTH * 4)
        try:
            given = json.loads(given, parse_float=Decimal, parse_constant=_refused)
        except (ValueError, RecursionError):
            raise BadCondition(near=str(given)[:40]) from None
    tree = _parsed(given, left=DEPTH)
    bound(tree)
    return tree


def _refused(name: str) -> None:
    raise ValueError(name)


def _parsed(given: object, *, left: int) -> Node:
    if not isinstance(given, Mapping):
        raise BadCondition(near=str(given)[:40])
    if not left:
        raise ConditionTooLarge(what=DEPTH + 1, most=DEPTH)
    keys = set(given)
    if keys in ({"all"}, {"any"}):
        inside = given.get("all", given.get("any"))
        if not isinstance(inside, Sequence) or isinstance(inside, str):
            raise BadCondition(near=str(inside)[:40])
        nodes = [_parsed(one, left=left - 1) for one in inside]
        return All(*nodes) if "all" in keys else Any(*nodes)
    if keys == {"not"}:
        return Not(_parsed(given["not"], left=left - 1))
    if keys in ({"has"}, {"has", "where"}):
        return _thing(given["has"], given.get("where"), left=left)
    field, op = given.get("field"), given.get("op")
    if keys - {"value"} != {"field", "op"} or not isinstance(field, str) or not isinstance(op, str):
        raise BadCondition(near=", ".join(sorted(map(str, keys)))[:40])
    return Test(field, op, _value(given.get("value")))


def _thing(name: object, where: object, *, left: int) -> Has:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadCondition(near=str(name)[:40])
    inside = All() if where is None else _parsed(where, left=left - 1)
    return Has(name, inside if isinstance(inside, All) else All(inside))


def _value(given: object) -> Value:
    if isinstance(given, list | tuple):
        if len(given) > LISTED:
            raise ConditionTooLarge(what=len(given), most=LISTED)
        return tuple(_single(one) for one in given)
    return None if given is None else _single(given)


def _single(given: object) -> Single:
    if isinstance(given, bool | int | str | Decimal | date | Relative):
        return given
    raise BadCondition(near=str(given)[:40])


def write(tree: Node) -> str:
    """The tree as one line for an address; what stands under the outer `All` is written without it."""
    return ",".join(map(_line, tree.nodes)) if isinstance(tree, All) else _line(tree)


def _line(node: Node) -> str:
    match node:
        case All(nodes):
            return f"all({','.join(map(_line, nodes))})"
        case Any(nodes):
            return f"any({','.join(map(_line, nodes))})"
        case Not(inner):
            return f"not({_line(inner)})"
        case Has(name, inner):
            return f"has.{name}({','.join(map(_line, inner.nodes))})"
        case Test(field, op, value):
            values = () if value is None else value if isinstance(value, tuple) else (value,)
            return ":".join([field, op, *(_escaped(_said(one)) for one in values)])


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: f"~{ord(found[0]):02X}", text)


def read(text: str) -> All:
    """The tree of an address; values stay text until `validate` types them."""
    if len(text) > LENGTH:
        raise ConditionTooLarge(what=len(text), most=LENGTH)
    tokens = _tokens(text)
    nodes, end = _listed(tokens, left=DEPTH - 1) if text.strip() else ([], "")
    if end:
        raise BadCondition(near=end)
    tree = All(*nodes)
    bound(tree)
    return tree


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadCondition(near=text[at : at + 40])
        yield found[0]
        at = found.end()


def _listed(tokens: Iterator[str], *, left: int, hollow: bool = False) -> tuple[list[Node], str]:
    """The nodes up to the end or the closing parenthesis, and how the list ended; `hollow` lists may hold nothing."""
    nodes: list[Node] = []
    while True:
        token = next(tokens, "")
        if hollow and not nodes and token == ")":
            return nodes, token
        if not token or token in ",)":
            raise BadCondition(near=token or "…")
        nodes.append(_group(token, tokens, left=left) if token.endswith("(") else _test(token))
        separator = next(tokens, "")
        if separator in ("", ")"):
            return nodes, separator
        if separator != ",":
            raise BadCondition(near=separator[:40])


def _group(opening: str, tokens: Iterator[str], *, left: int) -> Node:
    if left <= 0:
        raise ConditionTooLarge(what=DEPTH + 1, most=DEPTH)
    thing = opening.startswith("has.")
    nodes, end = _listed(tokens, left=left - 1, hollow=thing)
    if end != ")" or (opening == "not(" and len(nodes) != 1):
        raise BadCondition(near=opening)
    if thing:
        return Has(opening[4:-1], All(*nodes))
    return Not(nodes[0]) if opening == "not(" else All(*nodes) if opening == "all(" else Any(*nodes)


def _test(token: str) -> Test:
    field, *rest = token.split(":")
    if not rest or not NAME.fullmatch(field):
        raise BadCondition(near=token[:40])
    op, *values = rest
    if len(values) > LISTED:
        raise ConditionTooLarge(what=len(values), most=LISTED)
    told = tuple(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) for value in values)
    return Test(field, op, told[0] if len(told) == 1 else told or None)
