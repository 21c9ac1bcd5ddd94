"""SQLite as a store that many processes write to: WAL, full durability, one fair queue of writers."""
