"""Telling the lake whose facts count as whose: as it stands when the job runs, so order and repeats do not matter."""

from __future__ import annotations

from uuid import UUID

from cordiale import jobs


@jobs.task(queue="default")
def tell(merge: str) -> None:
    """Let the lake follow the records of one merge, or their separation."""
    from cordiale.people import lakehouse
    from cordiale.people.merging.models import Merge
    from cordiale.people.models import Party

    made = Merge.objects.filter(key=UUID(merge)).first()
    if made is None:
        return
    direct = list(made.parties.values_list("party_id", flat=True))
    # Those merged into them before point to the new survivor too, or to them again.
    keys = {change.row for change in made.changes.filter(table="people.Party")}
    rows = Party.objects.filter(pk__in={*direct, *map(int, keys)} - {made.survivor_id}).select_related("merged_into")
    lakehouse.lake().alias({one.key: one.merged_into.key if one.merged_into else None for one in rows})
