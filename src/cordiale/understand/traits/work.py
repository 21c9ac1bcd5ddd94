"""When the lake is told: every few minutes those who changed, each night everybody."""

from __future__ import annotations

from datetime import time

from cordiale import jobs


@jobs.every(minutes=5, name="traits.tell")
def tell_changed() -> None:
    """Tell the lake of those whose record changed."""
    from cordiale.understand.traits import telling

    telling.changed()


@jobs.every(at=time(3, 40), name="traits.tell_all")
def tell_everybody() -> None:
    """Look at everybody: values that change without their record, and whatever was missed."""
    from cordiale.understand.traits import telling

    telling.everybody()
