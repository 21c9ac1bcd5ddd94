from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "cordiale.people.fields"
    label = "fields"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.people.fields import builtin, custom, guarding, holdings, registry, things

        builtin.register()
        registry.source(custom.PREFIX, custom.fields)
        registry.things(things.things)
        guarding.register()
        holdings.declare()
        rights.classes.resolve_by(custom.class_of)
