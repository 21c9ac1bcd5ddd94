from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "cordiale.understand.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.understand.profile import work  # noqa: F401 -- declares its periodic tasks
