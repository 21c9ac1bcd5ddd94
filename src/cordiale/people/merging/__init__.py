"""Making one record of several that are the same person, and several again (docs/merging.md)."""
