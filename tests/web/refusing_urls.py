"""The house's addresses and one view that refuses."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cordiale.core.errors import Refusal
from cordiale.people.rights.routes import guard
from cordiale.project.urls import handler404, handler500  # noqa: F401
from cordiale.project.urls import urlpatterns as ours


class TooLate(Refusal):
    code = "too_late"
    sentence = "Trop tard pour %(name)s."
    status = 422


def refuse(request: HttpRequest) -> HttpResponse:
    raise TooLate(name="<Emma>")


guard("refusal", get="account.own")
urlpatterns = [*ours, path("refus/", refuse, name="refusal")]
