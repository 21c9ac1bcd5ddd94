"""Facts from the bench to the spool, chunk by chunk: compare, append, retract what is replaced, remember, go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from cordiale.lake.wire import Encoded, microseconds, source_mark
from cordiale.listen.imports import ledger, limits
from cordiale.listen.imports.kinds.streams import Stream
from cordiale.listen.imports.ledger import Fact
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.workbench import Workbench

if TYPE_CHECKING:
    from cordiale.lake.house import Lake

# The hash says what the fact tells, without the run that brought it; the id belongs to this run (RFC 9562 version 8).
ENCODE = """
with facts as ({query}),
told as (
    select f.*, p.key as party, md5(concat_ws(chr(31), event_kind, {moment}, coalesce(party_ref, ''), subject,
        coalesce(cast(amount as varchar), ''), currency, data, coalesce(personal, ''))) as content_hash
    from facts f left join parties p on p.ref = f.party_ref),
named as (select *, sha256(concat_ws(chr(31), $run, $ledger, external_key, content_hash)) as digest from told)
select external_key, content_hash, party,
    digest[1:12] || '8' || digest[14:16] || translate(digest[17], '0123456789abcdef', '89ab89ab89ab89ab')
        || digest[18:32] as event_id,
    '{{"kind":"' || event_kind || '","at":' || epoch_us(ts) || ',"received_at":' || $received
        || coalesce(',"party":"' || party || '"', '') || ',"source":"' || $source || '","subject":' || to_json(subject)
        || coalesce(',"amount":"' || cast(amount as varchar) || '","currency":"' || currency || '"', '')
        || ',"data":' || data || coalesce(',"personal":' || personal, '') || '}}' as body
from named
"""
_FACT = ("external_key", "content_hash", "event_id", "body", "party")


def chunks(bench: Workbench, stream: Stream, *, run: ImportRun, after: int = 0) -> Iterator[tuple[int, list[Fact]]]:
    """The stream's facts behind number `after`, encoded, with the number each chunk ends at."""
    moment = "''" if stream.timeless else "cast(ts as varchar)"
    sql = ENCODE.format(query=stream.query, moment=moment)
    received = microseconds(run.started_at or run.created_at)
    for first in range(after + 1, stream.count + 1, limits.LOAD_CHUNK):
        last = min(first + limits.LOAD_CHUNK - 1, stream.count)
        parameters = {"first": first, "last": last, "run": str(run.key), "ledger": stream.ledger}
        parameters |= {"received": str(received), "source": run.source}
        table = bench.connection.sql(sql, params=parameters).to_arrow_table()
        columns = [table.column(name).to_pylist() for name in _FACT]
        yield (
            last,
            [Fact(k, h, UUID(hex=i), b.encode(), p and UUID(hex=p)) for k, h, i, b, p in zip(*columns, strict=True)],
        )


def write(
    bench: Workbench, stream: Stream, *, run: ImportRun, issuer: str, lake: Lake, on_chunk: Callable[[int], None]
) -> None:
    """Send the stream. Killed anywhere, a second call sends the rest: ids are the same, the spool keeps one of each."""
    mark = source_mark(run.source)
    for last, facts in chunks(bench, stream, run=run, after=run.loaded.get(stream.ledger, 0)):
        compared = ledger.compare(facts, kind=stream.ledger, issuer=issuer)
        fresh = [*compared.new, *(fact for fact, _before in compared.changed)]
        lake.spool.append_encoded(Encoded(fact.event_id.bytes, mark, fact.body) for fact in fresh)
        if compared.changed:
            lake.retract(ids=[before.event_id for _fact, before in compared.changed], by=run.source)
        ledger.remember(compared, run=run, kind=stream.ledger, issuer=issuer, upto=last)
        on_chunk(last)


def count(bench: Workbench, stream: Stream, *, run: ImportRun, issuer: str) -> dict[str, int]:
    """What `write` would do, without writing."""
    total = {"created": 0, "updated": 0, "unchanged": 0}
    for _last, facts in chunks(bench, stream, run=run):
        for name, number in ledger.compare(facts, kind=stream.ledger, issuer=issuer).counts().items():
            total[name] += number
    return total
