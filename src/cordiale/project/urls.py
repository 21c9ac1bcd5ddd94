"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from cordiale.project import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("cordiale.project.api.urls")),
    path("reglages/webhooks/", include("cordiale.channels.webhooks.urls")),
    path("reglages/acces/", include("cordiale.project.api.screens.urls")),
    path("reglages/applications/", include("cordiale.project.oauth.settings_urls")),
    path("", include("cordiale.project.oauth.urls")),
    path("", include("cordiale.project.house.urls")),
    path("", include("cordiale.project.home.urls")),
    path("clients/en-nombre/", include("cordiale.understand.bulk.urls")),
    path("clients/", include("cordiale.people.merging.urls")),
    path("", include("cordiale.people.files.urls")),
    path("", include("cordiale.people.fields.urls")),
    path("", include("cordiale.people.rights.urls")),
    path("notifications/", include("cordiale.people.notices.urls")),
    path("", include("cordiale.people.shelf.urls")),
    path("", include("cordiale.people.agenda.urls")),
    path("", include("cordiale.people.notebook.urls")),
    path("clients/", include("cordiale.understand.customers.urls")),
    path("", include("cordiale.steer.measures.urls")),
    path("", include("cordiale.listen.imports.screens.urls")),
    path("", include("cordiale.people.signin.urls")),
    path("", include("cordiale.people.signin.team_urls")),
    path("", include("cordiale.people.audit.urls")),
    path("", include("cordiale.people.privacy.urls")),
    path("", include("cordiale.web.urls")),
]
handler400 = "cordiale.web.errors.bad_request"
handler403 = "cordiale.web.errors.forbidden"
handler404 = "cordiale.web.errors.missing"
handler500 = "cordiale.web.errors.broken"
