"""Look at everything Careline stands on, and say of each part whether it is well and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from orchestration import dbt_runner, services, superset
from orchestration.closing import damaged
from orchestration.failures import sentence_of
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse, server_status

MIN_FREE_BYTES = 2 * 1024**3
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """What was found of one part; `fail` means that work cannot go on."""

    level: Literal["ok", "warn", "fail"]
    part: str
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, in the order a person would look; parts that need the warehouse are left out where it is down."""
    yield _python()
    yield _environment(settings)
    yield _disk(settings)
    yield _browser()
    warehouse: Warehouse | None = None
    try:
        is_up = settings.database_url is not None or server_status(settings).running
        if is_up:
            warehouse = open_warehouse(settings)
            yield Finding("ok", "server", f"PostgreSQL answers on {warehouse.host}:{warehouse.port}")
        else:
            yield Finding("warn", "server", "PostgreSQL is down; './careline up' starts it")
    except Exception as error:
        yield Finding("fail", "server", sentence_of(error))
    yield from _services(settings)
    if warehouse is not None:
        for look in (_files, _quarantine, _freshness, _publications, _closings, _build, _drift):
            yield from _looked(look, warehouse)


def _python() -> Finding:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info[:2] in {(3, 11), (3, 12)}:
        return Finding("ok", "python", version)
    return Finding("fail", "python", f"{version} is not supported; install 3.11 or 3.12 and remove .venv/pipeline")


def _environment(settings: Settings) -> Finding:
    if superset.python(settings):
        return Finding("ok", "environments", "pipeline and Superset are installed")
    return Finding("warn", "environments", "Superset is not installed; 'scripts/environment superset' installs it")


def _disk(settings: Settings) -> Finding:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / 1024**3:.1f} GB free at {folder}"
    if not os.access(folder, os.W_OK):
        return Finding("fail", "disk", f"{folder} cannot be written; choose another CARELINE_HOME")
    return Finding("ok", "disk", text) if free >= MIN_FREE_BYTES else Finding("warn", "disk", f"only {text}; make room")


def _browser() -> Finding:
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found:
        return Finding("ok", "browser", f"{found} is there for the rendering tests")
    return Finding("warn", "browser", "no Chromium; the browser tests of 'make test' will be skipped")


def _services(settings: Settings) -> Iterator[Finding]:
    known = services.status(settings)
    if not known:
        yield Finding("warn", "services", "Superset and Dagster were never started here; './careline up' does")
    for service in known:
        if service.running:
            yield Finding("ok", "services", f"{service.title} runs{f' at {service.url}' if service.url else ''}")
        else:
            yield Finding("warn", "services", f"{service.title} is down; './careline up' starts it")


def _looked(look: Callable[[Warehouse], Iterator[Finding]], warehouse: Warehouse) -> Iterator[Finding]:
    try:
        yield from look(warehouse)
    except Exception as error:
        yield Finding("fail", look.__name__.strip("_"), sentence_of(error))


def _files(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            "select file_id, client_id, source, feed, status, reason from landing.file"
            " where status in ('held', 'rejected') order by file_id desc limit 10"
        ).fetchall()
        total = connection.execute("select count(*) from landing.file where status in ('held', 'rejected')").fetchone()
    if not rows:
        yield Finding("ok", "files", "no file is held or rejected")
    for file_id, client_id, source, feed, status, reason in rows:
        yield Finding("warn", "files", f"file {file_id} ({client_id}, {source} {feed}) is {status}: {reason}")
    if total and total[0] > len(rows):
        yield Finding("warn", "files", f"{total[0] - len(rows)} more are held or rejected; see landing.file")


def _quarantine(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            "select reason_code, count(*), count(distinct file_id) from landing.quarantine"
            " group by reason_code order by count(*) desc"
        ).fetchall()
    if not rows:
        yield Finding("ok", "quarantine", "no line is in quarantine")
    for reason_code, lines, files in rows:
        yield Finding("warn", "quarantine", f"{lines} lines of {files} files: {reason_code}; see landing.quarantine")


def _freshness(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        if connection.execute("select to_regclass('reporting.headline')").fetchone() == (None,):
            yield Finding("warn", "freshness", "nothing has been published yet; './careline run' does")
            return
        connection.execute("set local role careline_publisher")
        rows = connection.execute(
            "select distinct on (client_id) client_id, freshness_status, freshness_text from reporting.headline"
            " order by client_id, month desc"
        ).fetchall()
    for client_id, status, text in rows:
        yield Finding("ok" if status == "fresh" else "warn", "freshness", f"{client_id}: {text}")


def _publications(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        rows = connection.execute(
            "select distinct on (client_id) client_id, status, reason from quality.publication"
            " order by client_id, publication_id desc"
        ).fetchall()
    for client_id, status, reason in rows:
        if status == "held":
            yield Finding("warn", "publication", f"{client_id} is held back: {reason}; its last good rows stand")
        else:
            yield Finding("ok", "publication", f"{client_id} is published")


def _closings(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        counted = connection.execute("select count(*) from published.closing").fetchone()
        changed = damaged(connection)
    for closing in changed:
        yield Finding("fail", "as published", f"{closing} is not what was frozen: restore it from a backup")
    if counted and not changed:
        yield Finding("ok", "as published", f"{counted[0]:,} closings hold what was frozen")


def _build(warehouse: Warehouse) -> Iterator[Finding]:
    with warehouse.connect(read_only=True) as connection:
        state = connection.execute("select project_code, finished_at from landing.build_state").fetchone()
    if state is None:
        yield Finding("warn", "build", "nothing has been built yet; './careline run' does")
    elif state[1] is None:
        yield Finding("warn", "build", "the last build did not finish; './careline build' takes it up again")
    elif state[0] != dbt_runner.read_code(warehouse.settings.dbt_project).project:
        yield Finding("warn", "build", "the dbt project changed since the last build; './careline build' answers that")
    else:
        yield Finding("ok", "build", f"the tables stand on this dbt project, built {state[1]:%Y-%m-%d %H:%M} UTC")


def _drift(warehouse: Warehouse) -> Iterator[Finding]:
    from orchestration import generation

    dbt_runner.prepare_manifest(warehouse)
    changed = generation.stale(warehouse.settings)
    if changed:
        names = ", ".join(path.name for path in changed)
        yield Finding("warn", "drift", f"{names} differ from the KPI declarations; './careline generate' writes them")
    else:
        yield Finding("ok", "drift", "what is generated from the KPI declarations is up to date")
