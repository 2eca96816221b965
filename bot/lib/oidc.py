"""Asks an OpenID Connect provider who somebody is, and believes it only after checking; it knows no staff and no page.

The authorization code flow with PKCE (RFC 7636), state and nonce:
1. `address` is where the browser goes to; what was `Asked` stays with the browser and comes back with it.
2. `identity` changes the code for an ID token and checks it: signature by the provider's published keys, issuer,
   audience, times, nonce (OpenID Connect Core, 3.1.3.7).
Authlib is imported by the first call: half a second that only a city with single sign-on pays.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.lib.clock import monotonic

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SCOPE = "openid email profile"
TIMEOUT_SECONDS = 4.0
"""For connecting, and again for the answer: whoever signs in holds the thread that answers residents."""
KEPT_SECONDS = 3600.0
"""How long what the provider says about itself is believed; an unknown key is asked for at once."""
DOWN_SECONDS = 20.0
"""After a provider did not answer, nobody waits for it again for so long."""
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""Signatures by a key of the provider's own; never `none`, and none made with a secret that others know."""
MOST_BYTES = 1_000_000


class Unreachable(Exception):
    """The provider did not answer, or not as one; the message says what happened, for the log."""


class NotBelieved(Exception):
    """The provider's answer is not for us, not of now, or not its own; the message says what is wrong, for the log."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in was begun with; each is random and used once."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is. `methods` are how they proved it (`amr`, RFC 8176), where it says so."""

    issuer: str
    subject: str
    email: str
    email_is_verified: bool
    methods: tuple[str, ...] = ()


class Provider:
    """One provider, by its issuer address; what it says about itself is asked when first needed, and kept a while."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_to: str,
        *,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self.issuer, self.client_id, self.redirect_to = issuer.rstrip("/"), client_id, redirect_to
        self._secret, self._seconds = client_secret, seconds
        self._about: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._down_until = 0.0
        self.timeout = TIMEOUT_SECONDS

    def address(self, asked: Asked) -> str:
        """Where the browser goes to prove who it is. Unreachable."""
        about = self._metadata()
        with self._client(about) as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=asked.state, nonce=asked.nonce, code_verifier=asked.verifier
            )
        return str(address)

    def identity(self, code: str, asked: Asked, *, now: datetime) -> Identity:
        """Who came back with this code. Unreachable, NotBelieved."""
        about = self._metadata()
        token = self._token(about, code, asked)
        claims = self._claims(about, token, asked, now)
        if "email" not in claims and "userinfo_endpoint" in about:
            claims = {**self._told_apart(about, token, claims["sub"]), **claims}
        methods = claims.get("amr")
        return Identity(
            str(claims["iss"]), str(claims["sub"]), str(claims.get("email", "")).strip().lower(),
            claims.get("email_verified") in (True, "true"),
            tuple(map(str, methods)) if isinstance(methods, list) else (),
        )  # fmt: skip

    def _metadata(self) -> dict[str, Any]:
        """What the provider publishes about itself (OpenID Connect Discovery)."""
        if self._about and self._seconds() < self._about[0]:
            return self._about[1]
        about = self._fetched(f"{self.issuer}/.well-known/openid-configuration")
        if str(about.get("issuer", "")).rstrip("/") != self.issuer:
            raise Unreachable("the discovery document is of another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not self._is_fit(about.get(name)):
                raise Unreachable(f"{name} is missing, or not encrypted")
        self._about = (self._seconds() + KEPT_SECONDS, about)
        return about

    def _is_fit(self, address: object) -> bool:
        """Whether this is an address; encrypted, unless the issuer itself is not, as in tests."""
        scheme = urlsplit(address).scheme if isinstance(address, str) else ""
        return scheme == "https" or (scheme == "http" and self.issuer.startswith("http:"))

    def _client(self, about: Mapping[str, Any]) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Session(
            self.client_id, self._secret, scope=SCOPE, redirect_uri=self.redirect_to, code_challenge_method="S256",
            token_endpoint_auth_method=way, default_timeout=self.timeout,
        )  # fmt: skip

    def _token(self, about: Mapping[str, Any], code: str, asked: Asked) -> Mapping[str, Any]:
        from authlib.integrations.base_client import OAuthError
        from requests import RequestException

        self._unless_down()
        try:
            with self._client(about) as client:
                token: Mapping[str, Any] = client.fetch_token(
                    about["token_endpoint"], code=code, grant_type="authorization_code", code_verifier=asked.verifier,
                    allow_redirects=False,
                )  # fmt: skip
        except OAuthError as error:
            raise NotBelieved(f"the provider does not take the code: {error.error}") from error
        except (RequestException, ValueError) as error:
            raise self._down(error) from error
        if not isinstance(token.get("id_token"), str):
            raise NotBelieved("the answer has no ID token")
        return token

    def _claims(
        self, about: Mapping[str, Any], token: Mapping[str, Any], asked: Asked, now: datetime
    ) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        try:
            decoded = self._decoded(about, token["id_token"])
            claims = CodeIDToken(
                decoded.claims, decoded.header,
                {
                    "iss": {"essential": True, "value": about["issuer"]},
                    "aud": {"essential": True, "value": self.client_id},
                    "sub": {"essential": True},
                    "nonce": {"essential": True},
                },
                {"nonce": asked.nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
            )  # fmt: skip
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise NotBelieved(f"the ID token is not good: {error}") from error
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise NotBelieved("the ID token says nothing usable about who it is")
        return dict(claims)

    def _decoded(self, about: Mapping[str, Any], id_token: str) -> Any:
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(id_token, self._key_set(about), registry=registry)
        except InvalidKeyIdError:  # The provider has begun to sign with another key.
            return jwt.decode(id_token, self._key_set(about, anew=True), registry=registry)

    def _key_set(self, about: Mapping[str, Any], *, anew: bool = False) -> "KeySet":
        from joserfc.jwk import KeySet

        if self._keys and not anew and self._seconds() < self._keys[0]:
            return self._keys[1]
        published = self._fetched(about["jwks_uri"])
        keys = KeySet.import_key_set(published)  # type: ignore[arg-type]  # It looks itself whether these are keys.
        self._keys = (self._seconds() + KEPT_SECONDS, keys)
        return keys

    def _told_apart(self, about: Mapping[str, Any], token: Mapping[str, Any], subject: str) -> Mapping[str, Any]:
        """What the provider tells only when asked again (OpenID Connect Core, 5.3); of the same person, or nothing."""
        told = self._fetched(about["userinfo_endpoint"], bearer=str(token.get("access_token", "")))
        if not hmac.compare_digest(str(told.get("sub", "")).encode(), subject.encode()):
            raise NotBelieved("the provider tells about somebody else")
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    def _fetched(self, address: str, *, bearer: str = "") -> dict[str, Any]:
        import requests

        self._unless_down()
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
        try:
            answer = requests.get(address, headers=headers, timeout=self.timeout, allow_redirects=False, stream=True)
            with answer:
                answer.raise_for_status()
                body = answer.raw.read(MOST_BYTES, decode_content=True)
            found = loads(body) if answer.status_code == 200 else None
        except (requests.RequestException, ValueError, OSError) as error:
            raise self._down(error) from error
        if not isinstance(found, dict):
            raise self._down(ValueError("not a JSON object"))
        return found

    def _unless_down(self) -> None:
        if self._seconds() < self._down_until:
            raise Unreachable("it did not answer a moment ago")

    def _down(self, error: Exception) -> Unreachable:
        self._down_until = self._seconds() + DOWN_SECONDS
        return Unreachable(f"{type(error).__name__}: {error}"[:300])
