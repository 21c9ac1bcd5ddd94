"""The spool on both databases: durable, idempotent, read in order, pruned without forgetting."""

import sqlite3
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.lake.events import EMMA, HARPAGON, order, visit

from cordiale.core import keys
from cordiale.lake import spool as spools
from cordiale.lake.leases import LeaseLost
from cordiale.lake.quarantine import Poison
from cordiale.lake.spool import EventTooLarge, Spool
from cordiale.lake.store import StoreBroken, StoreFull, open_store
from cordiale.lake.wire import Encoded, decode, encode


@pytest.fixture
def spool(store_url) -> Spool:
    return Spool.open(store_url)


def bodies(count, *, size=20, source=0):
    return [Encoded(keys.new().bytes, source, b"%0*d" % (size, n)) for n in range(count)]


def test_an_event_comes_back_as_it_was_said(spool):
    said = visit(1, subject="/robes", personal={"q": "bottes"}, data={"n": 1})
    assert spool.append([said]) == 1
    batch = spool.read(0, 10)
    event = decode(batch.bodies[0])
    assert batch.ids == [said.id.bytes]
    assert (event.kind, event.party, event.subject) == ("page.viewed", EMMA.hex, "/robes")
    assert (bytes(event.data), bytes(event.personal)) == (b'{"n":1}', b'{"q":"bottes"}')


def test_an_id_is_accepted_once(spool):
    assert spool.append([visit(1), visit(2), visit(1)]) == 2
    assert spool.append([visit(2), visit(3)]) == 1
    ids = [visit(n).id.bytes for n in (1, 2, 3)]
    assert list(spool.read(0, 10).ids) == ids


def test_the_key_is_stable(spool, store_url):
    assert Spool.open(store_url).key == spool.key


def test_reading_goes_on_behind_a_position_and_stops_at_the_bytes_allowed(spool):
    spool.append_encoded(bodies(1000, size=1000))
    first = spool.read(0, 400)
    assert len(first) == 400
    rest = spool.read(first.positions[-1], 10_000)
    assert len(rest) == 600
    assert [*first.bodies, *rest.bodies] == [b"%01000d" % n for n in range(1000)]
    assert len(spool.read(0, 1000, max_bytes=50_000)) == 100


def test_pruned_ids_stay_known(spool):
    spool.append([visit(n) for n in range(10)])
    middle = spool.read(0, 5).positions[-1]
    assert spool.prune(middle) == 5
    assert len(spool.read(0, 10)) == 5
    assert spool.append([visit(n) for n in range(10)]) == 0


def test_positions_are_never_given_again(spool):
    spool.append_encoded(bodies(3))
    last = spool.last_position()
    spool.prune(last)
    spool.append_encoded(bodies(1))
    assert spool.last_position() > last


def test_a_fresh_id_is_known_for_a_while_a_derived_one_for_ever(spool, monkeypatch):
    monkeypatch.setattr(spools, "KNOWN_FOR", timedelta(seconds=-10))
    fresh, derived = bodies(1)[0], encode(visit(1))
    spool.append_encoded([fresh, derived])
    spool.prune(spool.last_position())
    assert spool.append_encoded([derived]) == 0
    assert spool.append_encoded([fresh]) == 1


def test_a_released_source_may_come_again(spool):
    spool.append([order("A1", source="import:1"), order("A2", source="import:2")])
    spool.prune(spool.read(0, 1).positions[0])
    spool.release("import:1")
    assert spool.append([order("A1", source="import:3"), order("A2", source="import:3")]) == 1


def test_a_forgotten_party_leaves_no_body(spool):
    spool.append([visit(1, party=EMMA), visit(2, party=HARPAGON)])
    spool.quarantine.put([Poison(99, b"x" * 16, b'{"party":"%s"' % EMMA.hex.encode(), "cut")])
    assert spool.forget(EMMA) == 2
    assert list(spool.read(0, 10).ids) == [visit(2).id.bytes]
    assert spool.append([visit(1)]) == 0


def test_an_enormous_event_is_refused_and_nothing_of_its_batch_is_written(spool):
    with pytest.raises(EventTooLarge):
        spool.append_encoded([*bodies(1), *bodies(1, size=spools.MAX_BODY + 1)])
    assert len(spool.read(0, 10)) == 0


def test_two_writers_at_once_lose_nothing_and_double_nothing(store_url):
    rows = [bodies(300) for _ in range(4)]
    shared = bodies(300)

    def write(own):
        spool = Spool.open(store_url)
        for start in range(0, 300, 50):
            spool.append_encoded(own[start : start + 50])
            spool.append_encoded(shared[start : start + 50])

    threads = [threading.Thread(target=write, args=[own]) for own in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Spool.open(store_url).read(0, 10_000)
    assert sorted(found.ids) == sorted(row.id for own in [*rows, shared] for row in own)


@pytest.mark.postgres
def test_a_reader_on_postgres_never_passes_an_uncommitted_position(postgres_url):
    """Two connections: the first holds its place until it commits, so the second's position is not seen before."""
    import psycopg

    spool = Spool.open(postgres_url)
    with psycopg.connect(postgres_url) as slow:
        slow.execute("SELECT pg_advisory_xact_lock(%s)", (0x73706F6F6C,))
        slow.execute("INSERT INTO lake_spool_entry (id, body) VALUES ('a', 'slow')")
        thread = threading.Thread(target=lambda: Spool.append_encoded(spool, bodies(1)))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert len(spool.read(0, 10)) == 0
        slow.commit()
        thread.join(10)
    assert spool.read(0, 10).bodies[0] == b"slow"
    assert len(spool.read(0, 10)) == 2


def test_a_lease_has_one_holder_and_a_growing_fence(spool):
    lease = spool.leases.take("loader")
    assert spool.leases.take("loader") is None
    assert spool.leases.take("other") is not None
    lease.release()
    second = spool.leases.take("loader", seconds=-1)
    third = spool.leases.take("loader")
    assert (lease.fence, second.fence, third.fence) == (1, 2, 3)
    with pytest.raises(LeaseLost):
        second.renew()
    third.renew()


def test_a_quarantined_event_can_be_replayed_mended_or_discarded(spool):
    spool.append([visit(1), visit(2)])
    batch = spool.read(0, 10)
    spool.quarantine.put([Poison(p, i, b"bad", "cut short") for p, i in zip(batch.positions, batch.ids, strict=True)])
    assert spool.quarantine.count() == 2
    assert spool.quarantine.replay(batch.positions[0], body=batch.bodies[0])
    assert not spool.quarantine.replay(batch.positions[0])
    spool.quarantine.discard(batch.positions[1])
    assert spool.quarantine.list() == []
    again = spool.read(batch.positions[-1], 10)
    assert (again.ids, again.bodies) == (batch.ids[:1], batch.bodies[:1])


def test_sqlite_is_as_durable_as_we_say(tmp_path):
    spool = Spool.open(f"sqlite:///{tmp_path}/spool.sqlite3")
    with spool._store.read() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_a_disk_error_breaks_the_store_for_good(tmp_path):
    """F5: after a failed fsync nobody knows what is durable; going on would acknowledge what may be lost."""
    store = open_store(f"sqlite:///{tmp_path}/spool.sqlite3")
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    with pytest.raises(StoreBroken), store.write():
        raise failed
    with pytest.raises(StoreBroken), store.write():
        pass


def test_an_unknown_address_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not 'mysql'"):
        Spool.open(f"mysql://{uuid4()}")


def test_a_full_disk_refuses_keeps_what_was_acknowledged_and_recovers(tmp_path):
    """F4: nothing of the refused batch is there, reading goes on, and room made is room used."""
    spool = Spool.open(f"sqlite:///{tmp_path}/spool.sqlite3")
    spool.append_encoded(bodies(10))
    with spool._store.read() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(StoreFull):
        spool.append_encoded(bodies(500, size=1000))
    assert len(spool.read(0, 1000)) == 10
    with spool._store.read() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert spool.append_encoded(bodies(500, size=1000)) == 500
