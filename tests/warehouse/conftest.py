"""An open warehouse and logins whose names no other test uses."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from orchestration.warehouse.people import remove_person


@pytest.fixture
def warehouse(fresh_database: Settings) -> Warehouse:
    return open_warehouse(fresh_database)


@pytest.fixture
def new_login(warehouse: Warehouse) -> Iterator[Callable[[], str]]:
    """Logins are shared by all databases of a server, so each test takes its own and gives them back."""
    given: list[str] = []

    def give() -> str:
        given.append(f"p{uuid.uuid4().hex[:16]}")
        return given[-1]

    yield give
    with warehouse.connect() as connection:
        made = connection.execute("select rolname::text from pg_roles where rolname = any(%s)", [given]).fetchall()
    for (login,) in made:
        remove_person(warehouse, login)
