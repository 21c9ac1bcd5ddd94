"""Applications of others that act for somebody of the team, with that person's agreement (docs/oauth.md).

OAuth 2.1: authorisation code with PKCE (S256) and nothing else, each application agreed to by a second person, opaque
tokens kept as hashes, refresh tokens good once. `Application.epoch` is the kill switch: raising it ends every code and
token that was ever given out, at their very next use.
"""
