"""A database with the sample and January loaded, built and published once; each test gets a clone of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from orchestration import intake
from orchestration.build import build
from orchestration.release import publish
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import free_name, maintenance, own_database
from tests.pipeline.landing_folder import JANUARY, stage_january, stage_sample

PREPARED = "prepared"


def quiet(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="session")
def prepared(server_settings: Settings) -> Settings:
    """The prepared database itself: a template to clone, never to change."""
    settings = replace(server_settings, database=PREPARED)
    done = server_settings.home / "prepared.done"
    with FileLock(server_settings.home / "prepared.lock"):
        if not done.exists():
            landing = server_settings.home / "prepared-landing"
            stage_sample(landing)
            if JANUARY.exists():
                stage_january(landing)
            warehouse = open_warehouse(settings)
            intake.load(warehouse, landing, quiet)
            build(warehouse, progress=quiet)
            publish(warehouse, quiet)
            with maintenance(server_settings) as connection:
                connection.execute(f"alter database {PREPARED} with allow_connections false")
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = %s and backend_type = 'client backend'",
                    (PREPARED,),
                )
            done.touch()
    return settings


@contextmanager
def prepared_clone(server_settings: Settings) -> Iterator[Warehouse]:
    """A clone of the prepared database, dropped afterwards."""
    with free_name(server_settings) as settings:
        with maintenance(server_settings) as connection, FileLock(server_settings.home / "clone.lock"):
            connection.execute(f"create database {settings.database} template {PREPARED}")
        yield open_warehouse(settings)


@pytest.fixture
def pipeline_database(prepared: Settings, server_settings: Settings) -> Iterator[Warehouse]:
    """A clone of the prepared database for one test."""
    with prepared_clone(server_settings) as warehouse:
        yield warehouse


@pytest.fixture
def rows(pipeline_database: Warehouse) -> Callable[..., list[tuple[Any, ...]]]:
    """Run a query on the clone and return its rows."""

    def run(query: str, *values: Any) -> list[tuple[Any, ...]]:
        with pipeline_database.connect() as connection:
            return connection.execute(query, values).fetchall()

    return run


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """An empty landing folder."""
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder


@pytest.fixture
def other_database(server_settings: Settings) -> Iterator[Settings]:
    """A second database of one's own, to hold against the first."""
    with own_database(server_settings) as settings:
        yield settings
