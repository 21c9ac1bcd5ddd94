from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "cordiale.people.agenda"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.agenda import guarding, holdings, reading, reminders, tasks, words  # noqa: F401
        from cordiale.people.notices import kinds
        from cordiale.web import navigation, panels

        guarding.register()
        holdings.declare()
        kinds.register(
            tasks.ASSIGNED, label=_("Une tâche m’est confiée"), icon="user-plus", say=words.assigned, href=words.href
        )
        kinds.register(tasks.DUE, label=_("Rappel d’une tâche"), icon="calendar-clock", say=words.due, href=words.href)
        panels.register(place="customer", key="tasks", title=_("Tâches"), url="agenda:panel", order=10)
        panels.register(place="home", key="tasks", title=_("À faire aujourd’hui"), url="agenda:today", order=10)
        navigation.register(
            group="", key="tasks", label=_("Tâches"), icon="circle-check", url="agenda:mine", shortcut="t", order=2,
            phone=True, count=reading.pressing,  # type: ignore[arg-type]  # those who see it are signed in
        )  # fmt: skip
        navigation.register(
            group="", key="calendar", label=_("Agenda"), icon="calendar", url="agenda:calendar", shortcut="a", order=3
        )
