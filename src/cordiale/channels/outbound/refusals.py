"""What the gate refuses."""

from cordiale.core.errors import Refusal


class DestinationRefused(Refusal):
    """`details["why"]` is a word for programs: form, scheme, port, host, private, unknown."""

    code = "destination_refused"
    sentence = "Cette adresse ne peut pas être appelée (%(why)s). Donnez une adresse https publique."
    status = 422
