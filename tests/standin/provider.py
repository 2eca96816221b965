"""A small genuine OpenID Connect provider on loopback, made of Authlib's server side: python -m tests.standin.provider.

It signs in whoever `/__do` names last and asks nobody for a password; everything else is as the specifications have it:
discovery, a page with a form, codes that work once, PKCE, a client that proves itself, signed ID tokens. `/__do` also
takes a fault, which is then in every ID token or answer.
"""

import hmac
import json
import sys
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from threading import Lock

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, abort, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "console", "between-the-two-of-us-and-nobody-else"
FAULTS = (
    "", "nonce", "aud", "iss", "expired", "future", "unsigned", "symmetric", "other_key", "thin", "somebody_else",
    "down", "garbage",
)  # fmt: skip


@dataclass
class Client:
    """The one client there is: the console."""

    redirect_uris: list[str] = field(default_factory=list)

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """A code that was given out, and for whom."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    user: dict
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return 0

    def get_acr(self) -> str:
        return ""

    def get_amr(self) -> list:
        return self.user.get("amr", [])


@dataclass
class State:
    """What the provider knows; `asked` are the addresses it was called at."""

    issuer: str = ""
    client: Client = field(default_factory=Client)
    user: dict = field(default_factory=dict)
    fault: str = ""
    now: float | None = None
    codes: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    strange: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    lock: Lock = field(default_factory=Lock)

    def time(self) -> int:
        return int(time.time() if self.now is None else self.now)


STATE = State()


class CodeGrant(grants.AuthorizationCodeGrant):
    """Codes are kept in memory and work once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code, request):
        given = request.payload.data
        STATE.codes[code] = Code(
            code, request.payload.redirect_uri, request.payload.scope, given.get("nonce", ""), dict(request.user),
            given.get("code_challenge", ""), given.get("code_challenge_method", ""),
        )  # fmt: skip

    def query_authorization_code(self, code, client):
        return STATE.codes.get(code)

    def delete_authorization_code(self, authorization_code):
        STATE.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class IdTokens(OpenIDCode):
    """ID tokens as they should be, or with the fault that was asked for."""

    def exists_nonce(self, nonce, request):
        return False

    def resolve_client_private_key(self, client):
        return STATE.key

    def get_client_claims(self, client):
        now = STATE.time()
        claims = {"iss": STATE.issuer, "aud": [CLIENT_ID], "iat": now, "auth_time": now, "exp": now + 300}
        if STATE.fault in ("aud", "iss"):
            claims[STATE.fault] = "https://somebody-else.example"
        if STATE.fault in ("expired", "future"):
            shift = -3600 if STATE.fault == "expired" else 3600
            claims.update(iat=now + shift, exp=now + shift + 300)
        return claims

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": STATE.key.kid}

    def generate_user_info(self, user, scope):
        info = {name: value for name, value in user.items() if name != "amr"}
        if STATE.fault in ("thin", "somebody_else"):
            info = {"sub": info["sub"]}
        if STATE.fault == "nonce":
            info["nonce"] = "of another sign-in"
        return UserInfo(info)

    def encode_id_token(self, token, request):
        good = super().encode_id_token(token, request)
        claims = jwt.decode(good, STATE.key).claims
        if STATE.fault == "unsigned":
            header = json.dumps({"alg": "none"}).encode()
            return ".".join([_base64(header), _base64(json.dumps(claims).encode()), ""])
        if STATE.fault == "symmetric":  # The public key, used as if it were a secret that both know.
            signed = ".".join(
                _base64(json.dumps(each).encode()) for each in ({"alg": "HS256", "kid": STATE.key.kid}, claims)
            )
            made = hmac.digest(STATE.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{_base64(made)}"
        if STATE.fault == "other_key":
            return jwt.encode({"alg": "RS256", "kid": STATE.key.kid}, claims, STATE.strange)
        return good


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _token(grant_type, client, user=None, scope=None, expires_in=None, include_refresh_token=True):
    from authlib.common.security import generate_token

    return {"access_token": generate_token(40), "token_type": "Bearer", "expires_in": 300, "scope": scope}


def create_provider() -> Flask:
    """The provider's application."""
    app = Flask("provider")
    app.before_request(_faulty)
    app.add_url_rule("/.well-known/openid-configuration", view_func=_discovery)
    app.add_url_rule("/keys", view_func=_keys)
    app.add_url_rule("/__do", view_func=_do, methods=["POST"])
    _sign_in(app)
    return app


def _faulty():
    if request.path != "/__do":
        STATE.asked.append(request.path)
        if STATE.fault == "down":
            abort(503)
        if STATE.fault == "garbage":
            return "<html>It works!</html>"
    return None


def _discovery():
    return jsonify(
        issuer=STATE.issuer, authorization_endpoint=f"{STATE.issuer}/authorize",
        token_endpoint=f"{STATE.issuer}/token", jwks_uri=f"{STATE.issuer}/keys",
        userinfo_endpoint=f"{STATE.issuer}/userinfo", response_types_supported=["code"],
        subject_types_supported=["public"], id_token_signing_alg_values_supported=["RS256"],
        token_endpoint_auth_methods_supported=["client_secret_basic"], code_challenge_methods_supported=["S256"],
    )  # fmt: skip


def _keys():
    return jsonify(keys=[{**STATE.key.as_dict(private=False), "use": "sig"}])


def _do():
    for name, value in request.get_json().items():
        if name == "redirect_uris":
            STATE.client.redirect_uris = value
        elif name == "new_key":
            STATE.key = RSAKey.generate_key(2048, {"kid": value})
        else:
            setattr(STATE, name, value)
    asked, STATE.asked = STATE.asked, []
    return jsonify(asked=asked)


def _sign_in(app: Flask) -> None:
    """The pages of a sign-in: who it is, the token for the code, and what is known of them."""
    told: dict[str, dict] = {}
    server = AuthorizationServer(
        app, query_client=lambda client_id: STATE.client if client_id == CLIENT_ID else None,
        save_token=lambda token, request: told.update({token["access_token"]: dict(request.user)}),
    )  # fmt: skip
    server.register_token_generator("default", _token)
    server.register_grant(CodeGrant, [IdTokens(require_nonce=True), CodeChallenge(required=True)])

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize():
        grant = server.get_consent_grant(end_user=STATE.user)
        if request.method == "GET":
            return (
                '<!doctype html><html lang="en"><title>Sign in</title><link rel="icon" href="data:,">'
                "<main><h1>City account</h1>"
                '<form method="post"><button>It is me</button></form></main></html>'
            )
        return server.create_authorization_response(grant_user=STATE.user, grant=grant)

    app.add_url_rule("/token", "token", server.create_token_response, methods=["POST"])

    @app.get("/userinfo")
    def userinfo():
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        user = told.get(bearer) or abort(401)
        if STATE.fault == "somebody_else":
            user = {**user, "sub": "somebody else"}
        return jsonify({name: value for name, value in user.items() if name != "amr"})


def main(port: int) -> None:
    """Serve until killed; says its address on the first line."""
    server = make_server("127.0.0.1", port, create_provider(), threaded=True)
    STATE.issuer = f"http://127.0.0.1:{server.port}"
    sys.stdout.write(f"{STATE.issuer}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
