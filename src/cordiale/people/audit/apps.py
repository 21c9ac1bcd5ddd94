from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cordiale.people.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.audit import (  # noqa: F401  most of them register periodic tasks
            anchors,
            guarding,
            mailing,
            proofs,
            retention,
        )

        guarding.register()
