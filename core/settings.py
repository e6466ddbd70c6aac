"""Every setting, typed, in one place. Each also from a file: CHAMPION_X_FILE names one that holds X."""

import contextlib
import logging
import os
import secrets
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from core.errors import BadInput

PREFIX = "CHAMPION_"
REVIEW_GRACE_DAYS = 730
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Settings(BaseSettings):
    """How this installation runs. Names, defaults and meanings stand in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    timezone: str = "Europe/London"
    quiz_weekdays: str = "mon,wed,fri"
    alert_minutes_life: int = Field(default=5, ge=1, le=120)
    alert_minutes: int = Field(default=15, ge=1, le=240)
    questions_per_minute: int = Field(default=60, ge=1, le=10_000)
    review_grace_days: int = Field(default=REVIEW_GRACE_DAYS, ge=0, le=3650)

    hold_evidence: bool = True
    keep_chat_days: int = Field(default=30, ge=3, le=3650)
    keep_questions_days: int = Field(default=365, ge=60, le=3650)
    keep_training_days: int = Field(default=1095, ge=30, le=36500)
    keep_held_days: int = Field(default=1095, ge=1, le=36500)
    keep_audit_days: int = Field(default=2190, ge=365, le=36500)
    keep_technical_days: int = Field(default=30, ge=1, le=3650)

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

    @field_validator("quiz_weekdays")
    @classmethod
    def _known_weekdays(cls, value: str) -> str:
        days = [day.strip().lower() for day in value.split(",")]
        if not set(days) <= set(WEEKDAYS):
            raise ValueError("is not a list of weekdays; use names like mon,wed,fri")
        return ",".join(days)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in logging.getLevelNamesMapping():
            raise ValueError("is not a log level; use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def review_grace(self) -> timedelta:
        """How long after its review date a document is still answered from."""
        return timedelta(days=self.review_grace_days)

    @property
    def quiz_days(self) -> frozenset[int]:
        """The days on which a quiz round opens: Monday is 1, Sunday 7."""
        return frozenset(WEEKDAYS.index(day) + 1 for day in self.quiz_weekdays.split(","))

    @property
    def effective_database_url(self) -> str:
        """The given database, or an SQLite file in the data folder."""
        own = URL.create("sqlite", database=str((self.data_dir / "champion.db").resolve()))
        return self.database_url or own.render_as_string(hide_password=False)


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
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise BadInput(f"{name} names {path}, which cannot be read: {reason}.") from error
    return values


def prepare_data_dir(settings: Settings) -> Path:
    """Make the data folder and prove it can be written. Raises BadInput."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        NamedTemporaryFile(dir=folder, prefix=".can-write-").close()
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
        if not path.exists():
            _make_key(path)
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"Cannot use {path} ({error.strerror}). Make it readable, or set CHAMPION_SECRET_KEY."
        ) from error


def _make_key(path: Path) -> None:
    """Written first, named afterwards: another process sees no key or the whole key, and the first one named stays."""
    with NamedTemporaryFile(dir=path.parent, prefix=".secret-key-") as file:  # made with 0600
        file.write(secrets.token_hex(32).encode())
        file.flush()
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
