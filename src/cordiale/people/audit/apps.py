from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cordiale.people.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.audit import anchors, guarding, proofs, retention  # noqa: F401  register periodic tasks

        guarding.register()
