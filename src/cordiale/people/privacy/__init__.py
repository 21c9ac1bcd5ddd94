"""One declared map of personal data, and what follows from it: access, erasure, retention, register (docs/privacy.md).

    privacy.declare(Holding(name="files.Attachment", links=("party",), …))    each room, in AppConfig.ready()
    privacy.replay()                                                          after every restore, before opening

This module is light on purpose: it is imported before Django's models are ready.
"""

from cordiale.people.privacy.map import Holding, declare

__all__ = ["Holding", "declare", "overwrite", "replay"]


def replay() -> int:
    """Erase again whoever a restored backup brought back; how many. To be called before the house opens."""
    from cordiale.people.privacy import erasing

    return erasing.replay()


def overwrite() -> None:
    """Overwrite what erased people left on the disk: freed pages, index segments, replaced files of the lake."""
    from cordiale.people.privacy import tasks

    tasks.scrub()
