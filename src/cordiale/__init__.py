"""Cordiale: the customer-relationship system that proves its return."""

from importlib.metadata import version

__version__ = version("cordiale")
