"""What this room refuses, and in which words."""

from cordiale.core.errors import Refusal


class NoSuchView(Refusal):
    code = "no_such_view"
    sentence = "Cette vue n’existe plus, ou n’est pas partagée avec vous."
    status = 404


class NotYourView(Refusal):
    code = "not_your_view"
    sentence = "Cette vue est à quelqu’un d’autre\u00a0: enregistrez-en une copie."
    status = 403


class ViewUnnamed(Refusal):
    code = "view_unnamed"
    sentence = "Donnez un nom à la vue, de 60\u00a0caractères au plus."
    status = 422


class NoTeam(Refusal):
    code = "no_team_to_share_with"
    sentence = "Vous n’avez pas d’équipe avec qui partager cette vue."
    status = 422
