"""What the programs' door refuses. `code` is stable: programs test it."""

from cordiale.core.errors import Refusal


class Unknown(Refusal):
    code = "no_such_address"
    sentence = "Cette adresse n’existe pas dans l’interface des programmes."
    status = 404


class WrongMethod(Refusal):
    code = "wrong_method"
    sentence = "Cette adresse n’accepte pas cette méthode\u00a0; elle accepte\u00a0: %(allowed)s."
    status = 405


class KeyMissing(Refusal):
    code = "key_missing"
    sentence = "Montrez une clé dans l’en-tête «\u00a0Authorization: Bearer\u00a0»."
    status = 401


class KeyRefused(Refusal):
    """Said of a wrong, expired, ended or superseded key alike: a stranger learns nothing."""

    code = "key_refused"
    sentence = "Cette clé n’est pas valable, ou ne l’est plus."
    status = 401


class PlaceRefused(Refusal):
    code = "place_refused"
    sentence = "Cette clé ne peut pas être utilisée depuis cette adresse."
    status = 403


class ScopeTooNarrow(Refusal):
    code = "scope_too_narrow"
    sentence = "Cette clé ne permet pas «\u00a0%(verb)s\u00a0»."
    status = 403


class FieldNotOpen(Refusal):
    code = "field_not_open"
    sentence = "Le champ «\u00a0%(field)s\u00a0» n’est pas ouvert à cette clé."
    status = 403


class Unreadable(Refusal):
    code = "unreadable"
    sentence = "Le corps de la demande n’est pas lisible en JSON."
    status = 400


class WrongType(Refusal):
    code = "wrong_type"
    sentence = "Envoyez le corps en «\u00a0%(wanted)s\u00a0»."
    status = 415


class TooLarge(Refusal):
    code = "too_large"
    sentence = "Le corps de la demande dépasse %(most)s octets."
    status = 413


class Invalid(Refusal):
    """`details["errors"]` lists the places and what is wrong there, never the value."""

    code = "invalid"
    sentence = "La demande ne correspond pas à la description de cette adresse."
    status = 422


class BadCursor(Refusal):
    code = "bad_cursor"
    sentence = "Ce curseur n’appartient pas à cette demande. Recommencez depuis la première page."
    status = 422


class Changed(Refusal):
    """`details["yours"]` and `details["current"]` are the two ETags."""

    code = "changed_meanwhile"
    sentence = "Cette fiche a été changée entre-temps. Relisez-la, puis recommencez."
    status = 412


class TooManyCalls(Refusal):
    code = "too_many_calls"
    sentence = "Trop d’appels\u00a0: réessayez dans %(retry_after)s s."
    status = 429


class RowsSpent(Refusal):
    code = "row_budget_spent"
    sentence = "Cette clé a lu toutes les fiches permises pour le moment\u00a0: réessayez dans %(retry_after)s s."
    status = 429


class AnotherCall(Refusal):
    code = "idempotency_key_reused"
    sentence = "Cette clé d’idempotence a déjà servi pour une autre demande."
    status = 422


class BadIdempotencyKey(Refusal):
    code = "bad_idempotency_key"
    sentence = "Une clé d’idempotence a de 1 à 200 caractères visibles."
    status = 422


class ReservedKind(Refusal):
    code = "reserved_kind"
    sentence = "Le fait «\u00a0%(kind)s\u00a0» est noté par la maison elle-même."
    status = 422


class BadFact(Refusal):
    code = "bad_event"
    sentence = "Ce fait ne peut pas être noté\u00a0: %(why)s"
    status = 422


class BadAccess(Refusal):
    code = "bad_access"
    sentence = "Cet accès ne peut pas être ouvert\u00a0: %(why)s"
    status = 422


class NoSuchKey(Refusal):
    code = "no_such_key"
    sentence = "Cet accès n’existe pas."
    status = 404


class NoSuchProgram(Refusal):
    code = "no_such_program"
    sentence = "Ce compte de programme n’existe pas."
    status = 404


class NotYours(Refusal):
    """For a row of many: said of every party the caller may not change, seen or unseen."""

    code = "not_yours"
    sentence = "Cette ligne désigne une fiche que cette clé ne peut pas changer."
    status = 403


class Merged(Refusal):
    """Not a no: the same call, method and body, belongs to the record in `Location`; programs' libraries follow it."""

    code = "merged"
    sentence = "Cette fiche fait maintenant partie d’une autre\u00a0: %(survivor)s."
    status = 308
