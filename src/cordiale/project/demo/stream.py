"""Events as columns, then as one ordered stream of encoded bodies: the way from arrays to the spool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np

from cordiale.project.demo.catalogue import CURRENCY
from cordiale.project.demo.draws import Ints, keys

SOURCE = "demo"
quote = msgspec.json.Encoder().encode


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """The JSON of one text."""
    return quote(value).decode()


def money(cents: int) -> str:
    """Cents as a decimal text: -1230 is "-12.30"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one kind as columns; `party` is an index (-1: of nobody), `data` and `personal` are JSON objects."""

    kind: str
    party: Ints
    at: Ints
    data: Sequence[str]
    subject: Sequence[str] | str = ""
    personal: Sequence[str] | None = None
    amount: Ints | None = None

    def __len__(self) -> int:
        return len(self.party)


class Row(NamedTuple):
    """One event, ready for the spool: its id, when, and its body as the lake's wire writes it."""

    id: bytes
    at: int
    party: int
    kind: str
    body: bytes


def rows(
    batches: Sequence[Batch], *, party_hex: Sequence[str], end: int, rng: np.random.Generator, since: int = 0
) -> Iterator[Row]:
    """All events before `end`, oldest first; the order, the ids and the bytes follow from the generator's state.

    Those before `since` are passed over; the others are the same as without it.
    """
    batches = [batch for batch in batches if len(batch)]
    at = np.concatenate([batch.at for batch in batches])
    number = np.concatenate([np.full(len(batch), place) for place, batch in enumerate(batches)])
    within = np.concatenate([np.arange(len(batch)) for batch in batches])
    order = np.argsort(at, kind="stable")
    order = order[at[order] < end]
    ids = keys(rng, at[order])
    late = at[order] >= since
    order, names = order[late], ids[late].tobytes()
    writers = [_Writer(batch, party_hex) for batch in batches]
    for place, (batch, index, moment) in enumerate(
        zip(number[order].tolist(), within[order].tolist(), at[order].tolist(), strict=True)
    ):
        writer = writers[batch]
        yield Row(names[16 * place : 16 * place + 16], moment, writer.party[index], writer.kind, writer(index, moment))


class _Writer:
    """Writes the body of the i-th event of a batch."""

    def __init__(self, batch: Batch, party_hex: Sequence[str]) -> None:
        self.kind = batch.kind
        self.head = f'{{"kind":"{batch.kind}","at":'
        self.party = batch.party.tolist()
        self.hex = party_hex
        self.subject = batch.subject
        self.told = self._subject(batch.subject) if isinstance(batch.subject, str) else None
        self.data = batch.data
        self.personal = batch.personal
        self.amount = None if batch.amount is None else batch.amount.tolist()

    def __call__(self, index: int, at: int) -> bytes:
        party = self.party[index]
        who = f',"party":"{self.hex[party]}"' if party >= 0 else ""
        about = self._subject(self.subject[index]) if self.told is None else self.told
        paid = "" if self.amount is None else f',"amount":"{money(self.amount[index])}","currency":"{CURRENCY}"'
        said = self.personal[index] if self.personal is not None else ""
        private = f',"personal":{said}' if said else ""
        return (
            f'{self.head}{at},"received_at":{at},"source":"{SOURCE}"{who}{about}{paid}'
            f',"data":{self.data[index]}{private}}}'
        ).encode()

    @staticmethod
    def _subject(subject: str) -> str:
        return f',"subject":{text(subject)}' if subject else ""
