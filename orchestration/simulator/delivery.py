"""What the centre's systems deliver: lines of files, collected by feed and day, and the files they arrive in."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path

import orjson

from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import DAY, EPOCH, utc_date
from orchestration.simulator.parts import INNER_END, Feed, Part
from orchestration.simulator.processes import leave_signals
from orchestration.simulator.spoiling import deliver
from orchestration.simulator.truth import Truth

__all__ = ["Delivery", "Feed"]

SPOOL = ".spool"
FEED = "feed.json"
MONDAY = EPOCH.weekday()
LATE_BY = 3  # files of the same feed, at most
NEAR = 14  # days around one that goes missing
NOTICED = 20  # lines a day brings, at least, where its absence tells


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

        daily_from: what lies before comes as one file a feed, as where a client goes live and delivers its history;
        None where all comes day by day. A part of it that a fault of files strikes comes by itself.
        """
        self.flush()
        bundles = [
            bundle
            for path in sorted(self._spool.glob(f"*/*/*/{FEED}"))
            for bundle in _planned(_parts(path, utc_date(self._until - 1)), faults, daily_from)
        ]
        with ProcessPoolExecutor(os.cpu_count(), initializer=leave_signals) as pool:
            try:
                for notes in pool.map(deliver, [self._out] * len(bundles), bundles):
                    for note in notes:
                        truth.add("fault", note)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
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


def _planned(parts: list[Part], faults: Faults, daily_from: date | None) -> list[list[Part]]:
    """Which parts come together as one file, and what is wrong with them."""
    parts = [replace(part, fault=_fault(part, faults), chance=faults.draw(part.key)) for part in parts]
    if parts[-1].fault == "late_file":
        parts[-1] = replace(parts[-1], fault=None)
    _keep_noticed(parts, daily_from)

    def history_or_day(part: Part) -> date | None:
        return part.on if daily_from is None or part.on >= daily_from else None

    bundles = [list(bundle) for _, bundle in groupby((part for part in parts if not part.is_alone), history_or_day)]
    file_on = {part.on: bundle[-1].on for bundle in bundles for part in bundle}
    before = {after.on: part for part, after in pairwise(parts) if part.fault == "duplicate_line"}
    alone = []
    for place, part in enumerate(parts):
        if part.is_alone:
            younger = [file_on[other.on] for other in parts[place + 1 :] if not other.is_alone][:LATE_BY]
            alone.append([replace(part, late_on=younger[part.chance % len(younger)] if younger else parts[-1].on)])
    return alone + [[replace(part, before=before.get(part.on)) for part in bundle] for bundle in bundles]


def _keep_noticed(parts: list[Part], daily_from: date | None) -> None:
    """Let a day go missing only where its feed's other days let expect a file: elsewhere nobody could tell."""
    daily = [part for part in parts if daily_from is None or part.on >= daily_from]
    lines = {part.on: part.line_count for part in daily if part.fault != "missing_day"}
    first_on, last_on = min(lines, default=date.max), max(lines, default=date.min)
    for place, part in enumerate(parts):
        if part.fault != "missing_day":
            continue
        near = [part.on + timedelta(days=away) for away in range(-NEAR, NEAR + 1) if away]
        near = [on for on in near if first_on <= on <= last_on]
        same_weekday = [lines.get(on, 0) for on in near if on.weekday() == part.on.weekday()]
        same_part = [lines.get(on, 0) for on in near if (on.weekday() > 4) == (part.on.weekday() > 4)]
        if not first_on < part.on < last_on or _usual(same_weekday, same_part) < NOTICED:
            parts[place] = replace(part, fault=None)


def _usual(same_weekday: list[int], same_part: list[int]) -> int:
    """Lines to be expected of a day, by the same weekday's, or else by those of the same part of the week."""
    counts = sorted(same_weekday if len(same_weekday) > 1 else same_part)
    return counts[(len(counts) - 1) // 2] if len(same_weekday) > 1 or len(same_part) > 2 else 0


def _fault(part: Part, faults: Faults) -> str | None:
    """The first of the faults that strike it."""
    return next((name for name in part.feed.possible if faults.strikes(name, part.key)), None)
