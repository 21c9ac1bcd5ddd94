"""What this room refuses."""

from cordiale.core.errors import Refusal


class NoSuchWebhook(Refusal):
    code = "no_such_webhook"
    sentence = "Ce webhook n’existe pas ou plus."
    status = 404


class NotGivenUp(Refusal):
    code = "not_given_up"
    sentence = "Seul un message abandonné peut être envoyé de nouveau."


class UnknownTopic(Refusal):
    code = "unknown_topic"
    sentence = "«\u00a0%(value)s\u00a0» ne peut pas être suivi."
    status = 422
