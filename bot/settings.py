"""Every setting of the product, read once from the environment (`X` or `X_FILE`); it checks, it starts nothing."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.sentences import Sentence

DEFAULT_SECRET = "not-a-secret-only-for-trying-cabildo"  # noqa: S105  that is its point
TWILIO_API = "https://api.twilio.com"


class SettingsError(Exception):
    """What is wrong with the settings, every problem at once, each a sentence that says how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """The settings; each field's sentence is its documentation (docs/settings.md is tested against this class)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: str = Field(
        "sqlite:///var/cabildo.db", description="Where the city's data lives: SQLite or PostgreSQL."
    )
    redis_url: str = Field("", description="Redis for the work queues; empty: `cabildo up` starts an embedded one.")
    secret_key: str = Field(DEFAULT_SECRET, description="Encrypts phone numbers and signs; long, random and kept safe.")
    public_url: str = Field(
        "", description="The address the carrier calls, as in https://text.city.example; empty: localhost."
    )
    port: int = Field(8000, ge=1, le=65535, description="The port that the web process listens on.")
    twilio_account_sid: str = Field("", description="The Twilio account; empty: texts go to the simulator.")
    twilio_auth_token: str = Field("", description="The Twilio account's token; checks signatures and sends texts.")
    twilio_messaging_service_sid: str = Field(
        "", description="The messaging service that sends; preferred to TWILIO_FROM."
    )
    twilio_from: str = Field("", description="The number that sends when there is no messaging service: +15055550100.")
    twilio_api_url: str = Field(TWILIO_API, description="Another address than Twilio's, for tests.")
    flows_path: Path = Field(Path("flows"), description="The folder of the city's flows.")
    categories_path: Path | None = Field(
        None, description="The weights that `cabildo concerns learn` wrote; unset: those that ship with Cabildo."
    )
    translations_path: Path = Field(Path("translations"), description="The folder of the catalogs.")
    transcripts_path: Path = Field(
        Path("tests/transcripts"),
        description="The folder of the transcripts: golden conversations that publishing must leave as they are.",
    )
    simulator: bool | None = Field(
        None, description="Whether /simulator is open; by default only without Twilio settings."
    )
    lease_seconds: float = Field(60, gt=0, description="After how long work that a dead worker held is taken up again.")
    reconcile_seconds: float = Field(
        60, ge=0, description="How long after a lost answer the carrier is asked about a text."
    )
    keep_pace: bool | None = Field(
        None, description="Whether texts leave no faster than their numbers may; by default only with the real Twilio."
    )
    workers_expected: int = Field(
        2,
        ge=1,
        description="How many processes send, at least; while Redis is away each keeps to its share of the pace.",
    )
    mail_server: str = Field(
        "", description="What sends e-mail to staff: smtp://name:password@host:587 or smtps://; empty: the log has it."
    )
    mail_from: str = Field("Cabildo <cabildo@localhost>", description="The sender of e-mail to staff.")
    oidc_issuer: str = Field(
        "", description="The OpenID Connect provider that staff may sign in with, by its issuer address; empty: none."
    )
    oidc_client_id: str = Field("", description="What the provider calls this console.")
    oidc_client_secret: str = Field("", description="The secret that the provider gave for this console.")
    oidc_name: str = Field("", description="What the button calls the provider, as in `City account`; empty: its host.")
    oidc_second_factor: bool = Field(
        False,
        description="Whether the provider asks everybody for a second factor, so that the console asks for none.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="How many proxies of yours stand in front, whose word is taken for who tries to sign in.",
    )
    api_requests_per_minute: int = Field(
        600, ge=1, description="How many requests a minute each API key may make; what is beyond is a 429."
    )
    api_origins: str = Field(
        "",
        description="Web pages that may call the API from a browser, by origin, apart by spaces; empty: none.",
    )
    webhook_allowed_hosts: str = Field(
        "",
        description="Hosts inside your own network that webhooks and Open311 may go to, also without https, as "
        "`host` or `host:port`, apart by commas; empty: only the public internet.",
    )
    open311_api_key: str = Field(
        "", description="The key that the city's other Open311 server gave us (city.yaml, `open311:`, `sends_to:`)."
    )
    open311_requests_per_minute: int = Field(
        120, ge=1, description="How many requests a minute /open311 takes from each key, or each address without one."
    )
    photos_path: Path = Field(
        Path("var/photos"), description="The folder of the photos that residents send, sealed; outside any web root."
    )
    photos_delete_at_carrier: bool = Field(
        False, description="Whether the carrier removes its own copy of a photo once it is kept here."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="From which level on is logged."
    )

    @property
    def is_simulated(self) -> bool:
        """Whether the carrier is the simulator, because no Twilio account is set."""
        return not self.twilio_account_sid

    @property
    def is_production(self) -> bool:
        """Whether residents' phones are at the other end: the real Twilio is set."""
        return not self.is_simulated and self.twilio_api_url.rstrip("/") == TWILIO_API

    @property
    def simulator_is_open(self) -> bool:
        """Whether the phone in the browser may be used."""
        return self.is_simulated if self.simulator is None else self.simulator

    @property
    def pace_is_kept(self) -> bool:
        """Whether texts wait for their turn; simulated phones take any number at once."""
        return not self.is_simulated and (self.is_production if self.keep_pace is None else self.keep_pace)

    @property
    def has_single_sign_on(self) -> bool:
        """Whether staff may come in through the provider: everything that it takes is set."""
        return bool(self.oidc_issuer and self.oidc_client_id and self.oidc_client_secret)

    @property
    def public_base(self) -> str:
        """The public address without a trailing slash, localhost when none is set."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    def problems(self) -> list[str]:
        """What keeps these settings from serving; while the simulator is the carrier, only what is half set."""
        found = self._sign_on_problems()
        if self.is_simulated:
            return found
        if not self.twilio_auth_token:
            found.append(Sentence("TWILIO_AUTH_TOKEN is not set: copy it from the Twilio console, signatures need it."))
        if not (self.twilio_messaging_service_sid or self.twilio_from):
            found.append(
                Sentence(
                    "Set TWILIO_MESSAGING_SERVICE_SID (MG...) or TWILIO_FROM (+1...): nothing can be sent without."
                )
            )
        if not self.is_production:
            return found
        if self.secret_key == DEFAULT_SECRET or len(self.secret_key) < 24:
            found.append(
                Sentence("SECRET_KEY is the default or short: make one with `openssl rand -base64 32` and keep a copy.")
            )
        if not self.public_url.startswith("https://"):
            found.append(Sentence("PUBLIC_URL is unset or not https://: set the address that Twilio calls."))
        if self.simulator_is_open:
            found.append(
                Sentence("SIMULATOR is on: anybody could text as anybody. Unset it, or unset the Twilio settings.")
            )
        return found

    def _sign_on_problems(self) -> list[str]:
        """Single sign-on is set whole or not at all; what is half set would be found by whoever cannot get in."""
        parts = {
            "OIDC_ISSUER": (self.oidc_issuer, Sentence("the issuer address that the provider shows")),
            "OIDC_CLIENT_ID": (self.oidc_client_id, Sentence("the client id that the provider gave")),
            "OIDC_CLIENT_SECRET": (self.oidc_client_secret, Sentence("the client secret that the provider gave")),
        }
        if not any(value for value, _ in parts.values()):
            return []
        found: list[str] = [
            Sentence("%(name)s is not set: set %(what)s, or unset the other OIDC settings.", name=name, what=what)
            for name, (value, what) in parts.items()
            if not value
        ]
        if self.oidc_issuer and not self.oidc_issuer.startswith("https://") and self.is_production:
            found.append(Sentence("OIDC_ISSUER is not https://: anybody on the way could sign in as staff."))
        return found


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment; SettingsError lists everything that cannot be read."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    problems = []
    for name in Settings.model_fields:
        key = name.upper()
        if path := environment.get(f"{key}_FILE"):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                problems.append(f"{key}_FILE points to {path}, which cannot be read: {error.strerror}.")
        elif environment.get(key, "") != "":
            values[name] = environment[key]
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += [f"{str(each['loc'][0]).upper()}: {each['msg']}." for each in error.errors()]
    if problems:
        raise SettingsError(problems)
    return settings.model_copy(update={"database_url": _with_driver(settings.database_url)})


def _with_driver(url: str) -> str:
    """The URL as hosting services write it, with the PostgreSQL driver this program uses."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url
