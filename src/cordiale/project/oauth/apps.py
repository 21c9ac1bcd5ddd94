from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

KEEPERS = {"administrator": "all", "integrator": "all"}


class OauthConfig(AppConfig):
    name = "cordiale.project.oauth"
    label = "oauth"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.project.api import describing as description
        from cordiale.project.api.access import bearers
        from cordiale.project.oauth import describing, housekeeping, telling, texts, tokens  # noqa: F401  its task
        from cordiale.web import panels

        bearers.register(texts.ACCESS, tokens.recognise)
        description.add_scheme("OAuth", describing.scheme)
        _guard()
        telling.register()
        panels.register(
            place="security", key="applications", title=_("Applications reliées"), url="oauth:mine", column="main"
        )


def _guard() -> None:
    from cordiale.people import rights
    from cordiale.web import navigation, public

    verb, guard = rights.verbs.register, rights.routes.guard
    verb("app.connect", label=_("Relier une application à son compte"), like="home.read")
    verb("app.read", label=_("Voir les applications"), changes=False, grants={**KEEPERS, "auditor": "all"})
    verb("app.register", label=_("Inscrire ou changer une application"), sensitive=True, grants=KEEPERS)
    verb("app.approve", label=_("Approuver une application"), sensitive=True, grants={"administrator": "all"})
    verb("app.stop", label=_("Suspendre ou arrêter une application"), grants=KEEPERS)
    public.register("oauth:token", "Applications prove themselves with their secret, a code or a refresh token.")
    public.register("oauth:revoke", "Applications give back their own tokens, which they show.")
    public.register("oauth:metadata", "Tells programs where to begin (RFC 8414); it holds no data.")
    guard("oauth:authorize", get="app.connect", post="app.connect")
    guard("oauth:mine", get="account.own")
    guard("oauth:withdraw", post="account.own")
    guard("applications:list", get="app.read")
    guard("applications:one", get="app.read")
    guard("applications:new", get="app.register", post="app.register")
    guard("applications:change", get="app.register", post="app.register")
    guard("applications:secret", post="app.register")
    guard("applications:approve", post="app.approve")
    guard("applications:suspend", post="app.stop")
    guard("applications:stop", post="app.stop")
    navigation.register(
        group="settings-pages", key="applications", label=_("Applications"), icon="layers", url="applications:list",
        order=905, allowed=rights.may("app.read"),
    )  # fmt: skip
