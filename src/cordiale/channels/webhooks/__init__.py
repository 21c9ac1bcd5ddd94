"""Webhooks: other programs are told of changes, signed, again until they answer, and what never arrived can be seen.

The dispatcher reads the change feed for each subscription and writes a delivery per change; a job per subscription
sends what is due through the outbound gate. A delivery names the record by its key and holds nothing personal: the
receiver reads the record through the API, with the rights of its own key.
"""
