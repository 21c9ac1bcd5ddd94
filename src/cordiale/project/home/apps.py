from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cordiale.project.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.project import nightly  # noqa: F401  registers its periodic tasks
