"""Each story is told twice: by somebody on Telegram, through a real Bot API server, and by somebody in a browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import make
from core.clock import utc_now
from core.settings import Settings
from embeddings.encoder import SentenceEncoder
from fakes import FakeEncoder
from hazelbrook import Home, open_home
from house import House
from knowledge.importing import Status, import_paths
from knowledge.search import Search
from phones import Product, served, shift_now
from telegram_api import TelegramApi

POLICIES = Path(__file__).parent / "policies"


@pytest.fixture
def telegram() -> Iterator[TelegramApi]:
    with TelegramApi() as server:
        yield server
    assert server.complaints == []


def _house(**given: object) -> House:
    """With the small encoder of the tests."""
    house = House(Settings(**given))  # type: ignore[arg-type]
    house.encoder = FakeEncoder()
    house.search = Search(house.database, house.encoder, grace=house.settings.review_grace)
    return house


@pytest.fixture(scope="session")
def stocked(
    migrated_database: Callable[[Path], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A database with the content that ships and two short policies, and its data folder: to read them takes longer
    than most stories."""
    folder = tmp_path_factory.mktemp("stocked")
    with migrated_database(folder) as url:
        house = _house(data_dir=folder / "data", database_url=url)
        results = import_paths(house.database, [POLICIES], house.encoder, actor="test", now=utc_now())
        assert {result.status for result in results} == {Status.ADDED}
        house.ready_search()
        house.database.close()
        yield url, folder / "data"


@pytest.fixture
def product(
    stocked: tuple[str, Path],
    copied_database: Callable[[str, Path], AbstractContextManager[str]],
    telegram: TelegramApi,
    tmp_path: Path,
) -> Iterator[Product]:
    """Started as `champion serve` starts it, but with the small encoder of the tests and two short policies."""
    original, data = stocked
    shutil.copytree(data, tmp_path / "data")
    with copied_database(original, tmp_path) as url:
        token, address = telegram.token, telegram.url
        house = _house(data_dir=tmp_path / "data", database_url=url, telegram_token=token, telegram_api_url=address)
        yield from _product(house, telegram)


def _product(house: House, telegram: TelegramApi) -> Iterator[Product]:
    with house.database.writing() as session:
        people = make.cast(session, now=utc_now())
        for person in (people.ana, people.cho, people.lee):
            person.shift = shift_now(house)
            session.add(person)
    for person in (people.ana, people.cho, people.lee, people.zed):
        telegram.user(person.telegram_id or 0, person.name)
    with served(house) as url:
        yield Product(house, url, telegram, people)
    house.database.close()


@pytest.fixture(params=["telegram", "web"])
def channel(request: pytest.FixtureRequest) -> str:
    """Every journey runs once for each."""
    return str(request.param)


@pytest.fixture(scope="session")
def real_encoder() -> SentenceEncoder:
    """The model that ships, loaded once."""
    return SentenceEncoder("")


@pytest.fixture(scope="module", params=["telegram", "web"])
def home(
    request: pytest.FixtureRequest,
    migrated_database: Callable[[Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
    real_encoder: SentenceEncoder,
) -> Iterator[Home]:
    """One for all scenarios of a channel."""
    folder = tmp_path_factory.mktemp("home")
    with migrated_database(folder) as url, open_home(str(request.param), url, folder, real_encoder) as opened:
        yield opened
