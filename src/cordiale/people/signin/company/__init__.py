"""Signing in through the company's own service: OpenID Connect, authorisation code with PKCE (docs/signin.md)."""
