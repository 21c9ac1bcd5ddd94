"""Réglages > Accès des programmes: the pages where keys are made and ended."""
