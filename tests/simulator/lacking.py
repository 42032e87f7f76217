"""Which KPIs of which periods cannot be measured: what never came, by a run's labels, and who would have needed it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from orchestration.simulator.moments import DAY, EPOCH, MINUTE
from orchestration.simulator.truths.kpis import periods
from orchestration.simulator.truths.tables import read_table

Row = Mapping[str, Any]
Day = tuple[str, date]
"""Client and local date."""
Days = set[Day]
Period = tuple[str, str, str]
"""Client, period type, first date."""

CONTACTS = "contacts"
FEEDS = {
    "Case": "case", "CaseHistory": "case_history", "Task": "task", "Grievance__c": "grievance",
    "Encounter": "encounter", "Invitation": "invitation", "Response": "response", "Schedule": "schedule",
    "Volume": "volume", "agent_event": "agent_event",
}  # fmt: skip
"""What KPIs rest on beside contacts, by the begin of its files' names."""
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "blocked_call_rate": (),
    "occupancy": (CONTACTS, "agent_event"),
    "utilisation": (CONTACTS, "agent_event"),
    "adherence": (CONTACTS, "agent_event", "schedule"),
    "hold_abandon_rate": (CONTACTS, "agent_event"),
    "forecast_error": (CONTACTS, "volume"),
    "fcr_member": (CONTACTS, "invitation", "response"),
    "case_cycle_time": ("case",),
    "case_within_due": ("case",),
    "reopen_rate": ("case", "case_history"),
    "promise_kept": ("task",),
    "escalation_supervisor": (CONTACTS, "case"),
    "escalation_client": (CONTACTS, "case"),
    "escalation_clinical": (CONTACTS, "case", "encounter"),
    "escalation_911": (CONTACTS, "case", "encounter"),
    "escalation_complaint": (CONTACTS, "case", "grievance"),
}
"""Feeds by KPI; every other rests on contacts alone."""
NOTICE = 12
"""Days by which a schedule lies ahead of its file, at most."""


def rests_on(kpi_id: str) -> tuple[str, ...]:
    """The feeds a KPI rests on."""
    return RESTS_ON.get(kpi_id, (CONTACTS,))


@dataclass
class Lacking:
    """Days of one feed: those that certainly lack, and those that a file of a day beside may reach."""

    certain: Days = field(default_factory=set)
    possible: Days = field(default_factory=set)

    def reached_from(self, client: str, on: date, until: date) -> tuple[bool, bool]:
        """Whether a day after `on`, up to `until`, certainly lacks, and whether one may."""
        days = [(client, on + timedelta(days=ahead)) for ahead in range(1, (until - on).days + 1)]
        is_certain = not self.certain.isdisjoint(days)
        return is_certain, is_certain or not self.possible.isdisjoint(days)


def lacking_beside(out: Path, clients: Iterable[tuple[str, str]]) -> Mapping[str, Lacking]:
    """What lacks of the feeds beside contacts. clients: each client with the folder of its platform."""
    found: defaultdict[str, Lacking] = defaultdict(Lacking)
    served: defaultdict[str, set[str]] = defaultdict(set)
    for client, folder in clients:
        served[client].add(client)
        served[folder].add(client)
    for fault in read_table(out, "fault"):
        feed = FEEDS.get(fault["feed"] or "")
        if fault["fault"] != "missing_day" or feed is None:
            continue
        (named,) = re.findall(r"\d{4}-\d\d-\d\d", fault["file_name"])
        on = date.fromisoformat(named)
        lacking = found[feed]
        for client in served[fault["folder"]]:
            if feed == "schedule":
                lacking.certain |= {(client, day) for day in _planned(fault["record_id"])}
                lacking.possible |= {(client, on + timedelta(days=ahead)) for ahead in range(-1, NOTICE + 1)}
            else:
                lacking.certain.add((client, on))
                # A UTC day begins in the evening before.
                lacking.possible.add((client, on - timedelta(days=1)))
    return found


def _planned(schedule_id: str) -> Iterator[date]:
    """The UTC date of a shift, which its parts are named after; of leave nothing is told."""
    _, began, *_ = schedule_id.split("-")
    if len(began) > 4:
        yield EPOCH + timedelta(days=int(began) * MINUTE // DAY)


class Measured:
    """Whether KPIs can be measured in the periods that hold certain days, by KPI and variant."""

    def __init__(self, starts: Mapping[str, date], lacking: Mapping[str, Lacking]) -> None:
        """starts: begin of each client's contract. lacking: by feed."""
        self._starts = starts
        self._lacking = lacking
        self._ahead: defaultdict[tuple[str, str | None], Lacking] = defaultdict(Lacking)
        self._periods: dict[tuple[str, str | None], tuple[set[Period], set[Period]]] = {}

    def look_ahead(
        self, kpi_id: str, variant: str | None, feed: str, client: str, on: date, until: date, *, is_certain: bool
    ) -> None:
        """Note that what happened on a day is only known with the feed's days after it, up to `until`.

        variant: None for all. is_certain: whether it is in the warehouse as it was.
        """
        certain, possible = self._lacking.get(feed, Lacking()).reached_from(client, on, until)
        if possible:
            ahead = self._ahead[kpi_id, variant]
            (ahead.certain if certain and is_certain else ahead.possible).add((client, on))

    def of(self, cell: tuple[Any, ...]) -> bool | None:
        """Whether a cell of truth_check is measured; None where the labels do not tell."""
        key = (cell[6], cell[7])
        if key not in self._periods:
            parts = [self._lacking.get(feed, Lacking()) for feed in rests_on(cell[6])]
            parts += [self._ahead[key], self._ahead[cell[6], None]]
            self._periods[key] = (
                periods_of(set().union(*(part.certain for part in parts)), self._starts),
                periods_of(set().union(*(part.possible for part in parts)), self._starts),
            )
        certain, possible = self._periods[key]
        period = (cell[0], *cell[4:6])
        return False if period in certain else None if period in possible else True


def periods_of(days: Iterable[Day], starts: Mapping[str, date]) -> set[Period]:
    """The periods in which clients' days lie."""
    return {
        (client, period_type, start.isoformat())
        for client, on in days
        if client in starts
        for period_type, start in periods(on, starts[client])
    }
