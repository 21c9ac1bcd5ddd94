"""What the agenda refuses."""

from cordiale.core.errors import Refusal


class NoSuchTask(Refusal):
    code = "no_such_task"
    sentence = "Cette tâche n’existe plus, ou vous n’y avez pas accès."
    status = 404


class TitleMissing(Refusal):
    code = "task_title_missing"
    sentence = "Dites en quelques mots ce qu’il y a à faire (200 caractères au plus)."
    status = 422


class DayMissing(Refusal):
    code = "task_day_missing"
    sentence = "Choisissez un jour\u00a0: une heure, un rappel ou une répétition en ont besoin."
    status = 422


class BadRepeat(Refusal):
    code = "task_bad_repeat"
    sentence = "Cette répétition ne peut pas être comprise\u00a0: %(value)s."
    status = 422


class AlreadyClosed(Refusal):
    code = "task_already_closed"
    sentence = "Cette tâche est déjà faite."


class NotClosed(Refusal):
    code = "task_not_closed"
    sentence = "Cette tâche est encore à faire."


class NoSuchFeed(Refusal):
    code = "no_such_feed"
    sentence = "Ce lien d’agenda n’existe pas, ou n’est plus valable."
    status = 404
