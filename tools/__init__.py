"""Maintenance scripts of the repository. Nothing here is shipped."""
