import time
from collections.abc import Callable, Iterator

import pytest

from expectations.outgoing import OutgoingBorder
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database
from tests.publication.candidates import build_candidates


@pytest.fixture(scope="module")
def house(server_settings: Settings) -> Iterator[Warehouse]:
    """A database that the tests of one module share, dropped after them."""
    with own_database(server_settings) as settings:
        yield open_warehouse(settings)


@pytest.fixture(scope="module")
def house_border(house: Warehouse) -> OutgoingBorder:
    return OutgoingBorder(house.url(), house.connect)


@pytest.fixture
def warehouse(house: Warehouse) -> Warehouse:
    """Nothing published, and the candidates of two clients: summit (three calls a half hour) and harbor (nine)."""
    with house.connect() as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'reporting'").fetchall()
        for (table,) in tables:
            connection.execute(f"drop table reporting.{table}")
        connection.execute("truncate quality.publication, quality.validation_result")
        build_candidates(connection, {"summit": 3, "harbor": 9})
    return house


@pytest.fixture
def border(warehouse: Warehouse, house_border: OutgoingBorder) -> OutgoingBorder:
    return house_border


@pytest.fixture
def change(warehouse: Warehouse) -> Callable[[str], None]:
    """Run a statement as the owner and commit."""

    def run(statement: str) -> None:
        with warehouse.connect() as connection:
            connection.execute(statement)

    return run


@pytest.fixture(scope="module")
def logged_out(house: Warehouse) -> Callable[[str], None]:
    """Wait until the server has seen a person's last session off."""

    def wait(login: str) -> None:
        with house.connect(autocommit=True) as connection:
            while connection.execute("select 1 from pg_stat_activity where usename = %s", (login,)).fetchone():
                time.sleep(0.02)

    return wait
