from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cordiale.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.jobs import housekeeping  # noqa: F401  registers its periodic task
