"""What the centre's systems deliver: lines of files, collected by feed and day, and the files they arrive in."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Literal

import orjson

from orchestration.simulator.faults import Faults
from orchestration.simulator.files import Files
from orchestration.simulator.moments import DAY, EPOCH, utc_date
from orchestration.simulator.truth import Truth

SPOOL = ".spool"
FEED = "feed.json"
# Lines are kept apart by LF on the way; one inside a quoted text is written so until then.
INNER_END = b"\x1e"
BLOCK = 4 * 1024 * 1024  # bytes read at a time
MONDAY = EPOCH.weekday()


@dataclass(frozen=True, slots=True)
class Feed:
    """A kind of file that one folder of the landing folder receives.

    folder: client or 'shared'. source: as declared. stem: begin of the file names, such as contact_record or Case.
    suffix: .jsonl, .csv, or .json whose lines are documents, one after another in a file. header: first line of a CSV,
    None otherwise. every_days: days one file covers; a week ends on Sunday. record_id: name of the column, or dotted
    path in the JSON, that tells records apart; of a CSV the first column where None.
    """

    folder: str
    source: str
    stem: str
    suffix: Literal[".jsonl", ".csv", ".json"]
    header: str | None = None
    every_days: int = 1
    record_id: str | None = None


@dataclass(frozen=True)
class Part:
    """What a system delivers at a time. on: last day it covers; spooled: its lines, by day."""

    feed: Feed
    on: date
    spooled: tuple[Path, ...]

    def blocks(self) -> Iterator[bytes]:
        """Its lines, each with its end, many at a time."""
        for path in self.spooled:
            with path.open("rb") as lines:
                while block := lines.read(BLOCK):
                    yield block if block.endswith(b"\n") else block + lines.readline()


class Delivery:
    """Collects lines by feed and day of delivery, on disk, so that nothing has to be kept for long.

    A line whose moment lies after the run's end is not delivered: it has not happened yet. A process that forks
    flushes before it does, and so does the child before it ends.
    """

    def __init__(self, out: Path, until: int) -> None:
        """out: the landing folder to fill; until: moment the run ends (exclusive)."""
        self._out = out
        self._spool = out / SPOOL
        self._until = until
        self._pending: dict[tuple[Feed, int], list[str]] = defaultdict(list)

    def put(self, feed: Feed, at: int, line: str) -> None:
        """Hand over one line (without its end), written by its system at a moment (UTC milliseconds).

        A line end inside a quoted text is a bare LF.
        """
        if at < self._until:
            self._pending[feed, at // DAY].append(line)

    def whole(self, folder: str, source: str, file_name: str, text: str) -> None:
        """Deliver a file as it is."""
        path = self._out / folder / source / file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def flush(self) -> None:
        """Bring to disk what was handed over."""
        for (feed, day), lines in self._pending.items():
            folder = self._spool / feed.folder / feed.source / f"{feed.stem}{feed.suffix}"
            if not folder.exists():
                folder.mkdir(parents=True)
                (folder / FEED).write_bytes(orjson.dumps(asdict(feed)))
            text = "\n".join(lines)
            if text.count("\n") >= len(lines):
                text = "\n".join(line.replace("\n", INNER_END.decode()) for line in lines)
            with (folder / f"{day:06}").open("ab") as spooled:
                spooled.write(f"{text}\n".encode())
        self._pending.clear()

    def finish(self, faults: Faults, truth: Truth, daily_from: date | None = None) -> None:
        """Turn what was collected into the landing folder's files, and note in the truth what is wrong with them.

        daily_from: what lies before comes as one file a feed and month, as where a client goes live and delivers its
        history; None where all comes day by day.
        """
        self.flush()
        bundles = [
            bundle
            for path in sorted(self._spool.glob(f"*/*/*/{FEED}"))
            for bundle in _bundles(_parts(path, utc_date(self._until - 1)), daily_from)
        ]
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            for _ in pool.map(_deliver, [self._out] * len(bundles), bundles, chunksize=8):
                pass
        shutil.rmtree(self._spool, ignore_errors=True)


def _parts(path: Path, last_on: date) -> list[Part]:
    """What a feed delivers, in order. path: of the feed's description; last_on: the run's last day."""
    feed = Feed(**orjson.loads(path.read_bytes()))
    days = sorted(path.parent.glob("[0-9]*"))

    def period(spooled: Path) -> int:
        return (int(spooled.name) + MONDAY) // feed.every_days

    return [
        Part(feed, min(utc_date(((number + 1) * feed.every_days - MONDAY - 1) * DAY), last_on), tuple(spooled))
        for number, spooled in groupby(days, period)
    ]


def _bundles(parts: list[Part], daily_from: date | None) -> list[list[Part]]:
    """Which parts come together as one file."""

    def file_of(part: Part) -> tuple[int, int, int]:
        return (part.on.year, part.on.month, part.on.day if daily_from is None or part.on >= daily_from else 0)

    return [list(together) for _, together in groupby(parts, file_of)]


def _deliver(out: Path, bundle: list[Part]) -> None:
    feed, on = bundle[0].feed, bundle[-1].on
    size = sum(path.stat().st_size for part in bundle for path in part.spooled)
    with Files(out / feed.folder / feed.source, f"{feed.stem}_{on}", feed.suffix, feed.header, size) as files:
        for part in bundle:
            for block in part.blocks():
                files.write(block.replace(INNER_END, b"\n"))
