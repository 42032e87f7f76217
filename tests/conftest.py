"""One PostgreSQL server for the whole test run, shared by its workers, and a database of its own for who asks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse, stop_server

SHARED_HOME = "CARELINE_TEST_HOME"
IN_USE: set[str] = set()
"""Databases that this worker's tests hold at the moment."""


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
def maintenance(settings: Settings, login: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    with replace(open_warehouse(settings), database="postgres").connect(login, autocommit=True) as connection:
        yield connection


@contextmanager
def free_name(server_settings: Settings) -> Iterator[Settings]:
    """A database of this worker that does not exist yet, dropped afterwards.

    Names come round again, because dbt parses the project anew for each name that it meets: that takes as long as a
    build.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = next(name for number in count(1) if (name := f"test_{worker}_{number}") not in IN_USE)
    IN_USE.add(name)
    yield replace(server_settings, database=name)
    # Only a superuser ends the sessions of every login.
    with maintenance(server_settings, "postgres") as connection:
        connection.execute(f"drop database {name} with (force)")
    IN_USE.remove(name)


@contextmanager
def own_database(server_settings: Settings) -> Iterator[Settings]:
    """A bootstrapped, empty database on the shared server, dropped afterwards."""
    with free_name(server_settings) as settings:
        open_warehouse(settings)
        yield settings


@pytest.fixture
def fresh_database(server_settings: Settings) -> Iterator[Settings]:
    """A database of one's own for one test."""
    with own_database(server_settings) as settings:
        yield settings
