"""One script per bar of speed: prints figures, and JSON with --json."""
