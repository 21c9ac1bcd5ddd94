"""Ways in and out of the house: the outbound gate, the change feed, webhooks."""
