"""What may be asked of a choice that everybody has."""

from cordiale.core.conditions import Op

CHOSEN = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
