"""The one gate through which the house calls addresses that people or programs gave it (docs/api.md, "Outbound").

    reply = outbound.fetch("https://shop.example/hook", method="POST", body=b"{}", headers={...})

Nothing else may open a connection to a given address. Of the answer only the status is told, never a byte.
"""

from cordiale.channels.outbound.gate import Reply, checked, fetch
from cordiale.channels.outbound.refusals import DestinationRefused

__all__ = ["DestinationRefused", "Reply", "checked", "fetch"]
