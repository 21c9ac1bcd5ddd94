"""What imports leave goes after some days."""

import os
from datetime import timedelta

from cordiale.core import clock
from cordiale.listen.imports import leftovers
from cordiale.listen.imports.models import ImportRun


def run(state: str, *, days: int) -> ImportRun:
    """A run that ended (or was begun) so long ago, with its folder."""
    at = clock.now() - timedelta(days=days)
    ended = at if state in ("done", "reverted", "cancelled") else None
    plan = {"columns": {"a": {"evidence": "emma@yonville.example", "style": "x"}}}
    made = ImportRun.objects.create(
        kind="parties", file_name="f.csv", path="", sha256="0" * 64, state=state, plan=plan, created_at=at,
        finished_at=ended,
    )  # fmt: skip
    made.folder.mkdir(parents=True)
    (made.folder / "f.csv").write_text("ref\n1\n")
    os.utime(made.folder, (at.timestamp(), at.timestamp()))
    return made


def test_old_runs_lose_their_files_and_drafts_go(db, settings, tmp_path):
    settings.DATA = tmp_path
    old, recent, running, draft = (
        run(*one[:1], days=one[1]) for one in (("done", 31), ("done", 29), ("running", 40), ("draft", 31))
    )
    stray = tmp_path / "imports" / "stray"
    stray.mkdir()
    os.utime(stray, (0, 0))
    leftovers.sweep()
    assert [one.folder.exists() for one in (old, recent, running, draft)] == [False, True, True, False]
    assert not stray.exists()
    assert not ImportRun.objects.filter(pk=draft.pk).exists()
    old.refresh_from_db()
    assert old.plan == {"columns": {"a": {"evidence": "", "style": "x"}}}
