"""T19: every regular expression of the house, found by itself, on strings made to pump it.

Users write no patterns, and the lake's engines match in linear time (RE2). What remains are our own, on Python's
matcher, which tries every way to share a text out among repeats.
"""

import ast
import importlib
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from re import _compiler, _constants, _parser

import pytest
from tests import figures

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2] / "src" / "cordiale"
WAYS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
CEILING_S = 0.05  # of processor time: here the ceiling is what is tested
LENGTHS = (30, 300, 5_000)
LETTERS = "a0A9 -_.@+,;:/\\()'\"!#%&€\t\n\r\x00é{}[]<>=*?~|$^`"
TAILS = ("", "\x00", "!", " ")
# Patterns put together while running, and what they are put together from.
PUT_TOGETHER = {
    "listen/imports/formats.py": lambda module: list(module.NUMBER.values()),
    "listen/imports/mapping.py": lambda module: [module.EMAIL],
    "people/identifiers.py": lambda module: [pattern for _region, pattern in module._usual_patterns().values()],
    "people/privacy/others.py": lambda module: [r"(?<!\w)Emma\ Bovary(?!\w)"],
    "people/signin/callers.py": lambda module: [mark for mark, _name in module.SYSTEMS],
    "project/environment.py": lambda module: forms_of_settings(),
}


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and how it is used."""

    place: str
    pattern: re.Pattern
    ways: tuple[str, ...]


def forms_of_settings() -> list[str]:
    """The `pattern=` of each setting; they try what the operator wrote."""
    tree = ast.parse((ROOT / "project/settings.py").read_text("utf-8"))
    words = [word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords]
    return [word.value.value for word in words if word.arg == "pattern"]


def used(name: str) -> tuple[str, ...]:
    """How the pattern of this name is used, anywhere; any way when it goes by other names too."""
    calls = re.compile(rf"\b{name}\.({'|'.join(WAYS)})\(")
    found = {way for path in ROOT.rglob("*.py") for way in calls.findall(path.read_text("utf-8"))}
    return tuple(sorted(found)) or ("match", "search")


def module_of(path: Path):
    return importlib.import_module(".".join(["cordiale", *path.relative_to(ROOT).with_suffix("").parts]))


def every() -> Iterator[Found]:
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {id(node.value): getattr(node.targets[0], "id", "") for node in ast.walk(tree)
                 if isinstance(node, ast.Assign)}  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{way}" for way in ("compile", *WAYS)}:
                yield from _at(path, node, name=names.get(id(node), ""))


def _at(path: Path, node: ast.Call, *, name: str) -> Iterator[Found]:
    place = f"{path.relative_to(ROOT)}:{node.lineno}"
    way = node.func.attr
    ways = (way,) if way != "compile" else used(name) if name else ("fullmatch", "match", "search")
    for pattern in _patterns(path, node):
        yield Found(place, re.compile(pattern), ways)


def _patterns(path: Path, node: ast.Call) -> list:
    source = ast.unparse(node.args[0])
    if isinstance(node.args[0], ast.Constant) and len(node.args) + len(node.keywords) == 1:
        return [node.args[0].value]
    module = module_of(path)
    try:
        whole = ast.unparse(node) if node.func.attr == "compile" else source
        return [eval(whole, vars(module))]
    except NameError:
        return PUT_TOGETHER[str(path.relative_to(ROOT))](module)


def letters(item, state) -> list[str]:
    """Some letters that one position of a pattern takes."""
    one = _parser.SubPattern(state, [item])
    matches = _compiler.compile(one, state.flags & ~re.DEBUG)
    tried = LETTERS.encode("latin-1", "ignore") if state.str and isinstance(state.str, bytes) else LETTERS
    found = [tried[place : place + 1] for place in range(len(tried)) if matches.fullmatch(tried[place : place + 1])]
    return [letter.decode("latin-1") if isinstance(letter, bytes) else letter for letter in found]


def least(tree, state) -> str:
    """A short text that a part of a pattern takes; "" where it takes none that we know."""
    text = ""
    for item in tree:
        kind, told = item
        if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            text += least(told[2], state) * min(told[0], 100)
        elif kind is _constants.SUBPATTERN:
            text += least(told[3], state)
        elif kind is _constants.ATOMIC_GROUP:
            text += least(told, state)
        elif kind is _constants.BRANCH:
            text += least(told[1][0], state)
        elif kind not in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT, _constants.GROUPREF):
            text += (letters(item, state) or [""])[0]
    return text


def pumps(tree, state, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before each repeat of a pattern, and texts that the repeat takes again and again."""
    for place, item in enumerate(tree):
        kind, told = item
        lead = before + least(tree[:place], state)
        if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            inner = told[2]
            if told[1] > 1:
                single = letters(inner[0], state)[:12] if len(inner) == 1 and inner[0][0] in SINGLE else []
                yield from ((lead, body) for body in [least(inner, state), *single] if body)
            yield from pumps(inner, state, lead)
        elif kind is _constants.SUBPATTERN:
            yield from pumps(told[3], state, lead)
        elif kind is _constants.ATOMIC_GROUP:
            yield from pumps(told, state, lead)
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from pumps(told[1], state, lead)
        elif kind is _constants.BRANCH:
            for branch in told[1]:
                yield from pumps(branch, state, lead)


SINGLE = (_constants.IN, _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.CATEGORY)


class TooLong(Exception):
    """The ceiling was reached."""


@contextmanager
def ceiling():
    def stop(*_args):
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def spent(pattern: re.Pattern, way: str, text: str) -> float:
    """Processor time of one use; a second stands for "never ends"."""
    told = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    empty = told[:0]
    start = time.thread_time()
    try:
        with ceiling():
            if way in ("sub", "subn"):
                getattr(pattern, way)(empty, told)
            else:
                found = getattr(pattern, way)(told)
                list(found) if way == "finditer" else found
    except TooLong:
        return 1.0
    return time.thread_time() - start


def texts(pattern: re.Pattern, length: int) -> list[str]:
    tree = _parser.parse(
        pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    found = {}
    for lead, body in pumps(tree, tree.state):
        whole = body * (length // len(body))
        found |= dict.fromkeys(f"{begin}{whole}{tail}" for tail in TAILS for begin in (lead, ""))
    return list(found)


def too_slow(found: Found) -> list[tuple[str, str, float]]:
    """The uses of a pattern that cost more than the ceiling, each tried again before it is told."""
    for length in LENGTHS:
        for text in texts(found.pattern, length):
            for way in found.ways:
                if (
                    spent(found.pattern, way, text) > CEILING_S
                    and (again := spent(found.pattern, way, text)) > CEILING_S
                ):
                    return [(way, f"{text[:20]!r}… of {len(text)}", round(again, 3))]
    return []


FOUND = list(every())


@pytest.mark.parametrize("found", FOUND, ids=lambda found: f"{found.place} {found.pattern.pattern!r:.40}")
def test_no_text_makes_a_pattern_slow(found):
    assert too_slow(found) == []


def test_every_pattern_was_found():
    figures.note("patterns", patterns=len(FOUND), texts=sum(len(texts(one.pattern, 300)) for one in FOUND))
    assert len(FOUND) > 60


@pytest.mark.parametrize("slow", [r"(a+)+$", r"(\w+\s?)*$", r"(ab?|a)*!", r".*.*.*=x"])
def test_a_slow_pattern_is_noticed(slow):
    assert too_slow(Found("here", re.compile(slow), ("match",)))
