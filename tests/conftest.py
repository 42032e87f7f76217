"""One PostgreSQL server for the whole test run, shared by its workers, and a database of its own for who asks."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse, stop_server

SHARED_HOME = "CARELINE_TEST_HOME"


def is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if is_controller(config):
        home = Path(tempfile.mkdtemp(prefix="careline-test-"))
        home.chmod(0o711)
        os.environ[SHARED_HOME] = str(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    if is_controller(config) and (home := os.environ.pop(SHARED_HOME, None)):
        stop_server(Settings(home=Path(home)))
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def server_settings() -> Settings:
    """A Careline whose embedded server runs until the end of the test run; its database is shared by all tests."""
    settings = Settings(home=Path(os.environ[SHARED_HOME]))
    open_warehouse(settings)
    return settings


@contextmanager
def own_database(server_settings: Settings) -> Iterator[Settings]:
    """A bootstrapped, empty database on the shared server, dropped afterwards."""
    settings = replace(server_settings, database=f"test_{uuid.uuid4().hex[:16]}")
    open_warehouse(settings)
    yield settings
    with replace(open_warehouse(server_settings), database="postgres").connect(
        "postgres", autocommit=True
    ) as connection:
        connection.execute(f"drop database {settings.database} with (force)")


@pytest.fixture
def fresh_database(server_settings: Settings) -> Iterator[Settings]:
    """A database of one's own for one test."""
    with own_database(server_settings) as settings:
        yield settings
