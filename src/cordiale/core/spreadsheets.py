"""Text that a spreadsheet shows and never runs, and the same text again when the file comes back."""

from collections.abc import Sequence

# What makes a cell a formula, also in the full-width letters that East Asian programs take for the same.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# The same rule for the lake's engines (RE2): one apostrophe less.
MARKED = r"^'('*[-=+@\t\r\n＝＋－＠])"


def neutral(text: str) -> str:
    """The text behind an apostrophe, where a spreadsheet would compute it (also behind apostrophes of its own)."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def meant(text: str) -> str:
    """What `neutral` was given: `meant(neutral(text)) == text`, whatever the text."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def line(cells: Sequence[object]) -> list[object]:
    """The cells of one row: texts neutral, numbers and dates as they are."""
    return [neutral(cell) if isinstance(cell, str) else cell for cell in cells]
