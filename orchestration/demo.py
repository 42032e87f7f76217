"""The demonstration: a landing folder from file to dashboard, while Superset is set up beside it."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration import services, superset
from orchestration.delivery import delivered
from orchestration.query import ensure_operator
from orchestration.settings import Settings
from orchestration.simulator.truth import FOLDER as TRUTH
from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import CLIENT, add_person, ensure_services

Progress = Callable[[str], None]

CLIENTS, DAYS, CONTACTS_PER_DAY, SEED = 3, 90, 40, 7
"""What the demonstration simulates; every contact and every file costs it time."""


class DemoError(Exception):
    """The demonstration cannot start; one sentence."""


@dataclass
class Times:
    """Seconds each part of the work took, in the order they began; parts may overlap."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Measure a part."""
        self.seconds[part] = 0
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[part] = time.monotonic() - began


def stage(settings: Settings, progress: Progress) -> Path:
    """Fill the landing folder with three simulated plans up to yesterday, and the bank's January where it lies near.

    What is there already stays untouched, so that a second demonstration finds nothing new.

    Raises:
        DemoError: the plans cannot be simulated.
    """
    if not (settings.landing / TRUTH).exists():
        _simulate(settings, progress)
    copies: dict[Path, Path] = {}
    january = settings.root.parent / "shared" / "data" / "anonymous_bank" / "january.txt"
    if january.exists():
        bank = settings.landing / "anonymous_bank"
        copies[settings.root / "sample" / "anonymous_bank"] = bank
        copies[january] = bank / "technion_acd" / january.name
    for source, target in copies.items():
        files = delivered(source) if source.is_dir() else [source]
        for file in files:
            to = target / file.relative_to(source) if source.is_dir() else target
            if not to.exists() or not filecmp.cmp(file, to, shallow=False):
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to)
    return settings.landing


def _simulate(settings: Settings, progress: Progress) -> None:
    """Simulate beside the landing folder, then move the files into it, the truth last: it says that all is there."""
    from orchestration.simulator.simulation import Order, SimulationError, simulate

    made = settings.home / "simulated"
    shutil.rmtree(made, ignore_errors=True)
    until = datetime.now(UTC).date() - timedelta(days=1)
    try:
        simulate(Order(CLIENTS, DAYS, CONTACTS_PER_DAY, SEED, until, "none", made, daily_days=1), progress)
    except SimulationError as error:
        raise DemoError(str(error)) from error
    files = (path.relative_to(made) for path in made.rglob("*") if path.is_file())
    for file in sorted(files, key=lambda path: (path.parts[0] == TRUTH, path)):
        to = settings.landing / file
        to.parent.mkdir(parents=True, exist_ok=True)
        (made / file).replace(to)
    shutil.rmtree(made)


def clients_of(landing: Path) -> list[str]:
    """The clients that have a folder in a landing folder.

    Raises:
        DemoError: there is no such folder.
    """
    if not landing.is_dir():
        raise DemoError(f"{landing} is no folder; name the landing folder, which has one folder a client")
    folders = (path.name for path in landing.iterdir() if path.is_dir())
    return sorted(name for name in folders if CLIENT.fullmatch(name) and name != "shared")


def viewer_logins(client_ids: list[str]) -> dict[str, str]:
    """A login for each client's first viewer: `viewer@<client>`, made unlike every other one."""
    logins: dict[str, str] = {}
    for client_id in client_ids:
        stem = "viewer@" + re.sub(r"[^a-z0-9_.-]", "-", client_id.lower())[:50]
        login, number = stem, 2
        while login in logins.values():
            login, number = f"{stem}-{number}", number + 1
        logins[client_id] = login
    return logins


def add_viewers(warehouse: Warehouse, client_ids: list[str]) -> dict[str, str]:
    """Give each client a viewer and the operator a login; login to password."""
    operator = ensure_operator(warehouse)
    people = {operator: warehouse.credentials.require(operator)}
    for client_id, login in viewer_logins(client_ids).items():
        people[login] = add_person(warehouse, login, [client_id])
    return people


def install_superset(settings: Settings) -> None:
    """Install Superset's environment, or bring it up to its lock; one named by the environment is left as it is.

    Raises:
        DemoError: it could not be installed.
    """
    if not os.environ.get("CARELINE_SUPERSET_PYTHON"):
        installed = subprocess.run([settings.root / "scripts" / "environment", "superset"], check=False)
        if installed.returncode != 0 or superset.python(settings) is None:
            raise DemoError("Superset's environment could not be installed; 'scripts/environment superset' says why")


def bring_up(warehouse: Warehouse, times: Times, progress: Progress, work: Callable[[], None] = lambda: None) -> None:
    """Start Superset and Dagster, and do `work` meanwhile: both wait more than they compute.

    Raises:
        DemoError, ServiceError, SupersetError: something does not come up. Whatever `work` raises.
    """
    settings = warehouse.settings

    def dashboards() -> None:
        with times.of("Superset's environment"):
            install_superset(settings)
        with times.of("Superset's own database and pages"):
            superset.publish_pages(warehouse, progress)
        with times.of("start Superset"):
            services.start_superset(warehouse, progress)

    with ThreadPoolExecutor(1, thread_name_prefix="superset") as pool:
        started = pool.submit(dashboards)
        work()
        with times.of("start Dagster"):
            services.start_dagster(warehouse, progress)
        started.result()
    superset.publish_pages(warehouse, progress)


def prepare(warehouse: Warehouse) -> None:
    """Make what the services and a run need: their logins and databases, and the landing folder."""
    ensure_services(warehouse)
    ensure_operator(warehouse)
    warehouse.settings.landing.mkdir(parents=True, exist_ok=True)


def latest_month(warehouse: Warehouse) -> tuple[list[str], list[list[str]]]:
    """Each client's KPIs of the latest month in which it had contacts, as a table: header, then a row a KPI.

    Empty before a first publication. Of a month that has only begun, agents' time alone may be known.
    """
    with warehouse.connect(ensure_operator(warehouse), read_only=True) as connection:
        if connection.execute("select to_regclass('reporting.kpi')").fetchone() == (None,):
            return [], []
        rows = connection.execute(
            """
            with latest as materialized (
                select client_id, max(month) as month
                from reporting.kpi
                where
                    period_type = 'month'
                    and kpi_id = 'contacts_received' and (line, channel, language) = ('all', 'all', 'all')
                    and maturity <> 'not_measured' and value > 0
                group by client_id
            )
            select
                kpi.client_name || ' ' || latest.month,
                kpi.kpi_name || ' (' || kpi.variant || ')',
                kpi.value,
                kpi.unit
            from reporting.kpi as kpi
            inner join latest on latest.client_id = kpi.client_id and latest.month = kpi.month
            where
                kpi.period_type = 'month'
                and (kpi.line, kpi.channel, kpi.language) = ('all', 'all', 'all')
            order by kpi.kpi_id, kpi.variant, 1
            """
        ).fetchall()
    columns = sorted({column for column, *_ in rows})
    names = dict.fromkeys(name for _, name, *_ in rows)
    cells = {(name, column): _shown(value, unit) for column, name, value, unit in rows}
    return ["", *columns], [[name, *(cells.get((name, column), "") for column in columns)] for name in names]


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "not measured"
    match unit:
        case "share":
            return f"{float(value) * 100:.1f} %"
        case "seconds":
            return f"{float(value):.1f} s"
        case "ratio":
            return f"{float(value):.2f}"
        case _:
            return f"{float(value):,.0f}"
