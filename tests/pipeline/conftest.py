"""A database with the sample and January loaded, built and published once; each test gets a clone of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.release import publish
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from tests.conftest import clone, quiet, template
from tests.pipeline.landing_folder import JANUARY, stage_january, stage_sample


def fill(warehouse: Warehouse) -> None:
    """Load, build and publish the sample, and January where it lies."""
    landing = warehouse.settings.home / "prepared-landing"
    if JANUARY.exists():
        stage_january(landing)
    _publish(warehouse, landing)


def fill_with_sample(warehouse: Warehouse) -> None:
    """Load, build and publish the sample alone."""
    _publish(warehouse, warehouse.settings.home / "sample-landing")


def _publish(warehouse: Warehouse, landing: Path) -> None:
    stage_sample(landing)
    intake.load(warehouse, landing, quiet)
    build(warehouse, progress=quiet)
    publish(warehouse, quiet)


@pytest.fixture(scope="session")
def prepared(server_settings: Settings) -> Settings:
    """The prepared database itself."""
    return template(server_settings, "prepared", fill)


@pytest.fixture(scope="session")
def sampled(server_settings: Settings) -> Settings:
    """The database with the sample alone, for tests that build it again and again."""
    return template(server_settings, "sampled", fill_with_sample)


@pytest.fixture
def pipeline_database(prepared: Settings, server_settings: Settings) -> Iterator[Warehouse]:
    """A clone of the prepared database for one test."""
    with clone(server_settings, prepared) as warehouse:
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
