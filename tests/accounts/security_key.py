"""A passkey without a browser. It signs whatever a test wants, also what no phone and no browser would."""

import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.signing_in.passkeys import portal_host, portal_origin

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED = FLAG.UP, FLAG.UP | FLAG.UV
KIND = {"creation_options": CollectedClientData.TYPE.CREATE, "request_options": CollectedClientData.TYPE.GET}


def asked_for(page: HttpResponse) -> dict[str, object]:
    """What a page asks the browser for."""
    [options] = page.context["js_data"].values()
    return json.loads(json.dumps(options["publicKey"], default=dict))


class SecurityKey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)

    def made(
        self, page: HttpResponse, origin: str = "", host: str = "", flags: int = VERIFIED, **told: object
    ) -> str:
        """What the browser sends for a page that sets up a passkey."""
        return self.registration(client_data(page, origin, **told), host, flags)

    def kept(self) -> dict[str, object]:
        """What the portal keeps of it."""
        words = CollectedClientData.create(CollectedClientData.TYPE.CREATE, bytes(32), portal_origin())
        return json.loads(self.registration(words))

    def registration(self, words: CollectedClientData, host: str = "", flags: int = VERIFIED) -> str:
        public = ES256.from_cryptography_key(self.private.public_key())
        new = AttestedCredentialData.create(bytes(16), self.id, public)
        data = AuthenticatorData.create(hash_of(host), flags | FLAG.AT, 0, new)
        return self.sent(clientDataJSON=words, attestationObject=AttestationObject.create("none", data, {}))

    def shown(
        self, page: HttpResponse, origin: str = "", host: str = "", flags: int = VERIFIED, **told: object
    ) -> str:
        """What the browser sends for a page that asks for a passkey."""
        words = client_data(page, origin, **told)
        data = AuthenticatorData.create(hash_of(host), flags, 1)
        return self.sent(
            clientDataJSON=words,
            authenticatorData=data,
            signature=self.private.sign(data + words.hash, ec.ECDSA(hashes.SHA256())),
        )

    def sent(self, **response: bytes) -> str:
        name = websafe_encode(self.id)
        parts = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({"type": "public-key", "id": name, "rawId": name, "response": parts})


def client_data(page: HttpResponse, origin: str, **told: object) -> CollectedClientData:
    """The browser's own words on what it was asked, and where."""
    [kind] = page.context["js_data"]
    given = {
        "type": KIND[kind],
        "challenge": asked_for(page)["challenge"],
        "origin": origin or portal_origin(),
    }
    return CollectedClientData.create(**given | told)


def hash_of(host: str) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update((host or portal_host()).encode())
    return digest.finalize()
