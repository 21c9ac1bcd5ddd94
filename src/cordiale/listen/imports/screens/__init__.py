"""The import wizard: choose a file, match its columns, check without writing, import, read the report."""
