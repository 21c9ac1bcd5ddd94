"""Backup and restore of the whole house while it works (docs/backup.md says why the order is what it is)."""
