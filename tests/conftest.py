"""What every test shares: a data directory of its own, set before Django reads its settings."""

import os
import tempfile

os.environ.setdefault("CORDIALE_DATA", tempfile.mkdtemp(prefix="cordiale-test-"))
