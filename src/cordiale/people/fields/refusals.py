"""What this room refuses, and in which words."""

from cordiale.core.errors import Refusal


class NoSuchField(Refusal):
    code = "no_such_field"
    sentence = "Ce champ n’existe pas ou plus."
    status = 404


class FieldExists(Refusal):
    code = "field_exists"
    sentence = "Un champ porte déjà le nom %(name)s."


class BadName(Refusal):
    code = "bad_name"
    sentence = "Donnez un nom de champ en lettres\u00a0: «\u00a0%(name)s\u00a0» ne convient pas."
    status = 422


class LabelMissing(Refusal):
    code = "label_missing"
    sentence = "Donnez un nom à lire, en français ou en anglais."
    status = 422


class OptionsMissing(Refusal):
    code = "options_missing"
    sentence = "Donnez au moins un choix."
    status = 422


class TooManyFields(Refusal):
    code = "too_many_fields"
    sentence = "Vous avez déjà %(most)s champs\u00a0: retirez-en un d’abord."


class WrongValue(Refusal):
    code = "wrong_value"
    sentence = "%(field)s\u00a0: «\u00a0%(value)s\u00a0» ne convient pas."
    status = 422


class ValueMissing(Refusal):
    code = "value_missing"
    sentence = "%(field)s\u00a0: une valeur est demandée."
    status = 422


class SomebodyElseChanged(Refusal):
    """`details["fields"]` lists what two people changed at once; nothing was written."""

    code = "somebody_else_changed"
    sentence = "Quelqu’un a changé cette fiche entre-temps\u00a0: %(names)s."


class NoSuchObject(Refusal):
    code = "no_such_object"
    sentence = "Cet objet n’existe pas ou plus."
    status = 404


class ObjectExists(Refusal):
    code = "object_exists"
    sentence = "Un objet porte déjà le nom %(name)s."


class OnlyOne(Refusal):
    code = "only_one"
    sentence = "Cette fiche a déjà son objet %(name)s."
