"""dbt in this process: its arguments, its manifest, and what became of each node.

What dbt itself says is kept out of consoles and log files, because PostgreSQL puts values into its errors; with
CARELINE_DEBUG=1 it comes to the terminal.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from orchestration.warehouse.people import transformer_of
from orchestration.warehouse.tuning import whole_build_memory

SQL_SUFFIXES = frozenset({".sql", ".csv"})
"""Files of the project that decide what stands in a table; a change of the others only renames, tests or describes."""


EVERY_BUILD = "-c synchronous_commit=off"
"""A build waits for the disk once, where it is said to be finished: what a crash takes before that is built again."""

WHOLE_TABLES = "-c enable_nestloop=off -c default_statistics_target=30"
"""What a build of every table sets beside. The planner takes a step of many rows for one of a few and reads a whole
table anew for each of them; where all rows are wanted, that is never the faster way. And it chooses between two ways of
joining whole tables: a third of the rows that it looks at otherwise tell it enough, at a quarter of the cost."""

QUERIES_AT_ONCE = 4
"""dbt's threads (profiles.yml). Where there are no more processors than that, they are busy without workers beside."""


class DbtError(Exception):
    """dbt could not start, or nodes failed; one sentence without values."""


@dataclass(frozen=True)
class Failure:
    """A node that failed: name and what dbt says of it (error, fail), with the number of failing rows of a test."""

    name: str
    status: str
    failing_rows: int | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.failing_rows} failing rows)" if self.failing_rows else self.name


def arguments(
    settings: Settings,
    command: str,
    *,
    full_refresh: bool = False,
    as_of: str | None = None,
    select: tuple[str, ...] = (),
    is_part: bool = False,
    debug: bool = False,
) -> list[str]:
    """The command line of one dbt invocation.

    as_of: the moment a build speaks for (ISO 8601); left out, each client's own data-through moment.
    select: dbt's node selection; empty means everything.
    is_part: other tables may not be there, so that tests which ask them too are left out.
    """
    args = [
        command,
        *("--project-dir", str(settings.dbt_project)),
        *("--profiles-dir", str(settings.dbt_project)),
        *("--target-path", str(settings.dbt_target)),
        *("--log-path", str(settings.dbt_target)),
        *("--log-level", "info" if debug else "none"),
        *("--log-level-file", "none"),
        "--no-send-anonymous-usage-stats",
        "--no-version-check",
    ]
    if command == "build":
        args += ["--no-write-json", "--exclude-resource-type", "unit_test"]
    if full_refresh:
        args.append("--full-refresh")
    if as_of is not None:
        args += ["--vars", json.dumps({"as_of": as_of})]
    if select:
        args += ["--select", *select]
    if is_part:
        args += ["--indirect-selection", "cautious"]
    return args


def invoke(
    warehouse: Warehouse,
    args: list[str],
    on_event: Callable[[dict[str, Any]], None] | None = None,
    only: Collection[str] | None = None,
) -> list[Failure]:
    """Run dbt and return the nodes that failed; `on_event` gets each structured event as dbt would log it.

    only: names of the events that are listened to; to write out all of a build's thousands takes a tenth of its time.

    Raises:
        DbtError: dbt could not start at all.
    """
    from dbt.cli.main import dbtRunner
    from dbt_common.events.functions import msg_to_dict

    from orchestration.dbt_economy import economy

    def hear(message: Any) -> None:
        if on_event and (only is None or message.info.name in only):
            on_event(msg_to_dict(message))

    options = _session_options(warehouse.settings, "--full-refresh" in args)
    with (
        environment(transformer_of(warehouse).environment() | {"PGOPTIONS": options}),
        economy(frozenset() if on_event is None else only),
    ):
        outcome = dbtRunner(callbacks=[hear]).invoke(args)
    if outcome.exception is not None:
        raise DbtError(_why_not_started(outcome.exception))
    results = getattr(outcome.result, "results", [])
    failed = [
        Failure(result.node.name, str(result.status), result.failures)
        for result in results
        if str(result.status) in {"error", "fail", "runtime error", "partial success"}
    ]
    if not outcome.success and not failed:
        raise DbtError(f"dbt {args[0]} failed without naming a node; set CARELINE_DEBUG=1 and run it again to read why")
    return failed


def _session_options(settings: Settings, is_afresh: bool) -> str:
    options = [EVERY_BUILD]
    if is_afresh:
        options.append(WHOLE_TABLES)
        # Of a server that is not ours, nobody here knows what memory or processors it has to give.
        if settings.database_url is None:
            options.append(f"-c work_mem={whole_build_memory()}")
            if (os.cpu_count() or 1) <= QUERIES_AT_ONCE:
                options.append("-c max_parallel_workers_per_gather=0")
    return " ".join(options)


def events(warehouse: Warehouse, args: list[str]) -> Generator[dict[str, Any], None, list[Failure]]:
    """Run dbt and yield its structured events while it works; the generator's value is the nodes that failed.

    Raises:
        DbtError: dbt could not start at all.
    """
    said: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="dbt") as pool:
        work = pool.submit(invoke, warehouse, args, said.put)
        work.add_done_callback(lambda _: said.put(None))
        while (event := said.get()) is not None:
            yield event
        return work.result()


def _why_not_started(error: BaseException) -> str:
    from dbt_common.exceptions import CompilationError, DbtConfigError, DbtValidationError

    if isinstance(error, (CompilationError, DbtConfigError, DbtValidationError)):
        said = " ".join(str(error).split())
        return f"dbt could not read the project: {said[:400]}"
    return f"dbt could not start ({type(error).__name__}); set CARELINE_DEBUG=1 and run it again to read why"


def sentence(failed: list[Failure], shown: int = 5) -> str:
    """The failed nodes in one sentence, without values."""
    names = ", ".join(str(failure) for failure in failed[:shown])
    more = f" and {len(failed) - shown} more" if len(failed) > shown else ""
    return (
        f"dbt failed in {names}{more}; "
        "correct that and build again (CARELINE_DEBUG=1 shows dbt's own words, which may hold values)"
    )


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Put variables into the process's environment, and what stood there back afterwards."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@dataclass(frozen=True)
class Code:
    """Fingerprints of the dbt project: of all its files, and of those that decide what stands in a table."""

    project: str
    tables: str


def read_code(project: Path) -> Code:
    """Fingerprint the project's files by name and content; what dbt writes there itself is left out."""
    everything, tables = hashlib.sha256(), hashlib.sha256()
    for path in sorted(project.rglob("*")):
        inner = path.relative_to(project)
        if not path.is_file() or inner.parts[0] in {"target", "logs"} or inner.parts[-1].startswith("."):
            continue
        entry = inner.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
        everything.update(entry)
        if path.suffix in SQL_SUFFIXES:
            tables.update(entry)
    return Code(everything.hexdigest(), tables.hexdigest())


def prepare_manifest(warehouse: Warehouse) -> Path:
    """Parse the project unless its manifest is there and fits the code; returns the manifest's path.

    Raises:
        DbtError: the project cannot be parsed.
    """
    settings = warehouse.settings
    manifest, stamp = settings.dbt_target / "manifest.json", settings.dbt_target / "manifest.code"
    code = read_code(settings.dbt_project).project
    if not (manifest.exists() and stamp.exists() and stamp.read_text() == code):
        settings.dbt_target.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        invoke(warehouse, arguments(settings, "parse"))
        stamp.write_text(code)
    return manifest
