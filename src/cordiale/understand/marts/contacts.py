"""Which kinds of event are an exchange with the customer, and in which direction."""

INBOUND = (
    "call.received",
    "chat.started",
    "form.submitted",
    "letter.received",
    "mail.received",
    "message.received",
    "review.written",
    "sms.received",
    "survey.answered",
    "ticket.opened",
)
OUTBOUND = (
    "call.made",
    "letter.sent",
    "mail.sent",
    "message.sent",
    "push.sent",
    "sms.sent",
)
EXCHANGES = INBOUND + OUTBOUND
WINDOW_DAYS = 90
