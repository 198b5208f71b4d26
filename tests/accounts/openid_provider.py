"""An identity provider, as a process of its own on this machine: `python -m tests.accounts.openid_provider`.

It holds its clients to what OpenID Connect asks of them (PKCE, a registered way back, the client's own secret, codes that
are good once), and may be told to do what no honest provider does. It prints its address and serves until it is ended.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "krem portal", "between:us/both"
KEYS = {
    kid: rsa.generate_private_key(public_exponent=65537, key_size=2048) for kid in ("one", "two", "foreign")
}
# The surest first.
LEVELS = ("high", "substantial", "low")


class State:
    """What the provider has been told, and what it has been asked."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, Any]] = []


class Handler(BaseHTTPRequestHandler):
    state = State()
    issuer = ""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        told = self.state.told
        if parts.path == "/.well-known/openid-configuration":
            self.state.asked.append({"at": "configuration"})
            self.tell(self.configuration() | told.get("configuration", {}))
        elif parts.path == "/keys":
            self.state.asked.append({"at": "keys"})
            self.tell({"keys": [public(kid) for kid in told.get("keys", ["one"])]})
        elif parts.path == "/authorize":
            self.authorize(query)
        elif parts.path == "/asked":
            self.tell({"asked": self.state.asked})
        else:
            self.tell({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/told":
            self.state.told, self.state.asked = json.loads(body), []
            self.tell({})
        elif self.path == "/token":
            self.token({name: values[-1] for name, values in parse_qs(body).items()})
        else:
            self.tell({"error": "not_found"}, 404)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> None:
        """Somebody signs in here: whoever the test has named, as surely as the address asks for."""
        self.state.asked.append({"at": "authorize", **query})
        told = self.state.told
        wrong = (
            query.get("client_id") != CLIENT
            or not query.get("redirect_uri", "").endswith("/return/")
            or query.get("response_type") != "code"
            or "openid" not in query.get("scope", "").split()
            or query.get("code_challenge_method") != "S256"
            or not query.get("code_challenge")
        )
        if wrong:
            return self.tell({"error": "invalid_request"}, 400)
        answer = {"state": query.get("state", ""), "iss": self.issuer}
        if "error" in told:
            answer |= {"error": told["error"], "error_description": "20914695016"}
        else:
            code = answer["code"] = secrets.token_urlsafe(16)
            self.state.codes[code] = query
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer | told.get('answer', {}))}")
        self.end_headers()

    def token(self, sent: dict[str, str]) -> None:
        self.state.asked.append({"at": "token", **sent})
        told = self.state.told
        if status := told.get("token_status"):
            return self.tell({}, status)
        asked = self.state.codes.pop(sent.get("code", ""), None)
        challenge = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or self.client(sent) != (CLIENT, SECRET)
            or sent.get("grant_type") != "authorization_code"
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return self.tell({"error": "invalid_grant"}, 400)
        now = int(time.time())
        wanted = asked.get("acr_values", "low").split()
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "somebody",
            "iat": now,
            "exp": now + 120,
            "nonce": asked.get("nonce"),
            "acr": next((level for level in LEVELS if level in wanted), "low"),
            **told.get("claims", {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = told.get("token") or signed(claims, told.get("sign", "RS256"), told.get("kid", "one"))
        return self.tell(
            {"id_token": token, "access_token": "a" * 40, "refresh_token": "r" * 40, "token_type": "Bearer"}
        )

    def client(self, sent: dict[str, str]) -> tuple[str, str]:
        head = self.headers.get("Authorization", "")
        if head.startswith("Basic "):
            name, _, secret = base64.b64decode(head[6:]).decode().partition(":")
            return unquote_plus(name), unquote_plus(secret)
        return sent.get("client_id", ""), sent.get("client_secret", "")

    def tell(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def public(kid: str) -> dict[str, Any]:
    """A key as it is published; the shared one is a secret that everybody can read there."""
    if kid == "shared":
        secret = base64.urlsafe_b64encode((SECRET * 3).encode()).rstrip(b"=").decode()
        return {"kty": "oct", "k": secret, "kid": kid, "alg": "HS256"}
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[kid].public_key())) | {
        "kid": kid,
        "use": "sig",
        "alg": "RS256",
    }


def signed(claims: dict[str, Any], how: str, kid: str) -> str:
    """As it should be, or by no key, by the secret that the client has as well, or by somebody else's key."""
    if how == "none":
        return jwt.encode(claims, None, algorithm="none", headers={"kid": kid})
    if how == "HS256":
        return jwt.encode(claims, SECRET * 3, algorithm="HS256", headers={"kid": kid})
    key = KEYS["foreign" if how == "foreign" else kid]
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid} if how != "unnamed" else {})


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.issuer = f"http://127.0.0.1:{server.server_port}"
    print(Handler.issuer, flush=True)  # noqa: T201 - whoever has started it reads it
    server.serve_forever()
