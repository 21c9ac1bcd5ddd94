"""The keyring: who stands behind each random number in the lake, and the key that reads what is personal.

A person's facts carry a `pid`, 63 random bits, never a hash of anything. Destroying the person's row here makes
their encrypted values unreadable wherever copies lie (crypto-shredding), and unties the pid from the party.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cordiale.lake import envelope
from cordiale.lake.store import Cursor, SqliteStore, Store, open_store

T = TypeVar("T")
READ_ROWS = 500
WRITE_ROWS = 2_000

_TABLES = (
    "CREATE TABLE IF NOT EXISTS lake_keyring_meta (name TEXT PRIMARY KEY, value {bytes} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lake_person (pid {pid} PRIMARY KEY, party {bytes} NOT NULL UNIQUE,"
    " wrapped {bytes} NOT NULL)",
    # Only a hash of the party stays: enough to refuse it a new number when a late event arrives, nothing to read.
    "CREATE TABLE IF NOT EXISTS lake_forgotten (party_hash {bytes} PRIMARY KEY, forgotten_at {real} NOT NULL)",
)
_SQLITE = {"bytes": "BLOB", "real": "REAL", "pid": "INTEGER"}
_POSTGRES = {"bytes": "BYTEA", "real": "DOUBLE PRECISION", "pid": "BIGINT"}


class Forgotten(Exception):
    """The person's key was destroyed, or never made: there is nothing to read or write with."""


class NumberDrawnTwice(Exception):
    """A fresh pid was taken already: one chance in 9e18 per pair of persons. Asking again draws another."""


class Keyring:
    """Random numbers and data keys of persons, in a small database of its own with its own short backups."""

    def __init__(self, store: Store, *, secret: bytes) -> None:
        self._store = store
        self._cipher = envelope.cipher_of(secret)
        words = _POSTGRES if store.postgres else _SQLITE
        with store.write() as cursor:
            store.in_order(cursor)
            for statement in _TABLES:
                cursor.execute(statement.format(**words))
            cursor.execute(
                "INSERT INTO lake_keyring_meta (name, value) VALUES ('check', ?) ON CONFLICT (name) DO NOTHING",
                (envelope.seal(self._cipher, b"cordiale", b"check"),),
            )
            cursor.execute("SELECT value FROM lake_keyring_meta WHERE name = 'check'")
            envelope.check(self._cipher, cursor.fetchone()[0])

    @classmethod
    def open(cls, url: str, *, secret: bytes = b"") -> "Keyring":
        """The keyring in `sqlite:///file` or PostgreSQL, under 32 bytes of secret.

        Without `secret`: CORDIALE_KEYRING_SECRET (base64), or for SQLite the file `keyring.secret` beside it, made
        on first use. Keep a copy of the secret apart from the copies of the keyring.
        """
        store = open_store(url, secure_delete=True)
        if not secret and (given := os.environ.get("CORDIALE_KEYRING_SECRET", "")):
            secret = envelope.from_text(given)
        if not secret and isinstance(store, SqliteStore):
            secret = envelope.secret_in(store.path.with_name("keyring.secret"))
        return cls(store, secret=secret)

    def pids(self, parties: Iterable[UUID], *, create: bool = True) -> dict[UUID, int]:
        """The number of each party, made when missing and `create`. Forgotten parties are left out, for ever."""
        found = self.pids_of_bytes({party.bytes for party in parties}, create=create)
        return {UUID(bytes=party): pid for party, pid in found.items()}

    def pids_of_bytes(self, parties: Iterable[bytes], *, create: bool = True) -> dict[bytes, int]:
        """As `pids`, for parties as 16 bytes: the loader's way in."""
        wanted = list(parties)
        found: dict[bytes, int] = {}
        with self._store.read() as cursor:
            for some in _chunks(wanted, READ_ROWS):
                found.update(self._known(cursor, some))
        if create:
            for some in _chunks([party for party in wanted if party not in found], WRITE_ROWS):
                found.update(self._create(some))
        return found

    def parties(self, pids: Iterable[int]) -> dict[int, UUID]:
        """Who stands behind each number; forgotten ones are left out."""
        return {pid: UUID(bytes=party) for pid, party in self.parties_as_bytes(pids).items()}

    def parties_as_bytes(self, pids: Iterable[int]) -> dict[int, bytes]:
        """As `parties`, as 16 bytes each: for thousands at once, making the UUIDs would cost more than reading them."""
        found: dict[int, bytes] = {}
        with self._store.read() as cursor:
            for some in _chunks(list(pids), READ_ROWS):
                cursor.execute(f"SELECT pid, party FROM lake_person WHERE pid {self._among(some)}", self._list(some))
                found.update(cursor.fetchall())
        return found

    def everybody(self) -> Iterator[UUID]:
        """Every party that has a number, in the order of the numbers."""
        last = -1
        while True:
            with self._store.read() as cursor:
                cursor.execute(
                    "SELECT pid, party FROM lake_person WHERE pid > ? ORDER BY pid LIMIT ?", (last, WRITE_ROWS)
                )
                rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from (UUID(bytes=bytes(party)) for _, party in rows)

    def ciphers(self, pids: Iterable[int]) -> dict[int, AESGCM]:
        """The data keys of many persons, for one batch: not to be kept, a key may be destroyed meanwhile."""
        found: dict[int, AESGCM] = {}
        with self._store.read() as cursor:
            for some in _chunks(list(pids), READ_ROWS):
                cursor.execute(
                    f"SELECT pid, party, wrapped FROM lake_person WHERE pid {self._among(some)}", self._list(some)
                )
                for pid, party, wrapped in cursor.fetchall():
                    found[pid] = AESGCM(envelope.unseal(self._cipher, wrapped, party))
        return found

    def encrypt(self, party: UUID, plain: bytes, *, associated: bytes = b"") -> bytes:
        """Encrypt under the party's own key (AES-256-GCM), making the key when missing."""
        return envelope.seal(self._cipher_of(party, create=True), plain, associated)

    def decrypt(self, party: UUID, sealed: bytes, *, associated: bytes = b"") -> bytes:
        """Read what was encrypted for the party with the same `associated`."""
        return envelope.unseal(self._cipher_of(party, create=False), sealed, associated)

    def forget(self, party: UUID) -> int | None:
        """Destroy the party's key and number; the number it had. For ever: no backup of ours, no undo.

        On SQLite the bytes are overwritten and the write-ahead log is emptied. On PostgreSQL dead rows and
        write-ahead segments keep the *wrapped* key until vacuum and recycling; without the secret it is noise.
        """
        with self._store.write() as cursor:
            cursor.execute("SELECT pid FROM lake_person WHERE party = ?", (party.bytes,))
            row = cursor.fetchone()
            cursor.execute("DELETE FROM lake_person WHERE party = ?", (party.bytes,))
            cursor.execute(
                "INSERT INTO lake_forgotten (party_hash, forgotten_at) VALUES (?, ?)"
                " ON CONFLICT (party_hash) DO NOTHING",
                (_hash(party.bytes), self._store.now(cursor)),
            )
        self._store.wipe("lake_person")
        return row[0] if row else None

    def close(self) -> None:
        """Close this thread's connection."""
        self._store.close()

    def _cipher_of(self, party: UUID, *, create: bool) -> AESGCM:
        pid = self.pids([party], create=create).get(party)
        cipher = self.ciphers([pid]).get(pid) if pid is not None else None
        if cipher is None:
            raise Forgotten("this party has no key")
        return cipher

    def _known(self, cursor: Cursor, parties: Sequence[bytes]) -> list[tuple[bytes, int]]:
        cursor.execute(f"SELECT party, pid FROM lake_person WHERE party {self._among(parties)}", self._list(parties))
        return cursor.fetchall()

    def _create(self, parties: Sequence[bytes]) -> list[tuple[bytes, int]]:
        with self._store.write() as cursor:
            self._store.in_order(cursor)
            forgotten = self._forgotten(cursor, parties)
            wanted = [party for party in parties if party not in forgotten]
            people = self._people(wanted)
            if self._insert(cursor, people) == len(wanted):
                return [(party, pid) for pid, party, _ in people]
            found = self._known(cursor, wanted)  # some were made meanwhile by somebody else
            if len(found) != len(wanted):
                raise NumberDrawnTwice
            return found

    def _forgotten(self, cursor: Cursor, parties: Sequence[bytes]) -> set[bytes]:
        hashes = {_hash(party): party for party in parties}
        cursor.execute(
            f"SELECT party_hash FROM lake_forgotten WHERE party_hash {self._among(hashes)}", self._list(hashes)
        )
        return {hashes[row[0]] for row in cursor.fetchall()}

    def _people(self, parties: Sequence[bytes]) -> list[tuple[int, bytes, bytes]]:
        """A number and a wrapped key for each; the key itself is known to nobody when this returns."""
        step = envelope.KEY + 8
        drawn = os.urandom(step * len(parties))
        people = []
        for place, party in enumerate(parties):
            own = drawn[place * step : (place + 1) * step]
            pid = int.from_bytes(own[envelope.KEY :], "big") >> 1
            people.append((pid, party, envelope.seal(self._cipher, own[: envelope.KEY], party)))
        return people

    def _insert(self, cursor: Cursor, rows: Sequence[tuple[int, bytes, bytes]]) -> int:
        if not rows:
            return 0
        if self._store.postgres:
            cursor.execute(
                "INSERT INTO lake_person (pid, party, wrapped) SELECT * FROM unnest(?::bigint[], ?::bytea[],"
                " ?::bytea[]) ON CONFLICT DO NOTHING",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                "INSERT INTO lake_person (pid, party, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows
            )
        return cursor.rowcount

    def _among(self, values: Iterable[object]) -> str:
        return "= ANY(?)" if self._store.postgres else f"IN ({', '.join('?' for _ in values)})"

    def _list(self, values: Iterable[object]) -> list[object]:
        return [list(values)] if self._store.postgres else list(values)


def _hash(party: bytes) -> bytes:
    return hashlib.sha256(b"cordiale forgotten" + party).digest()


def _chunks(values: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
