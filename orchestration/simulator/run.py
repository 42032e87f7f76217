"""What every writer gets: the scenario, where lines go, and where the truth goes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from orchestration.simulator.contact import Contact, StatusChange
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.rota import Shift
from orchestration.simulator.scenario import Scenario
from orchestration.simulator.truth import Truth


@dataclass(frozen=True)
class Run:
    """A run's parts."""

    scenario: Scenario
    delivery: Delivery
    faults: Faults
    truth: Truth

    def random(self, *names: object) -> random.Random:
        """A source of chance of its own for what `names` name, the same in every run of the seed."""
        return random.Random("/".join(map(str, (self.scenario.seed, *names))))


@dataclass(frozen=True)
class Day:
    """What was closed on a UTC date.

    contacts: those whose last work ended on it, in order of closing. statuses: agents' changes of status.
    shifts: planned ones that begin on it. statuses_before: changes of status of the day before, on which what was
    closed today may have begun.
    """

    on: date
    contacts: Sequence[Contact]
    statuses: Sequence[StatusChange]
    shifts: Sequence[Shift]
    statuses_before: Sequence[StatusChange] = ()


class Writer(Protocol):
    """Writes what one of the centre's systems writes."""

    def open(self, run: Run) -> None:
        """Write what stands before the first day: policy, rosters, members."""

    def write(self, run: Run, day: Day) -> None:
        """Write what a day leaves behind; what follows from it later goes to its own day by its own moment."""
