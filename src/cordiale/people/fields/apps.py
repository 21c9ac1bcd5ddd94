from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "cordiale.people.fields"
    label = "fields"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.fields import builtin

        builtin.register()
