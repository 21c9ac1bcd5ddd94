"""What views get: a request whose person is known. Only the routes of the short list see strangers."""

from django.http import HttpRequest

from cordiale.people.models import User


class SignedRequest(HttpRequest):
    """For annotations: the middleware has sent strangers to the sign-in page before the view is called."""

    user: User
