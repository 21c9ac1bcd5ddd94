"""The rights as screens: people, roles, teams, territories, requests, alerts, and who sees a customer."""
