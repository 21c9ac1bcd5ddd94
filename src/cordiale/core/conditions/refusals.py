"""Why a condition is refused, in words for people."""

from cordiale.core.errors import Refusal


class BadCondition(Refusal):
    code = "bad_condition"
    sentence = "Cette condition ne peut pas être lue\u00a0: «\u00a0%(near)s\u00a0»."
    status = 422


class ConditionTooLarge(Refusal):
    code = "condition_too_large"
    sentence = "Cette condition est trop grande\u00a0: %(what)s, %(most)s au plus."
    status = 422


class UnknownField(Refusal):
    code = "unknown_field"
    sentence = "«\u00a0%(field)s\u00a0» n’est pas un champ que vous pouvez utiliser."
    status = 422


class UnknownOperator(Refusal):
    code = "unknown_operator"
    sentence = "«\u00a0%(op)s\u00a0» ne s’applique pas au champ «\u00a0%(field)s\u00a0»."
    status = 422


class BadValue(Refusal):
    code = "bad_value"
    sentence = "«\u00a0%(value)s\u00a0» ne convient pas au champ «\u00a0%(field)s\u00a0»."
    status = 422
