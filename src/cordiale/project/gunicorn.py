"""gunicorn's settings that are not words of its command line."""

from django.conf import settings

logconfig_dict = settings.LOGGING
accesslog = None
