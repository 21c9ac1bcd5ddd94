"""What changed about parties, in an order that hides nothing (docs/api.md, "Changes").

The database itself writes the feed, by triggers on the parties and their timeline: no way of changing a record, one by
one or by the million, can forget it.

The order. A reader asks for what stands after a place, and what it has passed must never gain a row. Numbers given by a
sequence do not promise that: a transaction that took a low number may commit after one that took a high number.
SQLite has one writer at a time, which takes its numbers and commits before the next begins: there, the number is the
order. On PostgreSQL every row carries its transaction's id, and the order is (transaction, number). A reader is shown
only transactions below the oldest of this database that is still running: each of them has ended, none can begin
again, so no row can ever appear before a place that was read. A transaction that stays open holds the feed back, and
lets nothing be lost.
"""
