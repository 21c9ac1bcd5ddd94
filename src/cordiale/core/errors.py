"""Refusals: the expected ends of a deed. Everything else is a bug and stays loud."""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """An expected "no", with a code for programs and a sentence for people.

    `sentence` is a French message id (the catalogue's key) with `%(name)s` places filled from `details`
    after translation; `status` is the HTTP status it becomes.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "Cette demande ne peut pas être satisfaite."
    status: ClassVar[int] = 409

    def __init__(self, **details: object) -> None:
        self.details: Mapping[str, object] = details
        super().__init__(self.code)

    def __str__(self) -> str:
        return self.sentence % self.details if self.details else self.sentence
