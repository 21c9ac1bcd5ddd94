"""Group commit: many waiters, one fsync, and nobody disturbs anybody."""

import asyncio
import threading

import pytest
from tests.lake.events import visit

from cordiale.lake.group_commit import GroupCommit
from cordiale.lake.spool import EventTooLarge, Spool
from cordiale.lake.store import StoreBroken
from cordiale.lake.wire import Encoded


class Recorder:
    """A spool that can be held back, and that counts its commits."""

    def __init__(self, spool):
        self.spool = spool
        self.groups = []
        self.open = threading.Event()
        self.open.set()
        self.failure = None

    def append_encoded(self, rows):
        self.open.wait(10)
        if self.failure:
            raise self.failure
        self.groups.append(len(rows))
        return self.spool.append_encoded(rows)


@pytest.fixture
def recorder(tmp_path):
    return Recorder(Spool.open(f"sqlite:///{tmp_path}/spool.sqlite3"))


def test_what_was_acknowledged_is_durable(recorder, tmp_path):
    async def scene():
        commits = GroupCommit(recorder)
        await commits.add(visit(1))
        found = Spool.open(f"sqlite:///{tmp_path}/spool.sqlite3").read(0, 10)
        await commits.close()
        return list(found.ids)

    assert asyncio.run(scene()) == [visit(1).id.bytes]


def test_events_that_come_during_a_commit_share_the_next_one(recorder):
    async def scene():
        commits = GroupCommit(recorder)
        recorder.open.clear()
        waiting = [asyncio.create_task(commits.add(visit(n))) for n in range(100)]
        await asyncio.sleep(0.05)
        more = [asyncio.create_task(commits.add(visit(n))) for n in range(100, 200)]
        await asyncio.sleep(0.05)
        recorder.open.set()
        await asyncio.gather(*waiting, *more)
        await commits.close()

    asyncio.run(scene())
    assert recorder.groups == [100, 100]


def test_a_client_that_hangs_up_does_not_stop_the_others(recorder):
    """A shared future that its waiter could cancel killed the whole endpoint."""

    async def scene():
        commits = GroupCommit(recorder)
        recorder.open.clear()
        leaver = asyncio.create_task(commits.add(visit(1)))
        stayer = asyncio.create_task(commits.add(visit(2)))
        await asyncio.sleep(0.05)
        leaver.cancel()
        recorder.open.set()
        await stayer
        await commits.add(visit(3))
        await commits.close()
        return leaver.cancelled()

    assert asyncio.run(scene())
    assert len(recorder.spool.read(0, 10)) == 3


def test_a_failed_commit_is_told_to_everybody_in_its_group_and_to_nobody_else(recorder):
    async def scene():
        commits = GroupCommit(recorder)
        recorder.failure = StoreBroken("disk I/O error")
        told = await asyncio.gather(*[commits.add(visit(n)) for n in range(3)], return_exceptions=True)
        recorder.failure = None
        await commits.add(visit(9))
        await commits.close()
        return told

    assert [type(error) for error in asyncio.run(scene())] == [StoreBroken] * 3
    assert list(recorder.spool.read(0, 10).ids) == [visit(9).id.bytes]


def test_an_enormous_event_is_refused_before_it_can_spoil_a_group(recorder):
    async def scene():
        commits = GroupCommit(recorder)
        with pytest.raises(EventTooLarge):
            await commits.add_encoded(Encoded(b"x" * 16, 0, b" " * 5_000_000))
        assert commits.waiting == 0
        await commits.close()

    asyncio.run(scene())
