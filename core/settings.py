"""Every setting, typed, in one place. Each also from a file: CHAMPION_X_FILE names one that holds X."""

import os
import secrets
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import BadInput

PREFIX = "CHAMPION_"


class Settings(BaseSettings):
    """How this installation runs. Names, defaults and meanings stand in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    timezone: str = "Europe/London"

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"

    embedding_model: str = ""
    log_level: str = "INFO"
    demo: bool = False

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("is not a time zone; use a name like Europe/London") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def effective_database_url(self) -> str:
        """The given database, or an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'champion.db').resolve()}"


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment and from *_FILE. Raises BadInput naming the setting."""
    try:
        return Settings(**{**_from_files(), **overrides})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else "a setting"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise BadInput(f"{name}: {reason}. Please correct it and start again.") from error


def _from_files() -> dict[str, str]:
    values = {}
    for name, path in os.environ.items():
        if not (name.startswith(PREFIX) and name.endswith("_FILE")):
            continue
        field = name.removeprefix(PREFIX).removesuffix("_FILE").lower()
        if field not in Settings.model_fields:
            continue
        try:
            values[field] = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadInput(f"{name} names {path}, which cannot be read: {error.strerror}.") from error
    return values


def prepare_data_dir(settings: Settings) -> Path:
    """Make the data folder and prove it can be written. Raises BadInput."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".can-write"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise BadInput(
            f"Cannot write to the data folder {folder} ({error.strerror}). "
            "Make it writable, or set CHAMPION_DATA_DIR to another folder."
        ) from error
    return folder


def secret_key(settings: Settings) -> bytes:
    """The installation's key: the setting, or one made once and kept in the data folder."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = prepare_data_dir(settings) / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
