"""Group commit: many requests wait for one fsync, and the next group gathers while it runs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from cordiale.core.event import Event
from cordiale.lake.spool import BULK_ROWS, Spool, check_size
from cordiale.lake.wire import Encoded, encode


class GroupCommit:
    """`await add(event)` returns when the event is durable.

    There is no timer: a group is committed as soon as the previous commit has returned (a window of 2 ms cost 60 %
    of the throughput). A caller who is cancelled (its client hung up) leaves its event in the group and does not
    disturb the others.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._waiting: list[tuple[Encoded, asyncio.Future[None]]] = []
        self._committer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")

    @property
    def waiting(self) -> int:
        """How many events wait for the next commit."""
        return len(self._waiting)

    async def add(self, event: Event) -> None:
        """Make an event durable."""
        await self.add_encoded(encode(event))

    async def add_encoded(self, row: Encoded) -> None:
        """Make an already encoded event durable."""
        check_size(row)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, future))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_groups())
        await asyncio.shield(future)

    async def _commit_groups(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting[:BULK_ROWS], self._waiting[BULK_ROWS:]
            rows = [row for row, _ in group]
            outcome = (
                await asyncio.gather(
                    loop.run_in_executor(self._thread, self._spool.append_encoded, rows), return_exceptions=True
                )
            )[0]
            for _, future in group:
                _settle(future, outcome)
        self._committer = None

    async def close(self) -> None:
        """Wait until everything handed in is durable, then stop."""
        if self._committer is not None:
            await self._committer
        self._thread.shutdown()


def _settle(future: asyncio.Future[None], outcome: int | BaseException) -> None:
    if future.done():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
        future.exception()  # retrieved here, so that a caller who left does not make asyncio complain
    else:
        future.set_result(None)
