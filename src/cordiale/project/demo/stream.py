"""Events as columns, then as one ordered stream of encoded bodies: the way from arrays to the spool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from cordiale.project.demo.catalogue import CURRENCY
from cordiale.project.demo.draws import Ints, keys

SOURCE = "demo"
quote = msgspec.json.Encoder().encode


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


@dataclass(frozen=True, slots=True)
class Row:
    """One event, ready for the spool: its id, when, and its body as the lake's wire writes it."""

    id: bytes
    at: int
    party: int
    kind: str
    body: bytes


def rows(batches: Sequence[Batch], *, party_hex: Sequence[str], end: int, rng: np.random.Generator) -> Iterator[Row]:
    """All events before `end`, oldest first; the order, the ids and the bytes follow from the generator's state."""
    batches = [batch for batch in batches if len(batch)]
    at = np.concatenate([batch.at for batch in batches])
    number = np.concatenate([np.full(len(batch), place) for place, batch in enumerate(batches)])
    within = np.concatenate([np.arange(len(batch)) for batch in batches])
    order = np.argsort(at, kind="stable")
    order = order[at[order] < end]
    ids = keys(rng, at[order]).tobytes()
    writers = [_Writer(batch, party_hex) for batch in batches]
    kinds = [batch.kind for batch in batches]
    parties = [batch.party.tolist() for batch in batches]
    for place, (batch, index, moment) in enumerate(
        zip(number[order].tolist(), within[order].tolist(), at[order].tolist(), strict=True)
    ):
        body = writers[batch](index, moment)
        yield Row(ids[16 * place : 16 * place + 16], moment, parties[batch][index], kinds[batch], body)


class _Writer:
    """Writes the body of the i-th event of a batch."""

    def __init__(self, batch: Batch, party_hex: Sequence[str]) -> None:
        self.head = f'{{"kind":"{batch.kind}","at":'
        self.party = [party_hex[index] if index >= 0 else "" for index in batch.party.tolist()]
        subject = batch.subject
        self.subject = [text(subject)] * len(batch) if isinstance(subject, str) else [text(one) for one in subject]
        self.data = batch.data
        self.personal = batch.personal
        self.amount = None if batch.amount is None else [money(cents) for cents in batch.amount.tolist()]

    def __call__(self, index: int, at: int) -> bytes:
        parts = [self.head, str(at), ',"received_at":', str(at)]
        if self.party[index]:
            parts += (',"party":"', self.party[index], '"')
        parts.append(f',"source":"{SOURCE}"')
        if self.subject[index] != '""':
            parts += (',"subject":', self.subject[index])
        if self.amount is not None:
            parts += (',"amount":"', self.amount[index], f'","currency":"{CURRENCY}"')
        parts += (',"data":', self.data[index])
        if self.personal is not None and self.personal[index]:
            parts += (',"personal":', self.personal[index])
        parts.append("}")
        return "".join(parts).encode()
