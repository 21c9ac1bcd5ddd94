"""The class of every column of every table that leads to a person: what a role's level on that class applies to.

A test fails for a column that does not stand here. `each`: the column holds values that have a class of their own, by
their name (the company's fields, the fields of a change). A table's own key says nothing and is left out, and so are
the columns that lead to the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

EACH = "each"
_WHO_WHEN = "by at"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "agenda.Task": {
        "public": "kind priority assignee by on at zone minutes repeat remind_before remind_at reminded_at closed_at"
        " closed_by following sequence created_at updated_at removed_at",
        "contact": "title details",
    },
    "api.StoredAnswer": {"public": "holder name digest status created_at", "secret": "headers body"},
    "audit.Entry": {"public": "lane position at actor deed subject rows detail hash"},
    "audit.RecordChange": {"public": "at actor", EACH: "before after", "secret": "salt"},
    "bulk.BulkChange": {"public": "run before"},
    "bulk.BulkRun": {
        "public": "deed value language by state created_at ended_at job error total place seen changed restored",
        EACH: "address chosen",
    },
    "feed.Change": {"public": "turn what other kind at"},
    "fields.Record": {"public": "of version created_at updated_at archived_at", "contact": "title", EACH: "values"},
    "files.Attachment": {"public": "kind size by at removed_at", "contact": "name", "secret": "sha256 stored"},
    "imports.ImportRun": {
        "public": "kind template sha256 size state counts loaded cancel_asked created_by created_at started_at"
        " finished_at",
        "contact": "file_name path plan evidence report refusal",
    },
    "imports.RecordTrace": {"public": "run record created version", EACH: "before"},
    "imports.SourceRecord": {
        "public": "kind issuer content_hash event_id run replaced_by",
        "contact": "external_key",
    },
    "imports.Template": {"public": "name label created_by created_at updated_at", "contact": "plan"},
    "jobs.Job": {
        "public": "task queue state next_at attempt worker created_at started_at ended_at cancel_asked_at done total"
        " text",
        "secret": "arguments error",
    },
    "lists.SavedView": {"public": "place name reach owner team created_at updated_at removed_at", EACH: "address"},
    "merging.Apart": {"public": _WHO_WHEN},
    "merging.Merge": {"public": "by at undone_at undone_by"},
    "merging.Merged": {},
    "merging.RowChange": {"public": "place table row", EACH: "before after"},
    "merging.Suspect": {"public": "reasons weight"},
    "notebook.NoteVersion": {"public": "until by", "contact": "body"},
    "notebook.Pin": {"public": _WHO_WHEN},
    "notices.Notice": {"public": "user kind origin actor at read_at mailed_at", "contact": "words"},
    "people.Address": {"public": "purpose city country main source", "contact": "lines postcode"},
    "people.Consent": {
        "public": "identifier purpose channel state at received_at source wording proof actor jurisdiction"
    },
    "people.Identifier": {"public": "kind issuer valid main source created_at", "contact": "value normal"},
    "people.IntakeTrace": {"public": "source created tags at", EACH: "before after"},
    "people.Note": {"public": "author created_at edited_at", "contact": "body"},
    "people.Party": {
        "public": "kind language owner team territory do_not_contact merged_into version source created_at updated_at"
        " archived_at",
        "contact": "name given_name family_name sort_name born_on",
        EACH: "custom",
    },
    "people.Relation": {"contact": "kind role since_on"},
    "people.SearchEntry": {"contact": "body"},
    "people.Tag_parties": {"public": "tag"},
    "people.TimelineEntry": {
        "public": "kind at received_at source spooled_at",
        EACH: "subject amount currency data personal",
    },
    "privacy.Erasure": {
        "public": "state number plan report asked_by approved_by asked_at done_at scrubbed_at",
        "contact": "reason whom",
    },
    "privacy.Handover": {"public": "portable asked_by asked_at ready_at until size taken_at"},
    "privacy.Hold": {"public": "reason at by until_on lifted_at"},
    "privacy.Mark": {"public": "kind purpose reason at by lifted_at"},
    "privacy.Request": {"public": "kind state identity received_at answered_at outcome handled_by"},
    "profile.Profile": {
        "public": "currency country refreshed_at",
        "commercial": "first_order_at last_order_at order_count visit_count foreign_order_count spent returned"
        " average_order year_value cohort",
        "behavioural": "typical_gap_days late_at late recency_score frequency_score money_score rfm last_contact_at"
        " inbound_90d outbound_90d last_event_at",
    },
    "rights.Approval": {
        "public": "verb rows reason asked_by asked_at state decided_by decided_at until",
        EACH: "subject",
    },
    "rights.Honey": {"public": "sown_by sown_at"},
    "rights.Share": {"public": "user team may_change reason given_by given_at until"},
    "shelf.Favourite": {"public": "user at"},
    "shelf.Follow": {"public": "user since"},
    "shelf.Recent": {"public": "user at"},
    "webhooks.Delivery": {
        "public": "subscription change what other kind happened_at state attempts next_at status error elapsed_ms"
        " tried_at"
    },
    "webhooks.Subscription": {
        "public": "name url owner whats kinds old_until turn number created_at paused_at ended_at",
        EACH: "where",
        "secret": "secret old_secret",
    },
}


def of(table: str) -> dict[str, str]:
    """The class of each column of a table, by its name."""
    return {column: data_class for data_class, column in _pairs(table)}


def _pairs(table: str) -> Iterator[tuple[str, str]]:
    for data_class, columns in COLUMNS.get(table, {}).items():
        yield from ((data_class, column) for column in columns.split())


def classes_in(table: str) -> set[str]:
    """The classes that a table's columns have."""
    return set(COLUMNS.get(table, {})) - {EACH}
