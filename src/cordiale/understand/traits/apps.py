from django.apps import AppConfig


class TraitsConfig(AppConfig):
    name = "cordiale.understand.traits"
    label = "traits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.understand.traits import work  # noqa: F401  # declares its periodic tasks
