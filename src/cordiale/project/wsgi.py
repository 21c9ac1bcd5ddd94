"""The door web servers knock at."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")
application = get_wsgi_application()
