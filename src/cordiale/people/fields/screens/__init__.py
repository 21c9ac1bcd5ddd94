"""Réglages > Champs and Objets, and the cards of the customer page."""
