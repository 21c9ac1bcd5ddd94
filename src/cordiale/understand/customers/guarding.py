"""Which verb stands behind each address of this room."""

from __future__ import annotations

from cordiale.people.rights.routes import guard

SEEN = ("page", "preview", "timeline", "dossier")
ABOUT = {"satisfaction": "satisfaction", "talk": "timeline", "orders": "orders", "contracts": "contract"}
CHANGED = {
    "silence": "consent.record",
    "archive": "party.archive",
    "restore": "party.archive",
    "owner": "party.assign",
    "untie": "relation.change",
    "stick": "party.tag",
    "peel": "party.tag",
    "remove-note": "note.write",
    "restore-note": "note.write",
}
WRITES = {  # the field that a deed writes: its level is asked for as well as its verb
    "owner": "owner", "silence": "do_not_contact", "archive": "archived", "restore": "archived", "stick": "tags",
    "peel": "tags", "untie": "relation", "relate": "relation", "note": "note", "edit-note": "note",
    "remove-note": "note", "restore-note": "note",
}  # fmt: skip
FORMS = {"relate": "relation.change", "note": "note.write", "edit-note": "note.write"}


def register() -> None:
    """Called once when the house opens."""
    for name in ("list", "count", "filters"):
        guard(f"customers:{name}", get="party.read")
    for name in ("display", "lane-count"):
        guard(f"customers:{name}", get="party.read")
    for name in ("keep-view-as", "keep-view", "revise-view", "remove-view", "put-back-view"):
        guard(f"customers:{name}", post="view.keep")
    guard("customers:cell", get="party.read", post="party.read", party="key")
    guard("customers:export", get="party.export")
    guard("customers:new", get="party.create", post="party.create", field="name")
    guard("customers:lookalikes", get="party.create", field="name")
    guard("customers:place", get="party.read", party="key")
    for name in SEEN:
        guard(f"customers:{name}", get="party.read", party="key")
    for name, verb in CHANGED.items():
        guard(f"customers:{name}", post=verb, party="key", field=WRITES.get(name, ""))
    for name, verb in FORMS.items():
        guard(f"customers:{name}", get=verb, post=verb, party="key", field=WRITES[name])
    for name, field in ABOUT.items():
        guard(f"customers:{name}", get="party.read", party="key", field=field)
    guard("customers:edit", get="party.change", post="party.change", party="key", field="name")
    guard("customers:consents", get="party.read", post="consent.record", party="key", field="consent")
