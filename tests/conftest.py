"""One PostgreSQL server for the whole test run, shared by its workers, and a database of its own for who asks."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock

from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse, stop_server

SHARED_HOME = "CARELINE_TEST_HOME"
HEAVIEST_FIRST = (
    "simulator/test_centre.py",
    "pipeline/test_as_published.py",
    "pipeline/test_slices.py",
    "pipeline/test_trust.py",
    "pipeline/test_platforms.py",
    "pipeline/test_number_diff.py",
    "pipeline/test_issues.py",
    "pipeline/test_policy.py",
    "pipeline/test_care.py",
    "pipeline/test_rerun.py",
    "pipeline/test_outcomes.py",
    "simulator/test_resolution.py",
    "pipeline/test_workforce_slices.py",
    "pipeline/test_genesys_cloud.py",
    "pipeline/test_salesforce.py",
    "pipeline/test_people.py",
    "dashboards/test_served.py",
    "house/test_docs_site.py",
)
"""Files that take longest. Each keeps one worker busy, and one begun at the end would leave the others idle."""

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {Path(__file__).parent / name: number for number, name in enumerate(HEAVIEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def server_settings() -> Settings:
    """A Careline whose embedded server runs until the end of the test run; its database is shared by all tests.

    What it holds is gone with the run, so that it waits for no disk; tests of durability start servers of their own.
    """
    settings = Settings(home=Path(os.environ[SHARED_HOME]))
    open_warehouse(settings)
    with maintenance(settings, "postgres") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
    return settings


@contextmanager
def maintenance(settings: Settings, login: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    with replace(open_warehouse(settings), database="postgres").connect(login, autocommit=True) as connection:
        yield connection


@contextmanager
def own_name() -> Iterator[str]:
    """A name that no database of this worker has at the moment.

    Names come round again, because dbt parses the project anew for each name that it meets: that takes as long as a
    build.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = next(name for number in count(1) if (name := f"test_{worker}_{number}") not in IN_USE)
    IN_USE.add(name)
    yield name
    IN_USE.remove(name)


@contextmanager
def free_name(server_settings: Settings) -> Iterator[Settings]:
    """A database of this worker that does not exist yet, dropped afterwards."""
    with own_name() as name:
        yield replace(server_settings, database=name)
        # Only a superuser ends the sessions of every login.
        with maintenance(server_settings, "postgres") as connection:
            connection.execute(f"drop database {name} with (force)")


@contextmanager
def own_database(server_settings: Settings) -> Iterator[Settings]:
    """A bootstrapped, empty database on the shared server, dropped afterwards."""
    with free_name(server_settings) as settings:
        open_warehouse(settings)
        yield settings


def quiet(_: str) -> None:
    """Progress that nobody reads."""


def template(server_settings: Settings, name: str, fill: Callable[[Warehouse], None]) -> Settings:
    """A database filled once in a test run, to clone and never to change.

    It is filled under a name that comes round again and takes its own afterwards.
    """
    settings = replace(server_settings, database=name)
    done = server_settings.home / f"{name}.done"
    with FileLock(server_settings.home / f"{name}.lock"):
        if not done.exists():
            with own_name() as filled:
                fill(open_warehouse(replace(server_settings, database=filled)))
                with maintenance(server_settings, "postgres") as connection:
                    connection.execute(f"alter database {filled} with allow_connections false")
                    connection.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity "
                        "where datname = %s and backend_type = 'client backend'",
                        (filled,),
                    )
                    connection.execute(f"alter database {filled} rename to {name}")
            done.touch()
    return settings


@contextmanager
def clone(server_settings: Settings, of: Settings) -> Iterator[Warehouse]:
    """A clone of a template, dropped afterwards."""
    with free_name(server_settings) as settings:
        with maintenance(server_settings) as connection, FileLock(server_settings.home / "clone.lock"):
            # By files: block by block through the log takes the server ten times the work.
            connection.execute(f"create database {settings.database} template {of.database} strategy file_copy")
        yield open_warehouse(settings)


def build_nothing(warehouse: Warehouse) -> None:
    """Make every table, with nothing delivered."""
    build(warehouse, progress=quiet)


@contextmanager
def built_database(server_settings: Settings) -> Iterator[Warehouse]:
    """A database in which every table is built and nothing delivered, dropped afterwards.

    What is delivered there is built by the models it reaches, and not by all there are.
    """
    built = template(server_settings, "built", build_nothing)
    with clone(server_settings, built) as warehouse:
        yield warehouse


@pytest.fixture
def built(server_settings: Settings) -> Iterator[Warehouse]:
    """Every table, without rows."""
    with built_database(server_settings) as warehouse:
        yield warehouse


@pytest.fixture
def sliced(server_settings: Settings) -> Iterator[Warehouse]:
    """A second one, for what comes in slices."""
    with built_database(server_settings) as warehouse:
        yield warehouse


@pytest.fixture
def fresh_database(server_settings: Settings) -> Iterator[Settings]:
    """A database of one's own for one test."""
    with own_database(server_settings) as settings:
        yield settings
