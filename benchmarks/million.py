"""What a million contacts cost: to simulate, to load, to build afresh, and to build one day more.

    python benchmarks/million.py [--contacts 1000000] [--centre folder] [--slowest 10]

A centre of three clients and ninety days is simulated with a fixed seed; the last day's files are held back until
everything else is built. Everything happens in a temporary folder with a server of its own, and is gone afterwards; a
folder given with --centre keeps the simulated files, and is taken as it is where it is filled already.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orchestration import dbt_runner  # noqa: E402
from orchestration.build import NODE_IS_DONE, begin_build, finish_build  # noqa: E402
from orchestration.intake import load  # noqa: E402
from orchestration.settings import Settings  # noqa: E402
from orchestration.simulator.simulation import Order, simulate  # noqa: E402
from orchestration.warehouse import open_warehouse, server_status, stop_server  # noqa: E402

CLIENTS, DAYS, SEED = 3, 90, 7
UNTIL = date(2026, 11, 24)
"""A Tuesday: the one more day is an ordinary one."""
PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What a step took: seconds by the clock, of our processors and of PostgreSQL's, and peak memory of ours in MB."""

    name: str
    wall_s: float
    own_s: float
    server_s: float
    peak_mb: int
    said: str

    def __str__(self) -> str:
        seconds = (self.wall_s, self.own_s, self.server_s, self.own_s + self.server_s)
        return f"{self.name:28}{''.join(f' {each:8.1f}' for each in seconds)} {self.peak_mb:8,}  {self.said}"


def measured(name: str, server: int | None, work: Callable[[], str]) -> Cost:
    """Do the work in a process of its own and say what it cost. server: the postmaster's process, where one runs."""
    began, server_began = time.monotonic(), server_seconds(server)
    read_end, write_end = os.pipe()
    if not (pid := os.fork()):
        os.close(read_end)
        try:
            os.write(write_end, work().encode())
        finally:
            os._exit(0)
    os.close(write_end)
    watch = Peak(pid)
    watch.start()
    with os.fdopen(read_end) as answers:
        said = answers.read()
    _, _, usage = os.wait4(pid, 0)
    watch.join()
    assert said, f"{name} failed"
    return Cost(
        name,
        time.monotonic() - began,
        usage.ru_utime + usage.ru_stime,
        server_seconds(server) - server_began,
        max(watch.peak_mb, usage.ru_maxrss // 1024),
        said,
    )


class Peak(threading.Thread):
    """Looks at the memory of a process and all below it until it ends; pages they share count once (Linux only)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak_mb = 0

    def run(self) -> None:
        """Look once a second: to add shared pages up takes time from what is measured."""
        while PROC.is_dir() and (sizes := [_resident(pid) for pid in _family(self._pid)]) and sizes[0]:
            self.peak_mb = max(self.peak_mb, sum(sizes) // MIB)
            time.sleep(1)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        below = [child for each in PROC.glob(f"{pid}/task/*/children") for child in each.read_text().split()]
    except OSError:  # it ended meanwhile
        return
    for child in below:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def server_seconds(postmaster: int | None) -> float:
    """Seconds of processor that a server and its sessions have used, those that ended included; 0 where none tells."""
    if postmaster is None or not PROC.is_dir():
        return 0.0
    ticks = 0
    for pid in _family(postmaster):
        try:
            fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11 : 15 if pid == postmaster else 13])
    return ticks / TICKS


def fill(centre: Path, contacts: int) -> str:
    """Simulate so many contacts."""
    order = Order(CLIENTS, DAYS, max(1, contacts // (CLIENTS * DAYS)), SEED, UNTIL, "mild", centre)
    simulated = simulate(order, lambda _: None)
    return f"{simulated.contact_count:,} contacts in {simulated.file_count:,} files"


def hold_back(landing: Path, aside: Path) -> None:
    """Move the files of the last day, and of the hours after it, out of the landing folder."""
    for path in sorted(landing.rglob("*")):
        found = [part for part in path.stem.replace(".", "_").split("_") if _is_day(part)]
        if path.is_file() and found and date.fromisoformat(found[0]) >= UNTIL:
            target = aside / path.relative_to(landing)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def take_in(settings: Settings, landing: Path) -> str:
    """Load what lies in the landing folder."""
    results = load(open_warehouse(settings), landing, lambda _: None)
    new = [result for result in results if result.is_new]
    held = sum(result.status not in ("accepted", "known") for result in new)
    return f"{len(new):,} files, {sum(result.line_count for result in new):,} lines, {held} held or rejected"


def build(settings: Settings, slowest: int) -> str:
    """Bring every table up to date, and say which took longest."""
    nodes: list[tuple[float, str]] = []

    def hear(event: dict[str, Any]) -> None:
        data = event["data"]
        nodes.append((float(data.get("execution_time", 0)), data["node_info"]["node_name"]))

    with begin_build(open_warehouse(settings), progress=lambda _: None) as begun:
        failed = dbt_runner.invoke(begun.warehouse, begun.arguments, hear, only=NODE_IS_DONE)
        assert not failed, dbt_runner.sentence(failed)
        finish_build(begun)
    longest = ", ".join(f"{name} {seconds:.1f} s" for seconds, name in sorted(nodes, reverse=True)[:slowest])
    return f"{len(nodes)} nodes; {longest}"


def main() -> None:
    """Measure each step and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--centre", type=Path)
    parser.add_argument("--slowest", type=int, default=5)
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="careline-bench-"))
    home.chmod(0o711)
    settings = Settings(home=home / "state")
    centre, landing, aside = arguments.centre or home / "centre", home / "landing", home / "aside"
    print(f"{arguments.contacts:,} contacts, {os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}")
    print(f"{'':28} {'clock s':>8} {'own s':>8} {'server s':>8} {'sum s':>8} {'peak MB':>8}")
    try:
        if not centre.exists() or not any(centre.iterdir()):
            print(measured("simulate (300 s, 1,000 MB)", None, lambda: fill(centre, arguments.contacts)), flush=True)
        shutil.copytree(centre, landing, ignore=shutil.ignore_patterns(".truth"))
        hold_back(landing, aside)
        open_warehouse(settings)
        server = server_status(settings).pid
        print(measured("load", server, lambda: take_in(settings, landing)), flush=True)
        print(measured("build everything (300 s)", server, lambda: build(settings, arguments.slowest)), flush=True)
        shutil.copytree(aside, landing, dirs_exist_ok=True)
        print(measured("load one more day", server, lambda: take_in(settings, landing)), flush=True)
        print(measured("build one more day (20 s)", server, lambda: build(settings, arguments.slowest)), flush=True)
    finally:
        stop_server(settings)
        shutil.rmtree(home)
    print(f"This process's own peak was {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB.")


if __name__ == "__main__":
    main()
