"""Shapes many resources share. What a shape does not name is refused (422), never passed over."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _sound(text: str) -> str:
    """Text that a database can hold: no NUL, no half of a surrogate pair, no control characters but line breaks."""
    if text.isprintable():
        return text
    if any(unicodedata.category(letter) in ("Cs", "Cc") and letter not in "\n\r\t" for letter in text):
        raise ValueError("control characters")
    return text


Text = Annotated[str, AfterValidator(_sound)]
Short = Annotated[Text, Field(max_length=100)]
Name = Annotated[Text, Field(max_length=200)]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(9000, 1, 1))]
Limit = Annotated[int, Field(ge=1, le=200, description="Rows of a page.")]
Cursor = Annotated[Text, Field(max_length=600, description="`next` of the page before.")]
Filter = Annotated[Text, Field(max_length=4000, description="A condition as in the lists: JSON, or its short text.")]
Wanted = Annotated[Text, Field(max_length=400, description="Names of fields separated by commas; all when empty.")]


class Told(BaseModel):
    """What a caller sends. Plain pydantic: the kit's own base class looks at every field again in Python."""

    model_config = ConfigDict(extra="forbid")


class Pages(Told):
    """A list in one order, a page at a time."""

    limit: Limit = 50
    cursor: Cursor = ""


class Shown(Schema):
    """What we answer. A field that the caller may not see, or did not ask for, is left out."""


class Problem(Schema):
    """A refusal (RFC 9457). `code` is stable; `detail` is a sentence for people."""

    type: str
    title: str
    code: str
    status: int
    detail: str
    details: dict[str, Any] = {}


class Count(Schema):
    """How many there are; `more` when there are more than were counted."""

    count: int
    more: bool


class Done(Schema):
    """When a deed was done."""

    at: datetime


REFUSED = {
    code: Problem
    for code in (308, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429)
}  # fmt: skip
