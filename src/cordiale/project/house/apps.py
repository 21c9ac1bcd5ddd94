from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "cordiale.project.house"
    label = "house"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.project.house import housekeeping  # noqa: F401  its nightly task
        from cordiale.web import navigation, public

        rights.verbs.register("settings.read", label=_("Ouvrir les réglages"), changes=False, everyone=True)
        granted = {"administrator": "all"}
        rights.verbs.register("house.read", label=_("Voir la santé de la maison"), changes=False, grants=granted)
        rights.verbs.register(
            "house.change", label=_("Changer les réglages de la maison"), sensitive=True, grants=granted
        )
        rights.routes.guard("house:settings", get="settings.read")
        rights.routes.guard("house:steps", post="settings.read")
        rights.routes.guard("house:help", get="settings.read")
        rights.routes.guard("house:company", get="house.read", post="house.change")
        rights.routes.guard("house:values", get="house.read")
        rights.routes.guard("house:change-logo", post="house.change")
        rights.routes.guard("house:put-logo-back", post="house.change")
        rights.routes.guard("house:health", get="house.read")
        public.register("house:first-run", "Sets an empty house up, with the one-time link of the terminal; else 404.")
        public.register("house:csp", "Browsers report here what the policy stopped; only counts are kept.")
        public.register(
            "house:logo", "The company's logo stands on the sign-in page; it is a picture made safe, no data."
        )
        public.register("house:metrics", "Answers the machine itself, or who shows the token; figures, nobody's data.")
        navigation.register(
            group="settings",
            key="settings",
            label=_("Réglages"),
            icon="settings",
            url="house:settings",
            shortcut="r",
            order=0,
        )
        navigation.register(
            group="settings-pages",
            key="company",
            label=_("Entreprise"),
            told=_("Son nom, son logo, sa langue, sa monnaie, son fuseau horaire."),
            icon="building-2",
            url="house:company",
            order=10,
        )
        navigation.register(
            group="settings-pages",
            key="values",
            label=_("Réglages en vigueur"),
            told=_("Chaque valeur, d’où elle vient, et où elle se change."),
            icon="sliders-horizontal",
            url="house:values",
            order=30,
        )
        navigation.register(
            group="settings-pages",
            key="health",
            label=_("État de la maison"),
            told=_("Base, lac, travaux, sauvegardes\u00a0: ce qui va, et que faire."),
            icon="shield-check",
            url="house:health",
            order=20,
        )
