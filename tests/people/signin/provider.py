"""A small OpenID provider on this machine: discovery, keys, authorisation code with PKCE; it can be told to lie."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "cordiale", "très-secret"


class OpenProvider:
    """`claims` replaces what the next tokens say; `key` signs them; `wrong` breaks other parts of the exchange."""

    def __init__(self):
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims, self.asked, self.codes, self.refused = {}, {}, {}, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.named = self.issuer
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)

    def authorise(self, address):
        """What the browser does there: the person agrees, and is sent back with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(16)
        self.asked, self.codes[code] = asked, asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _description(self):
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.named, **{name: self.issuer + path for name, path in paths.items()}}

    def _keys(self):
        public = json.loads(RSAAlgorithm.to_jwk(self.published.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig"}]}

    def _token(self, fields, authorization):
        asked = self.codes.pop(fields.get("code", [""])[0], None)
        verifier = fields.get("code_verifier", [""])[0].encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        name, _, given = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        good_client = (name, given) == (CLIENT, urlencode({"": SECRET})[1:])
        if asked is None or asked["code_challenge"] != challenge or not good_client:
            self.refused.append((asked is None, good_client))
            return {"error": "invalid_grant"}
        now = int(time.time())
        said = {
            "iss": self.issuer, "aud": CLIENT, "sub": "4217", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "email": "figaro@rivage.example", "email_verified": True, "name": "Figaro", "auth_time": now, **self.claims,
        }  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        return {
            "id_token": jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "one"}),
            "token_type": "Bearer",
        }

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._say({"/keys": provider._keys}.get(self.path, provider._description)())

            def do_POST(self):
                fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(provider._token(fields, self.headers.get("Authorization", "")))

            def _say(self, answer):
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
