"""Marts: figures over the lake as Ibis expressions. Tables in, table out, nothing executed, no Django.

The same expression gives the same rows on DuckDB and on Spark (tests/understand). What makes them equal:
every output column is cast to a declared schema (`columns.declared`), every ranked window ends with a unique
tie-breaker, money is decimal, differences of time are taken on epoch seconds, logarithms are summed as integers
(thousandths), and business days come from `calendar`, not from the engine's time-zone tables.
Columns named `pid` are the lake's pseudonyms of persons (docs/adr on personal data).
"""
