"""Tasks and appointments of the team: due, repeated, reminded of, read by other calendars too (docs/agenda.md)."""
