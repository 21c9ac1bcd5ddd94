"""Values of defined fields: read from what was typed, stored as JSON knows them, shown in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from cordiale.people import identifiers, naming
from cordiale.people.fields.models import CustomField
from cordiale.people.fields.refusals import ValueMissing, WrongValue
from cordiale.people.models import Party
from cordiale.web import fmt

Kind = CustomField.Kind
TEXT_MOST = 500
LONG_MOST = 20_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_AS_TYPED = str.maketrans({"\u00a0": "", "\u202f": "", " ": "", ",": ".", "\u2212": "-"})
_YES, _NO = {"1", "true", "yes", "oui", "on", "vrai"}, {"0", "false", "no", "non", "off", "faux"}


def read(field: CustomField, typed: object) -> Any:
    """What was typed as it is stored; None when nothing was. Numbers keep 15 digits, as JSON readers do."""
    told = [str(one) for one in typed] if isinstance(typed, list | tuple) else _told(typed)
    if not told or (isinstance(told, str) and not told.strip()):
        return None
    if field.kind == Kind.CHOICES:
        many = told if isinstance(told, list) else [one.strip() for one in re.split(r"[,;|]", told)]
        return [_option(field, one) for one in dict.fromkeys(many) if one] or None
    one = told[0] if isinstance(told, list) else told
    found = _READERS[Kind(field.kind)](field, one.strip())
    if found is None:
        raise WrongValue(field=field.label, value=one[:40])
    return found


def _told(typed: object) -> str:
    if isinstance(typed, Decimal):
        return f"{typed.normalize():f}"
    return "" if typed is None else str(typed)


def demanded(field: CustomField, value: Any) -> Any:
    """The value, which may not be missing where one is demanded."""
    if value is None and field.required:
        raise ValueMissing(field=field.label)
    return value


def _text(field: CustomField, typed: str) -> str | None:
    clean = naming.clean(typed)
    return clean if 0 < len(clean) <= TEXT_MOST else None


def _long(field: CustomField, typed: str) -> str | None:
    clean = typed.replace("\r\n", "\n").replace("\x00", "")
    return clean if len(clean) <= LONG_MOST else None


def _number(field: CustomField, typed: str) -> int | float | None:
    plain = typed.translate(_AS_TYPED)
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _day(field: CustomField, typed: str) -> str | None:
    try:
        return date.fromisoformat(typed).isoformat() if len(typed) == 10 else None
    except ValueError:
        return None


def _option(field: CustomField, typed: str) -> str:
    """An option by its key, or by its words in either language, as files write them."""
    asked = naming.fold(typed)
    for one in field.options:
        if typed == one["key"] or asked in (naming.fold(one["fr"]), naming.fold(one["en"])):
            return str(one["key"])
    raise WrongValue(field=field.label, value=typed[:40])


def _flag(field: CustomField, typed: str) -> bool | None:
    asked = typed.lower()
    return True if asked in _YES else False if asked in _NO else None


def _reference(field: CustomField, typed: str) -> str | None:
    try:
        key = UUID(typed)
    except ValueError:
        return None
    return str(key) if Party.objects.filter(key=key).exists() else None


def _email(field: CustomField, typed: str) -> str | None:
    normal = identifiers.normalise("email", typed)
    return normal.normal if normal.valid else None


def _phone(field: CustomField, typed: str) -> str | None:
    normal = identifiers.normalise("phone", typed, region=settings.REGION)
    return normal.normal if normal.valid else None


def _web(field: CustomField, typed: str) -> str | None:
    """An http address: nothing that runs when it is clicked."""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and address.isprintable()
    return address if sound and len(address) <= TEXT_MOST and " " not in address else None


_READERS = {
    Kind.TEXT: _text, Kind.LONG_TEXT: _long, Kind.NUMBER: _number, Kind.MONEY: _number, Kind.DAY: _day,
    Kind.CHOICE: _option, Kind.FLAG: _flag, Kind.REFERENCE: _reference, Kind.EMAIL: _email, Kind.PHONE: _phone,
    Kind.WEB: _web,
}  # fmt: skip


def show(field: CustomField, value: Any, *, names: Mapping[str, str] | None = None) -> str:
    """A stored value in words; `names` tells the parties it points at."""
    if value is None or value == "":
        return ""
    shown = _SHOWN.get(Kind(field.kind))
    if field.kind == Kind.REFERENCE:
        return (names or {}).get(str(value), "…")
    return str(value) if shown is None else shown(field, value)


def exported(field: CustomField, value: Any) -> str:
    """A stored value in a file, in the form an import reads again."""
    if value is None:
        return ""
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return f"{Decimal(str(value)):f}"
    return str(value) if field.kind in (Kind.DAY, Kind.REFERENCE) else show(field, value)


def _show_number(_field: CustomField, value: Any) -> str:
    return fmt.number(Decimal(str(value)), _places(value))


def _show_money(field: CustomField, value: Any) -> str:
    return fmt.money(Decimal(str(value)), field.currency or settings.CURRENCY)


def _show_options(field: CustomField, value: Any) -> str:
    held = value if isinstance(value, list | tuple) else [value]
    return ", ".join(field.words(str(one)) or str(one) for one in held)


_SHOWN: dict[Kind, Callable[[CustomField, Any], str]] = {
    Kind.NUMBER: _show_number,
    Kind.MONEY: _show_money,
    Kind.DAY: lambda _field, value: fmt.day(date.fromisoformat(str(value))),
    Kind.FLAG: lambda _field, value: _("oui") if value else _("non"),
    Kind.CHOICE: _show_options,
    Kind.CHOICES: _show_options,
}


def _places(value: int | float) -> int:
    text = str(Decimal(str(value)))
    return len(text.partition(".")[2]) if "." in text else 0


def plain(field: CustomField, value: Any) -> object:
    """A stored value as conditions compare it."""
    if value is None:
        return None
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return Decimal(str(value))
    if field.kind == Kind.DAY:
        return date.fromisoformat(value)
    return tuple(value) if field.kind == Kind.CHOICES else value
