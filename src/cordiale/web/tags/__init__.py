"""The functions behind `{% load ui %}`, by kind; `templatetags/ui.py` registers them."""
