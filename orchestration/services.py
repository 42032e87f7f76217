"""Superset and Dagster on this machine: started in the background, watched while they come up, and stopped again.

`home/services.json` keeps for each service its port, and its process by id and start time: an id that meanwhile belongs
to another process is never touched.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import psutil

from orchestration import superset
from orchestration.dbt_runner import prepare_manifest
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from orchestration.warehouse.files import locked, write_private
from orchestration.warehouse.people import metadata_of

HOST = "127.0.0.1"
START_LIMIT_S = 180
STOP_LIMIT_S = 15
KILL_LIMIT_S = 5

Progress = Callable[[str], None]


class ServiceError(Exception):
    """A service could not be started or stopped; one sentence."""


@dataclass(frozen=True)
class Service:
    """One background process.

    port: the port it would like; another free one is taken where somebody else has it. None where it listens on none.
    command: makes its command line from the ports of all services.
    health: path that answers 200 once it is ready; None: it is ready when its port (or its process) is there.
    """

    name: str
    title: str
    port: int | None
    command: Callable[[Mapping[str, int]], list[str]]
    environment: Mapping[str, str] = field(repr=False)
    health: str | None = None
    is_page: bool = False


@dataclass(frozen=True)
class ServiceStatus:
    """What is known of a service; url is None for one without pages, pid for one that is down."""

    name: str
    title: str
    running: bool
    url: str | None
    pid: int | None


def dagster_environment(warehouse: Warehouse) -> dict[str, str]:
    """Write Dagster's configuration into the state folder and return the variables it and its storage need."""
    home = warehouse.settings.home / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    variable = {
        name: {"env": f"CARELINE_DAGSTER_{name.upper()}"} for name in ("user", "password", "host", "port", "database")
    }
    config = {
        "storage": {
            "postgres": {
                "postgres_db": {
                    "username": variable["user"],
                    "password": variable["password"],
                    "hostname": variable["host"],
                    "port": variable["port"],
                    "db_name": variable["database"],
                    # SQLAlchemy's own default driver name is not the one dagster-postgres can listen with
                    "scheme": "postgresql+psycopg2",
                    # a crash may cost the last moments of a run's log; waiting for the disk at each event costs more
                    "params": {"options": "-c synchronous_commit=off"},
                }
            }
        },
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        "concurrency": {"runs": {"max_concurrent_runs": 1}},
        "run_monitoring": {"enabled": True},
        "retention": {
            "sensor": {"purge_after_days": {"skipped": 1, "success": 90, "failure": 90}},
            "schedule": {"purge_after_days": 90},
        },
    }
    _write_if_new(home / "dagster.yaml", json.dumps(config, indent=2) + "\n")
    settings, storage = warehouse.settings, metadata_of(warehouse, "dagster")
    return {
        "DAGSTER_HOME": str(home),
        "PYTHONPATH": str(settings.root),
        "CARELINE_HOME": str(settings.home),
        "CARELINE_DATABASE": settings.database,
        **({"CARELINE_DATABASE_URL": settings.database_url} if settings.database_url else {}),
        "CARELINE_DAGSTER_USER": storage.login,
        "CARELINE_DAGSTER_PASSWORD": storage.credentials.require(storage.login),
        "CARELINE_DAGSTER_HOST": storage.host,
        "CARELINE_DAGSTER_PORT": str(storage.port),
        "CARELINE_DAGSTER_DATABASE": storage.database,
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def dagster_services(warehouse: Warehouse) -> list[Service]:
    """The code location, and the web server and daemon that share it."""
    environment = dagster_environment(warehouse)
    workspace = warehouse.settings.home / "dagster" / "workspace.yaml"
    python = sys.executable

    def code(ports: Mapping[str, int]) -> list[str]:
        location = {"host": HOST, "port": ports["dagster_code"], "location_name": "careline"}
        _write_if_new(workspace, json.dumps({"load_from": [{"grpc_server": location}]}, indent=2) + "\n")
        return [
            *(python, "-m", "dagster", "api", "grpc", "--host", HOST, "--port", str(ports["dagster_code"])),
            *("--module-name", "orchestration.definitions", "--location-name", "careline"),
            *("--working-directory", str(warehouse.settings.root), "--use-python-environment-entry-point"),
        ]

    def web(ports: Mapping[str, int]) -> list[str]:
        listen = ("--host", HOST, "--port", str(ports["dagster_web"]))
        return [python, "-m", "dagster_webserver", *listen, "--workspace", str(workspace)]

    def daemon(_: Mapping[str, int]) -> list[str]:
        return [python, "-m", "dagster._daemon", "run", "--workspace", str(workspace)]

    return [
        Service("dagster_code", "Dagster's code location", 4266, code, environment),
        Service("dagster_web", "Dagster", 3000, web, environment, "/server_info", is_page=True),
        Service("dagster_daemon", "Dagster's daemon", None, daemon, environment),
    ]


def superset_services(warehouse: Warehouse) -> list[Service]:
    """Superset's server; none where its environment is not installed."""
    python = superset.python(warehouse.settings)
    if python is None:
        return []
    return [
        Service(
            "superset",
            "Superset",
            8088,
            lambda ports: superset.serve_command(python, HOST, ports["superset"]),
            superset.environment(warehouse),
            "/health",
            is_page=True,
        )
    ]


def start(settings: Settings, services: list[Service], progress: Progress) -> list[ServiceStatus]:
    """Start those that do not run yet, and wait until each answers.

    Raises:
        ServiceError: one ended or did not answer in time; the sentence names its log.
    """
    settings.logs.mkdir(parents=True, exist_ok=True)
    with locked(settings.home / "services.lock"):
        state = _read(settings)
        ports = {service.name: _port(service, state) for service in services if service.port is not None}
        for service in services:
            if _process(state.get(service.name)) is None:
                state[service.name] = _launch(settings, service, ports)
                _write(settings, state)
    _wait(settings, services, ports, progress)
    return status(settings)


def start_dagster(warehouse: Warehouse, progress: Progress) -> list[ServiceStatus]:
    """Start Dagster: parse the dbt project first, because its definitions are made of it."""
    prepare_manifest(warehouse)
    return start(warehouse.settings, dagster_services(warehouse), progress)


def start_superset(warehouse: Warehouse, progress: Progress) -> list[ServiceStatus]:
    """Start Superset; nothing happens where its environment is not installed."""
    return start(warehouse.settings, superset_services(warehouse), progress)


def stop(settings: Settings, progress: Progress) -> list[str]:
    """Stop every service this state folder started, the last one first; returns their names.

    Raises:
        ServiceError: one did not end.
    """
    if not _path(settings).exists():
        return []
    with locked(settings.home / "services.lock"):
        state = _read(settings)
        running = {name: process for name in reversed(state) if (process := _process(state[name])) is not None}
        if running:
            progress(f"stopping {', '.join(running)}")
        family = [member for process in running.values() for member in [process, *process.children(recursive=True)]]
        for process in running.values():
            os.killpg(process.pid, signal.SIGTERM)
        alive = _outliving(family, STOP_LIMIT_S)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        alive = _outliving(alive, KILL_LIMIT_S)
        for entry in state.values():
            entry.pop("pid", None)
        _write(settings, state)
    if alive:
        raise ServiceError(f"process {alive[0].pid} does not end; stop it by hand")
    return list(running)


def status(settings: Settings) -> list[ServiceStatus]:
    """Every service this state folder has started once, with what is known of it now."""
    known = []
    for name, entry in _read(settings).items():
        process = _process(entry)
        url = f"http://{HOST}:{entry['port']}" if entry.get("is_page") else None
        known.append(ServiceStatus(name, entry["title"], process is not None, url, process.pid if process else None))
    return known


def _outliving(processes: list[psutil.Process], limit_s: float) -> list[psutil.Process]:
    """Those that are not over after so many seconds. One that only waits for its parent to notice is over."""
    until = time.monotonic() + limit_s
    while (alive := [process for process in processes if not is_over(process)]) and time.monotonic() < until:
        time.sleep(0.05)
    return alive


def is_over(process: psutil.Process) -> bool:
    """Whether a process has ended; what is left of a child of ours goes with the question."""
    with suppress(psutil.TimeoutExpired, psutil.NoSuchProcess):
        process.wait(0)
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _launch(settings: Settings, service: Service, ports: Mapping[str, int]) -> dict[str, Any]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DAGSTER", "SUPERSET"))}
    with (settings.logs / f"{service.name}.log").open("ab") as log:
        process = Popen(
            service.command(ports),
            cwd=settings.root,
            env={**own, **service.environment},
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return {
        "title": service.title,
        "pid": process.pid,
        "created": psutil.Process(process.pid).create_time(),
        "port": ports.get(service.name),
        "is_page": service.is_page,
    }


def _wait(settings: Settings, services: list[Service], ports: Mapping[str, int], progress: Progress) -> None:
    waiting = {service.name: service for service in services}
    began = time.monotonic()
    said = began
    while waiting:
        state = _read(settings)
        for service in list(waiting.values()):
            if _process(state.get(service.name)) is None:
                log = settings.logs / f"{service.name}.log"
                raise ServiceError(f"{service.title} ended while it started; {log} says why")
            if _answers(service, ports):
                del waiting[service.name]
        now = time.monotonic()
        names = ", ".join(service.title for service in waiting.values())
        if waiting and now - began > START_LIMIT_S:
            raise ServiceError(f"{names} did not answer within {START_LIMIT_S} s; see {settings.logs}")
        if waiting and now - said > 5:
            progress(f"waiting for {names} ({now - began:.0f} s)")
            said = now
        if waiting:
            time.sleep(0.2)


def _answers(service: Service, ports: Mapping[str, int]) -> bool:
    if service.port is None:
        return True
    if service.health is None:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, ports[service.name])) == 0
    try:
        with urllib.request.urlopen(f"http://{HOST}:{ports[service.name]}{service.health}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _port(service: Service, state: Mapping[str, Any]) -> int:
    entry = state.get(service.name, {})
    if _process(entry) is not None:
        return int(entry["port"])
    for wanted in (entry.get("port"), service.port, 0):
        if wanted is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServiceError(f"no free port for {service.title} on {HOST}")


def _process(entry: Mapping[str, Any] | None) -> psutil.Process | None:
    if not entry or "pid" not in entry:
        return None
    try:
        process = psutil.Process(entry["pid"])
        is_ours = abs(process.create_time() - entry["created"]) < 1
        return process if is_ours and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def _path(settings: Settings) -> Path:
    return settings.home / "services.json"


def _read(settings: Settings) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(_path(settings).read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ServiceError(f"{_path(settings)} is damaged; remove it after stopping its processes by hand") from error
    return content


def _write(settings: Settings, state: Mapping[str, Any]) -> None:
    write_private(_path(settings), json.dumps(state, indent=2) + "\n")


def _write_if_new(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        write_private(path, text)
