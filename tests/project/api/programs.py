"""A program that calls, with a key of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.project.api.access import keys
from cordiale.project.api.access.keys import Terms

EVERYTHING = (
    "party.read", "party.create", "party.change", "party.tag", "party.assign", "party.archive", "relation.change",
    "note.write", "consent.record", "event.record", "change.read", "team.read", "import.run",
    "party.merge", "party.share", "history.read", "history.restore", "record.read", "record.change", "view.keep",
    "view.share", "task.own", "task.write", "shelf.own",
)  # fmt: skip


@dataclass
class Program:
    """Calls the API as a program would."""

    client: Client
    text: str = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent: dict[str, Any] = {
            "headers": {**({"Authorization": f"Bearer {self.text}"} if self.text else {}), **headers}
        }
        if body is not None:
            sent |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", **sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)


def key_of(owner: User, **told: Any) -> str:
    terms = {
        "name": "Caisse", "reason": "Relier la caisse", "verbs": EVERYTHING,
        "expires_at": clock.now() + timedelta(days=30),
    } | told  # fmt: skip
    return keys.create(Terms(**terms), owner=owner, by=owner)[1]
