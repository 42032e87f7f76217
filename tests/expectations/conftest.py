from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from expectations.incoming import IncomingBorder
from orchestration.landing import FileResult, load_folder, read_feeds
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database

Deliver = Callable[..., FileResult]


@pytest.fixture(scope="module")
def warehouse(server_settings: Settings) -> Iterator[Warehouse]:
    """A database that the tests of one module share; each test delivers as a client of its own."""
    with own_database(server_settings) as settings:
        yield open_warehouse(settings)


@pytest.fixture(scope="module")
def border(warehouse: Warehouse) -> IncomingBorder:
    return IncomingBorder(warehouse.url(), warehouse.connect)


@pytest.fixture
def client_id(request: pytest.FixtureRequest) -> str:
    return f"client_{abs(hash(request.node.nodeid))}"


@pytest.fixture
def deliver(warehouse: Warehouse, border: IncomingBorder, client_id: str, tmp_path: Path) -> Deliver:
    """Land one file of a source for the test's client, load it and have it judged."""

    def land(source: str, file_name: str, content: str | bytes) -> FileResult:
        path = tmp_path / client_id / source / file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        feeds = read_feeds(warehouse.settings.dbt_project)
        results = load_folder(
            warehouse.connect,
            tmp_path,
            feeds,
            lambda loaded: border.judge(loaded.feed, loaded.file_id, loaded.client_id),
            lambda sentence: None,
        )
        return next(result for result in results if result.file_name.endswith(file_name))

    return land


@pytest.fixture
def evidence(warehouse: Warehouse, client_id: str) -> Callable[[], list[tuple[Any, ...]]]:
    """What failed of the test's client: expectation, column, severity, unexpected, elements."""

    def read() -> list[tuple[Any, ...]]:
        with warehouse.connect() as connection:
            return connection.execute(
                "select expectation, column_name, severity, unexpected_count, element_count"
                " from quality.validation_result where client_id = %s and not success order by validation_id",
                (client_id,),
            ).fetchall()

    return read
