"""The English catalogues: `python -m tools.messages [update [ROOM…] | check | compile]`.

French is the source and the message id. Every room keeps `locale/en/LC_MESSAGES/django.po` for its own texts; what
several rooms say the same way may stand once in the web room's. `update` appends what is missing (to be translated
by hand) and retires what is no longer said; `check` refuses what is missing, untranslated, fuzzy, contradictory or
has lost a placeholder; `compile` writes the `.mo` files, which are not committed.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/cordiale"
SHARED = PACKAGE / "web"
REST = PACKAGE / "project"
PO = Path("locale/en/LC_MESSAGES/django.po")
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop", "say"}
MANY = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b([np]?gettext|_)\(\s*u?({LITERAL})(?:\s*,\s*u?({LITERAL}))?")
# French typography: a no-break space before : ; ? ! », after «, and a typographic apostrophe.
LOOSE = re.compile(r"[^\s\u00a0<>] [:;?!»]|« |\w'\w")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")

Key = tuple[str, str, str]  # context, message, plural


@dataclass
class Room:
    """A folder with a catalogue and the messages its files say."""

    folder: Path
    said: set[Key] = field(default_factory=set)

    @property
    def name(self) -> str:
        return ".".join(self.folder.relative_to(PACKAGE).parts)

    @property
    def file(self) -> Path:
        return self.folder / PO

    def catalogue(self) -> Catalog:
        if not self.file.is_file():
            return Catalog(locale="en")
        with self.file.open("rb") as stream:
            return read_po(stream, locale="en")


def rooms() -> list[Room]:
    """Every room with something to say. What belongs to no Django app is said by the project."""
    found: dict[Path, Room] = {}
    files = [path for pattern in ("*.py", "*.html", "*.js", "*.txt") for path in PACKAGE.rglob(pattern)]
    for path in sorted(files):
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        if {"migrations", "_static"} & set(path.parts):
            continue
        messages = set(_of_python(path) if path.suffix == ".py" else _of_template(path))
        if messages:
            folder = next((each for each in path.parents if (each / "apps.py").is_file()), REST)
            found.setdefault(folder, Room(folder)).said.update(messages)
    return list(found.values())


def _of_python(path: Path) -> Iterator[Key]:
    tree = ast.parse(path.read_text("utf-8"), str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, path)
        elif isinstance(node, ast.ClassDef):
            yield from _of_refusal(node)


def _of_call(node: ast.Call, path: Path) -> Iterator[Key]:
    name = (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )
    if name not in ONE | MANY | IN_CONTEXT:
        return
    words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if any(isinstance(each, ast.JoinedStr) for each in node.args[:1]):
        raise SystemExit(f"{path}:{node.lineno}: an f-string cannot be translated; use %(name)s")
    if name in ONE and words:
        yield "", words[0], ""
    elif name in MANY and len(words) == 2:
        yield "", words[0], words[1]
    elif name in IN_CONTEXT and len(words) == 2:
        yield words[0], words[1], ""


def _of_refusal(node: ast.ClassDef) -> Iterator[Key]:
    """`sentence` of a Refusal: translated by the middleware, not where it is written."""
    for statement in node.body:
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
        value = getattr(statement, "value", None)
        named = isinstance(target, ast.Name) and target.id == "sentence"
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield "", value.value, ""


def _of_template(path: Path) -> Iterator[Key]:
    from django.utils.translation.template import templatize

    for name, first, second in CALL.findall(templatize(path.read_text("utf-8"), origin=str(path))):
        one, other = ast.literal_eval(first), ast.literal_eval(second or "''")
        yield (one, other, "") if name == "pgettext" else ("", one, other if name == "ngettext" else "")


def _key(message: Message) -> Key:
    many = isinstance(message.id, tuple)
    return message.context or "", message.id[0] if many else message.id, message.id[1] if many else ""


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def update(only: list[str]) -> None:
    """Append what is missing, retire what is gone, keep every translation; sorted, without line numbers."""
    shared = {_key(message) for message in Room(SHARED).catalogue() if message.id}
    every = rooms()
    for room in [each for each in every if not only or each.name in only]:
        old = {_key(message): message for message in room.catalogue() if message.id}
        kept = {key for key in room.said if room.folder == SHARED or key not in shared or key in old}
        if room.folder == SHARED:
            kept |= set(old) & _said_by(every)
        new = Catalog(locale="en", project="cordiale", charset="utf-8", fuzzy=False)
        for context, message, plural in sorted(kept):
            before = old.get((context, message, plural))
            string = before.string if before else ("", "") if plural else ""
            flags = before.flags - {"python-format"} if before else ()
            new.add((message, plural) if plural else message, string, flags=flags, context=context or None)
        room.file.parent.mkdir(parents=True, exist_ok=True)
        with room.file.open("wb") as stream:
            write_po(stream, new, width=120, sort_output=True, omit_header=False, no_location=True)
        _shorten(room.file)
        missing = len(kept - set(old))
        gone = len(set(old) - kept)
        sys.stdout.write(f"{room.name}: {len(kept)} messages, {missing} new, {gone} retired\n")


def _shorten(path: Path) -> None:
    """A header that does not change with the hour: only what gettext needs."""
    body = path.read_text("utf-8").split("\n\n", 1)[1] if "\n\n" in path.read_text("utf-8") else ""
    header = (
        '# English texts. French is the source; see tools/messages.py.\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    path.write_text(f"{header}\n{body.strip()}\n", "utf-8")


def faults() -> list[str]:
    """Everything that keeps an English reader from reading English."""
    found: list[str] = []
    shared = {_key(message): message for message in Room(SHARED).catalogue() if message.id}
    said: dict[Key, tuple[str, ...]] = {}
    every = rooms()
    for room in every:
        own = {_key(message): message for message in room.catalogue() if message.id}
        for key in sorted(room.said):
            if LOOSE.search(key[1]):
                found.append(f"{room.name}: needs a no-break space (U+00A0) or a typographic apostrophe: {key[1]!r}")
            message = own.get(key) or shared.get(key)
            if message is None:
                found.append(f"{room.name}: not in the catalogue: {key[1]!r}")
                continue
            found += [f"{room.name}: {fault}: {key[1]!r}" for fault in _wrong(message)]
            if said.setdefault(key, _strings(message)) != _strings(message):
                found.append(f"{room.name}: translated differently elsewhere: {key[1]!r}")
        still = _said_by(every) if room.folder == SHARED else room.said
        found += [f"{room.name}: no longer said: {key[1]!r}" for key in sorted(set(own) - still)]
    return found


def _said_by(every: list[Room]) -> set[Key]:
    """What anybody says: the shared catalogue may hold it."""
    return set().union(*(room.said for room in every))


def _wrong(message: Message) -> list[str]:
    wrong = ["fuzzy"] if message.fuzzy else []
    if not all(_strings(message)):
        return [*wrong, "untranslated"]
    source = message.id if isinstance(message.id, tuple) else (message.id,)
    places = set(PLACEHOLDER.findall(source[-1]))
    if any(set(PLACEHOLDER.findall(string)) - places for string in _strings(message)):
        wrong.append("has a placeholder that the source has not")
    if places - set(PLACEHOLDER.findall(_strings(message)[-1])):
        wrong.append("has lost a placeholder")
    return wrong


def compile_all() -> int:
    """Write every `.mo` that is missing or older than its `.po`; the number written."""
    written = 0
    for path in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parts[-3])
        beside = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        with beside.open("wb") as stream:
            write_mo(stream, catalogue)
        beside.replace(compiled)
        written += 1
    return written


def main(words: list[str]) -> int:
    what = (words or ["update"])[0].lstrip("-")
    if what == "compile":
        sys.stdout.write(f"{compile_all()} catalogues compiled\n")
        return 0
    if what == "check":
        found = faults()
        sys.stdout.write("".join(f"{fault}\n" for fault in found))
        return min(len(found), 1)
    update(words[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
