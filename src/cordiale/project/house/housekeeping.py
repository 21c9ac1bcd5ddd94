"""What this room does by itself."""

from __future__ import annotations

from datetime import time

from cordiale import jobs


@jobs.every(name="house.forget_violations", at=time(3, 20))
def forget_violations() -> None:
    """Forget old counts of stopped contents."""
    from cordiale.project.house import violations

    violations.forget()
