from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "cordiale.listen.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.listen.imports import leftovers, reverting
        from cordiale.people import intake, privacy, rights
        from cordiale.web import navigation

        intake.keep_if(reverting.still_needed)
        privacy.declare(
            privacy.Holding(
                name="imports", label=_("Fichiers importés et lignes refusées"), data_class="contact",
                purposes=("service",), basis="interest", retention="files", recipients=("team", "hosting"), order=95,
                counts=leftovers.count, erases=leftovers.erase, exports=leftovers.given,
            )
        )  # fmt: skip
        privacy.declare(
            privacy.Holding(
                name="imports.RecordTrace", label=_("Ce que des fichiers ont changé aux fiches d’objets"),
                data_class="sensitive", purposes=("service",), basis="interest", retention="files",
                recipients=("team", "hosting"), links=("party",), hidden=("run", "record"),
            )
        )  # fmt: skip
        navigation.register(
            group="listen",
            key="imports",
            label=_("Importer"),
            icon="upload",
            url="imports:start",
            shortcut="i",
            order=90,
        )
        rights.verbs.register("import.run", label=_("Faire entrer un fichier"))
        for name in ("start", "matching"):
            rights.routes.guard(f"imports:{name}", get="import.run", post="import.run")
        for name in ("run", "progress", "refused"):
            rights.routes.guard(f"imports:{name}", get="import.run")
        for name in ("carry-out", "cancel", "discard", "revert", "template"):
            rights.routes.guard(f"imports:{name}", post="import.run")
