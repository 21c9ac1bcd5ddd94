"""What is refused: to people in their words, to programs in those of RFC 6749."""

from __future__ import annotations

from typing import ClassVar

from cordiale.core.errors import Refusal


class NoSuchApplication(Refusal):
    code = "no_such_application"
    sentence = "Cette application n’existe pas, ou plus."
    status = 404


class BadApplication(Refusal):
    code = "bad_application"
    sentence = "Cette application ne peut pas être inscrite\u00a0: %(why)s"
    status = 422


class NotYourOwnApplication(Refusal):
    code = "not_your_own_application"
    sentence = "Une application est approuvée par quelqu’un d’autre que la personne qui l’a inscrite ou changée."
    status = 403


class NotWaiting(Refusal):
    code = "application_not_waiting"
    sentence = "Cette application n’attend pas d’approbation."


class StoppedForGood(Refusal):
    code = "application_stopped"
    sentence = "Cette application est arrêtée pour de bon\u00a0: inscrivez-en une autre."


class NotConfidential(Refusal):
    code = "application_without_secret"
    sentence = "Cette application n’a pas de secret."


class UnknownApplication(Refusal):
    """Said on a page: nobody is sent anywhere before the application and the address are known."""

    code = "unknown_application"
    sentence = (
        "L’application qui vous envoie ici n’est pas en service chez vous. Rien n’a été accordé\u00a0; "
        "vous pouvez fermer cette page."
    )
    status = 400


class UnknownReturn(Refusal):
    code = "unknown_return"
    sentence = (
        "L’application demande de répondre à une adresse qui n’est pas la sienne. Rien n’a été accordé\u00a0; "
        "prévenez la personne qui administre votre espace."
    )
    status = 400


class Wrong(Refusal):
    """What a program is told (RFC 6749, 5.2): `code` is the protocol's, `told` is plain ASCII, for its maker."""

    code = "invalid_request"
    told: ClassVar[str] = "The request is not of the form this address expects."
    status = 400


class WrongClient(Wrong):
    code = "invalid_client"
    told = "The application is unknown, not in service, or its secret is wrong."
    status = 401


class WrongGrant(Wrong):
    """One answer for whatever is wrong with a code or a token: a stranger learns nothing."""

    code = "invalid_grant"
    told = "The code or token is wrong, used, expired, ended, or not yours."


class WrongKind(Wrong):
    code = "unsupported_grant_type"
    told = "Only authorization_code and refresh_token."


class WrongScope(Wrong):
    code = "invalid_scope"
    told = "The scope goes beyond what was agreed to."


class WrongTokenMethod(Wrong):
    told = "POST only."
    status = 405
