"""Files attached to a party: safe types only, known by their content, never shown by our own origin (docs/files.md)."""
