from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "cordiale.people.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.rights import core
        from cordiale.web import gate

        core.register()
        gate.keep(core.may_open)
