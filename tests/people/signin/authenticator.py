"""A passkey device in software: makes ES256 key pairs and signs challenges as WebAuthn says."""

import base64
import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One device with one passkey."""

    def __init__(self, *, origin="http://testserver", verified=True):
        self.origin, self.rp = origin, origin.split("//")[1].split(":")[0]
        self.flags = PRESENT | (VERIFIED if verified else 0)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.counter, self.user = 0, b""

    def _client(self, kind, challenge):
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags, extra=b""):
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(">BI", flags, self.counter) + extra

    def _answer(self, response):
        said = {name: text(value) for name, value in response.items()}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": said})

    def create(self, options):
        self.user = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        made = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        attested = cbor.encode(
            {"fmt": "none", "attStmt": {}, "authData": self._data(self.flags | ATTESTED, bytes(made))}
        )
        return self._answer(
            {"clientDataJSON": self._client("create", options["challenge"]), "attestationObject": attested}
        )

    def get(self, options):
        client, data = self._client("get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({
            "clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user,
        })  # fmt: skip
