"""What the service is told by its environment: one table of settings, one clear line for each mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.credentials import kept
from bot.errors import UserError

PUBLIC_GITHUB = "https://api.github.com"


class SettingsError(UserError):
    """A setting is missing or makes no sense; the text is one line that says which and what to do."""


class Settings(BaseSettings):
    """The settings of the service, as documented in docs/operate.md.

    Times are in seconds. ``retry_pauses`` are the pauses between the attempts at one job; their number is
    the number of attempts after the first. ``heartbeat`` is how often a busy worker says that it lives: a
    job whose worker has been silent for four of them is given to another. ``sweep_interval`` lies between two
    looks at what may have been lost (0: never), ``write_pause`` between two writes to one installation,
    ``result_pause`` between the first of a swarm of other Apps' results and the check that sees them all.
    """

    model_config = SettingsConfigDict(
        extra="ignore",
        populate_by_name=True,
        env_prefix="ASBUILT_",  # without it LOG or DATA in somebody's environment would be taken for ours
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    github_url: str = Field(default=PUBLIC_GITHUB, validation_alias="ASBUILT_GITHUB_URL")
    app_id: str = Field(default="", validation_alias="ASBUILT_APP_ID")
    private_key: SecretStr = Field(default=SecretStr(""), validation_alias="ASBUILT_PRIVATE_KEY")
    private_key_file: Path | None = Field(default=None, validation_alias="ASBUILT_PRIVATE_KEY_FILE")
    webhook_secret: SecretStr = Field(default=SecretStr(""), validation_alias="ASBUILT_WEBHOOK_SECRET")
    public_url: str = Field(default="", validation_alias="ASBUILT_PUBLIC_URL")
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    data: Path = Field(
        default_factory=lambda: Path("~/.local/share/asbuilt").expanduser(), validation_alias="ASBUILT_DATA"
    )
    log: Literal["", "json", "text"] = Field(default="", validation_alias="ASBUILT_LOG")
    metrics_token: SecretStr = Field(default=SecretStr(""), validation_alias="ASBUILT_METRICS_TOKEN")
    retry_pauses: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(10, 60, 300, 900), validation_alias="ASBUILT_RETRY_PAUSES"
    )
    heartbeat: int = Field(default=5, ge=1, le=60, validation_alias="ASBUILT_HEARTBEAT")
    job_timeout: int = Field(default=900, ge=10, validation_alias="ASBUILT_JOB_TIMEOUT")
    sweep_interval: int = Field(default=300, ge=0, validation_alias="ASBUILT_SWEEP_INTERVAL")
    write_pause: float = Field(default=1.0, ge=0, le=60, validation_alias="ASBUILT_WRITE_PAUSE")
    result_pause: int = Field(default=15, ge=0, le=600, validation_alias="ASBUILT_RESULT_PAUSE")
    request_timeout: float = Field(default=30.0, gt=0, validation_alias="ASBUILT_REQUEST_TIMEOUT")

    @field_validator("github_url", "public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must start with https://")
        return value.rstrip("/")

    @field_validator("retry_pauses", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of this process's environment, with the credentials that the set-up page has kept where it
        gives none. Raises SettingsError naming the variable."""
        try:
            settings = cls()
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}") from None
        return settings.with_kept()

    @property
    def registered(self) -> bool:
        """Whether there is any of an App's credentials."""
        secrets = (self.private_key, self.webhook_secret)
        given = any(secret.get_secret_value() for secret in secrets)
        return given or bool(self.app_id) or self.private_key_file is not None

    def with_kept(self) -> Settings:
        """These settings with the credentials in the data folder, unless there are some already: never a mixture.

        Raises CredentialsError if they cannot be read, SettingsError if they belong to another GitHub."""
        found = None if self.registered else kept(self.data)
        if found is None:
            return self
        if "github_url" in self.model_fields_set and self.github_url != found.github_url:
            raise SettingsError(
                f"ASBUILT_GITHUB_URL: the App in {self.data} is registered at {found.github_url}, not at {self.github_url}"
            )
        return self.model_copy(
            update={
                "app_id": found.app_id,
                "private_key": SecretStr(found.private_key),
                "webhook_secret": SecretStr(found.webhook_secret),
                "github_url": found.github_url,
                "public_url": self.public_url or found.public_url,
            }
        )

    def key(self) -> str:
        """The App's private key as PEM text. Raises SettingsError without one or if it cannot be read."""
        text = self.private_key.get_secret_value()
        if not text and self.private_key_file is not None:
            try:
                text = self.private_key_file.read_text(encoding="ascii")
            except (OSError, UnicodeError) as error:
                reason = getattr(error, "strerror", None) or "it is no PEM text"
                raise SettingsError(
                    f"ASBUILT_PRIVATE_KEY_FILE: cannot read {self.private_key_file}: {reason}"
                ) from None
        text = text.replace("\\n", "\n").strip()  # one-line environments carry the PEM with \n written out
        if not text:
            raise SettingsError("ASBUILT_PRIVATE_KEY or ASBUILT_PRIVATE_KEY_FILE is not set")
        if not text.startswith("-----BEGIN"):
            raise SettingsError("ASBUILT_PRIVATE_KEY: this is no PEM key (it must begin with -----BEGIN)")
        return text + "\n"

    def secret(self) -> bytes:
        """The webhook's secret. Raises SettingsError without one: unsigned deliveries are never taken."""
        secret = self.webhook_secret.get_secret_value()
        if not secret:
            raise SettingsError("ASBUILT_WEBHOOK_SECRET is not set")
        return secret.encode()

    def app(self) -> str:
        """The App's id. Raises SettingsError without one."""
        if not self.app_id:
            raise SettingsError(
                "ASBUILT_APP_ID is not set (`asbuilt serve` registers an App, without credentials)"
            )
        return self.app_id

    def redis(self) -> str:
        """The address of Redis. Raises SettingsError without one."""
        if not self.redis_url:
            raise SettingsError("REDIS_URL is not set (`asbuilt serve` brings its own store)")
        return self.redis_url
