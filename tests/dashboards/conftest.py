"""A Superset of our own over a clone of the prepared warehouse, with people of two clients and one of ours."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dashboards import environment as superset
from dashboards.bundle import ASSETS
from orchestration.settings import ROOT, Settings
from orchestration.superset import python
from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import GATEWAY, add_person, add_staff, ensure_services, metadata_of, remove_person
from tests.conftest import clone, maintenance
from tests.dashboards.session import Session
from tests.pipeline.conftest import prepared

__all__ = ["prepared"]

PLAN, HARBOR = "sample_plan", "harbor_plan"
"""The sample's client, and a second one whose rows are the sample's under another name."""


@dataclass(frozen=True)
class RunningSuperset:
    """A server, who may come in, and what it reads.

    plan, harbor: people of the two clients. operator: one of ours. stranger: known to Superset, but not to PostgreSQL.
    """

    base_url: str
    plan: str
    harbor: str
    operator: str
    stranger: str
    passwords: dict[str, str]
    warehouse: Warehouse
    python: Path
    variables: dict[str, str]
    folder: Path

    def sign_in(self, login: str) -> Session:
        return Session.open(self.base_url, login, self.passwords[login])

    def publish(self, people: dict[str, str], assets: Path = ASSETS) -> subprocess.CompletedProcess[str]:
        path = self.folder / "people.json"
        path.write_text(json.dumps(people))
        return subprocess.run(
            superset.publish_command(self.python, path, assets),
            env={**os.environ, **self.variables, superset.CREDENTIALS: str(self.folder / "everyone.json")},
            cwd=ROOT,
            text=True,
            capture_output=True,
            check=False,
        )

    @property
    def people(self) -> dict[str, str]:
        clients = dict.fromkeys((self.plan, self.harbor, self.stranger), "client")
        return {**clients, self.operator: "operator"}


@pytest.fixture(scope="session")
def superset_warehouse(prepared: Settings, server_settings: Settings) -> Iterator[Warehouse]:
    """A clone of the prepared database with a second client beside the sample."""
    with clone(server_settings, prepared) as warehouse:
        with warehouse.connect() as connection:
            connection.execute("set role careline_publisher")
            tables = connection.execute("select tablename from pg_tables where schemaname = 'reporting'").fetchall()
            for (table,) in tables:
                names = connection.execute(
                    "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns "
                    "where table_schema = 'reporting' and table_name = %s and column_name !~ '^client_(id|name)$'",
                    (table,),
                ).fetchone()
                assert names is not None
                connection.execute(
                    f"insert into reporting.{table} (client_id, client_name, {names[0]}) "
                    f"select '{HARBOR}', 'Harbor Plan', {names[0]} from reporting.{table} where client_id = '{PLAN}'"
                )
        yield warehouse


@pytest.fixture(scope="session")
def running_superset(
    superset_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSuperset]:
    """Superset with the published page, served on a free port until the tests are over."""
    warehouse, tag = superset_warehouse, uuid.uuid4().hex[:6]
    interpreter = python(Settings(home=warehouse.settings.home))
    if interpreter is None:
        pytest.skip("Superset's environment is not installed: run scripts/environment superset")
    folder = tmp_path_factory.mktemp("superset")
    ensure_services(warehouse)
    names = {role: f"{role}-{tag}" for role in ("plan", "harbor", "operator", "stranger")}
    add_person(warehouse, names["plan"], [PLAN])
    add_person(warehouse, names["harbor"], [HARBOR])
    add_staff(warehouse, names["operator"], "operator")
    kept = {login: warehouse.credentials.require(login) for login in (*list(names.values())[:3], GATEWAY)}
    passwords = {**kept, names["stranger"]: secrets.token_urlsafe(12)}
    credentials = folder / "credentials.json"
    credentials.write_text(json.dumps(kept))
    (folder / "everyone.json").write_text(json.dumps(passwords))
    metadata = replace(metadata_of(warehouse, "superset"), database=f"superset_{tag}")
    with maintenance(warehouse.settings) as connection:
        connection.execute(f"create database {metadata.database} owner {metadata.login}")
    port = _free_port()
    variables = superset.environment(
        superset.SupersetSettings(
            metadata_uri=metadata.url(metadata.login),
            secret_key=secrets.token_urlsafe(48),
            credentials=credentials,
            state=folder,
            warehouse_host=warehouse.host,
            warehouse_port=warehouse.port,
            warehouse_database=warehouse.database,
        )
    )
    running = RunningSuperset(
        f"http://127.0.0.1:{port}", **names, passwords=passwords, warehouse=warehouse, python=interpreter,
        variables=variables, folder=folder,
    )  # fmt: skip
    published = running.publish(running.people)
    assert published.returncode == 0, published.stderr
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        superset.serve_command(interpreter, "127.0.0.1", port),
        env={**os.environ, **variables},
        cwd=folder,
        stdout=log,
        stderr=log,
    )
    try:
        _wait_until_healthy(running.base_url, server)
        yield running
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        with maintenance(warehouse.settings) as connection:
            connection.execute(f"drop database {metadata.database} with (force)")
        for login in list(names.values())[:3]:
            remove_person(warehouse, login)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(base_url: str, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + 120
    while time.monotonic() < patience and server.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{base_url}/health") as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    pytest.fail("Superset did not come up")


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of the dbt project as it is."""
    target = tmp_path_factory.mktemp("manifest")
    project = str(ROOT / "dbt_project")
    parsed = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "parse", "--project-dir", project, "--profiles-dir", project,
         "--target-path", str(target), "--log-path", str(target)],
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert parsed.returncode == 0, parsed.stdout
    return target / "manifest.json"
