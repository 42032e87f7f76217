"""A simulation from its arguments to its files: found the centre, let it work, write what each system writes."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from orchestration.simulator.centre import UNTIL_CLOSED, Centre
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults, Level
from orchestration.simulator.founding import found
from orchestration.simulator.moments import midnight
from orchestration.simulator.processes import BesideError, join, start, stop
from orchestration.simulator.realism import write_page
from orchestration.simulator.run import Day, Run, Writer
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.writer import add_up
from orchestration.simulator.writers import writers_of

LEAST_DRAWN = 2000
"""Contacts below which plots would show chance and not a centre."""
UNWRITTEN = "a day could not be written"
MOST_CLIENTS, MOST_DAYS, MOST_CONTACTS = 30, 1100, 50_000


class SimulationError(Exception):
    """A simulation that cannot be run; one sentence."""


@dataclass(frozen=True)
class Order:
    """What is to be simulated.

    until: last local date of arrivals. contacts_per_day: of each client, on an average day. out: the landing folder to
    fill. daily_days: how many of the last days come file by file; what lies before comes in one piece, as a centre that
    goes live delivers its history.
    """

    clients: int
    days: int
    contacts_per_day: int
    seed: int
    until: date
    faults: Level
    out: Path
    daily_days: int = 14

    def check(self) -> None:
        """Say in one sentence what cannot be done.

        Raises:
            SimulationError: an argument is out of range, or the folder is in use.
        """
        for name, value, most in (
            ("--clients", self.clients, MOST_CLIENTS),
            ("--days", self.days, MOST_DAYS),
            ("--contacts-per-day", self.contacts_per_day, MOST_CONTACTS),
        ):
            if not 1 <= value <= most:
                raise SimulationError(f"{name} must lie between 1 and {most}, not {value}")
        if not 1971 + self.days // 365 <= self.until.year <= 2099:
            raise SimulationError(f"--until must be a date from 1975 to 2099, not {self.until}")
        if self.out.exists() and (not self.out.is_dir() or any(self.out.iterdir())):
            raise SimulationError(f"{self.out} is not an empty folder; name one that is empty or does not exist yet")


@dataclass(frozen=True)
class Simulated:
    """What was simulated: numbers of contacts and files, and the folders they lie in."""

    contact_count: int
    file_count: int
    landing: Path
    truth: Path


def simulate(order: Order, progress: Callable[[str], None]) -> Simulated:
    """Run a simulation; a run that breaks off leaves no folder behind.

    Raises:
        SimulationError: it cannot be run. OSError: the folder cannot be written.
    """
    order.check()
    existed = order.out.exists()
    # What happens to members refers to what came before and never back: there are no circles to look for.
    gc.disable()
    try:
        return _simulate(order, progress)
    except BaseException as error:
        for path in order.out.iterdir() if order.out.exists() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if order.out.exists() and not existed:
            order.out.rmdir()
        if isinstance(error, BesideError):
            raise SimulationError(str(error)) from error
        raise
    finally:
        gc.enable()


def _simulate(order: Order, progress: Callable[[str], None]) -> Simulated:
    first_on = order.until - timedelta(days=order.days - 1)
    faults = Faults(order.faults, order.seed)
    progress(f"founding a centre for {order.clients} clients")
    scenario = found(order.seed, first_on, order.until, order.clients, order.contacts_per_day, faults)
    order.out.mkdir(parents=True, exist_ok=True)
    ends = midnight(order.until + timedelta(days=1)) + UNTIL_CLOSED
    run = Run(scenario, Delivery(order.out, ends), faults, Truth(order.out))
    writers = writers_of(scenario)
    for writer in writers:
        writer.open(run)
    run.delivery.flush()
    run.truth.flush()
    contact_count = _work(run, writers, order.until, progress)
    progress("bringing the files to their folders")
    run.delivery.finish(faults, run.truth, order.until - timedelta(days=order.daily_days))
    progress("adding up the truth")
    add_up(run, order.out)
    run.truth.flush()
    if contact_count >= LEAST_DRAWN:
        write_page(order.out)
    file_count = sum(path.is_file() for path in order.out.rglob("*") if ".truth" not in path.parts)
    return Simulated(contact_count, file_count, order.out, order.out / ".truth")


def _work(run: Run, writers: Sequence[Writer], until: date, progress: Callable[[str], None]) -> int:
    """Let the centre work through its days while the day before is written; gives the number of contacts."""
    contact_count = 0
    writing: BaseProcess | None = None
    try:
        for day in Centre(run.scenario).run():
            join(writing, UNWRITTEN)
            contact_count += len(day.contacts)
            writing = start(_write_day, run, writers, day)
            if day.on.day == 1 or day.on >= until:
                progress(f"{day.on}: {contact_count:,} contacts")
        join(writing, UNWRITTEN)
    finally:
        stop(writing)
    return contact_count


def _write_day(run: Run, writers: Sequence[Writer], day: Day) -> None:
    for writer in writers:
        writer.write(run, day)
    run.delivery.flush()
    run.truth.flush()
