"""What the rights refuse, and in which words."""

from cordiale.core.errors import Refusal


class NotAllowed(Refusal):
    """`details["why"]` is the sentence of the answer, in the reader's language."""

    code = "not_allowed"
    sentence = "%(why)s"
    status = 403
