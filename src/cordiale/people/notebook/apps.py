from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotebookConfig(AppConfig):
    name = "cordiale.people.notebook"
    label = "notebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.people.notebook import holdings, mentions
        from cordiale.people.notices import kinds
        from cordiale.web import panels

        holdings.declare()
        rights.routes.guard("notebook:colleagues", get="note.write")
        rights.routes.guard("notebook:pinned", get="note.write", party="key", field="note")
        rights.routes.guard("notebook:pin", post="note.write", party="key", field="note")
        rights.routes.guard("notebook:history", get="note.write", party="key", field="note")
        kinds.register(
            mentions.KIND, label=_("On me mentionne"), icon="message-square-text", say=mentions.say, href=mentions.href
        )
        panels.register(
            place="customer", key="pinned", title=_("Notes épinglées"), url="notebook:pinned", column="main", order=10
        )
