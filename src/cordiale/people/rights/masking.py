"""What stays of a masked value: enough to recognise what one knows already, too little to use or to guess."""

from __future__ import annotations

DOTS = "•••"


def email(value: str) -> str:
    """`e•••@•••.example`."""
    local, _at, domain = value.partition("@")
    return f"{local[:1].lower()}{DOTS}@{DOTS}.{domain.rpartition('.')[2]}" if domain else text(value)


def phone(value: str) -> str:
    """The last two digits: `••• 78`."""
    digits = "".join(letter for letter in value if letter.isdigit())
    return f"{DOTS}\u00a0{digits[-2:]}" if len(digits) > 4 else DOTS


def text(value: str) -> str:
    """The first letter of each word: `E••• B•••`."""
    return " ".join(f"{word[:1]}{DOTS}" for word in value.split()[:4])


_BY_KIND = {"email": email, "phone": phone}


def mask(value: str, kind: str = "") -> str:
    """The value masked the way of its kind; nothing stays nothing."""
    return _BY_KIND.get(kind, text)(value) if value else ""
