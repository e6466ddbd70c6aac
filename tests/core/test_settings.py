"""Settings: from the environment, from files, and what is said when they are wrong."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.database import Database
from core.errors import BadInput
from core.settings import load_settings, prepare_data_dir, secret_key


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CHAMPION_")]:
        monkeypatch.delenv(name)


def test_without_any_setting_everything_has_a_default() -> None:
    settings = load_settings()
    assert (str(settings.zone), settings.telegram_mode, settings.quiz_days) == ("Europe/London", "polling", {1, 3, 5})
    assert settings.effective_database_url == f"sqlite:///{Path('data/champion.db').resolve()}"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAMPION_TIMEZONE", "Europe/Lisbon")
    monkeypatch.setenv("CHAMPION_DATABASE_URL", "postgresql+psycopg://somewhere/champion")
    settings = load_settings()
    assert settings.timezone == "Europe/Lisbon"
    assert settings.effective_database_url == "postgresql+psycopg://somewhere/champion"


def test_an_empty_setting_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TIMEZONE", "DATA_DIR", "TELEGRAM_MODE", "TELEGRAM_API_URL", "LOG_LEVEL"):
        monkeypatch.setenv(f"CHAMPION_{name}", "")
    assert load_settings() == load_settings(timezone="Europe/London", data_dir="data")


def test_a_setting_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc\n")
    monkeypatch.setenv("CHAMPION_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert load_settings().telegram_token.get_secret_value() == "123:abc"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHAMPION_SECRET_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(BadInput, match=r"CHAMPION_SECRET_KEY_FILE names .*missing, which cannot be read"):
        load_settings()


def test_a_file_that_is_not_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("CHAMPION_SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(BadInput, match="CHAMPION_SECRET_KEY_FILE"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "Europe"),
        ("QUIZ_WEEKDAYS", "mon,someday"),
        ("TELEGRAM_MODE", "pigeon"),
        ("LOG_LEVEL", "loud"),
        ("DEMO", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named_in_one_plain_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CHAMPION_{name}", value)
    with pytest.raises(BadInput, match=f"^CHAMPION_{name}: ") as failure:
        load_settings()
    assert "\n" not in str(failure.value)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAMPION_SECRET_KEY", "hush")
    monkeypatch.setenv("CHAMPION_TELEGRAM_TOKEN", "123:hush")
    assert "hush" not in repr(load_settings())


def test_a_data_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="Make it writable, or set CHAMPION_DATA_DIR"):
        prepare_data_dir(load_settings(data_dir=tmp_path / "file" / "data"))


def test_a_data_folder_with_an_odd_name_holds_the_database(tmp_path: Path) -> None:
    folder = prepare_data_dir(load_settings(data_dir=tmp_path / "who? 50% #1"))
    database = Database(load_settings(data_dir=folder).effective_database_url)
    database.migrate()
    database.close()
    assert (folder / "champion.db").exists()


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key(settings), range(64)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_a_given_secret_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert secret_key(load_settings(data_dir=tmp_path, secret_key="given")) == b"given"
    assert not list(tmp_path.iterdir())


def test_a_key_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(BadInput, match="secret-key"):
        secret_key(load_settings(data_dir=tmp_path))
