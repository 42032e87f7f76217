"""What agents' time, contacts in agents' hands and forecasts truly came to, and which of it faults leave uncertain."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import compute

from orchestration.simulator.truths.tables import read_columns, read_table
from orchestration.simulator.truths.workforce_kpis import (
    ARRIVALS,
    BY_AGENT,
    HANDOVERS,
    agent_parts,
    forecast_parts,
    handover_parts,
    workforce_rows,
)

Row = Mapping[str, Any]
LOST = frozenset(("lost", "quarantined"))
AROUND = timedelta(days=2)
"""A contact moves the shares of its agent's own day, which another client's clock may count to the day beside it."""
LENGTHS = {"day": 1, "week": 7, "month": 31, "contract": 10_000}
"""Days of a period, or more."""


def workforce_truth(
    out: Path, contacts: Mapping[str, Row], gone: Set[str], starts: Mapping[str, date], complete_to: Mapping[str, date]
) -> Iterator[Row]:
    """KPIs as rows of the truth table `kpi`, from the contacts that were delivered.

    contacts: those to be compared, by number. gone: those a fault took away. starts: begin of each client's contract.
    complete_to: each client's last whole day.
    """
    zones = {row["client_id"]: row["client_zone"] for row in read_table(out, "plan_lines")}
    parts = chain(
        handover_parts(there(out, contacts, gone, HANDOVERS)),
        forecast_parts(
            read_table(out, "forecast"),
            there(out, contacts, gone, ARRIVALS),
            {client: zones[client] for client in complete_to},
            complete_to,
        ),
        agent_parts(out, gone),
    )
    return workforce_rows((part for part in parts if part[0][0] in starts), lambda client: starts[client])


def there(
    out: Path, contacts: Mapping[str, Row], gone: Set[str], types: Mapping[str, pyarrow.DataType]
) -> Iterator[pyarrow.RecordBatch]:
    """Columns of the contacts that were delivered; arguments as in workforce_truth()."""
    delivered = pyarrow.array(sorted(contacts.keys() - gone), pyarrow.string())
    for batch in read_columns(out, "contact", {**types, "contact": pyarrow.string()}):
        yield batch.filter(compute.is_in(batch["contact"], delivered))


class Unsure:
    """Which cells of the KPIs faults leave uncertain."""

    def __init__(self, out: Path, contacts: Mapping[str, Row], touched: Set[str]) -> None:
        """touched: contacts of which faults took a record away or changed it."""
        self._platforms = {row["client_id"]: row["delivery_id"] for row in read_table(out, "plan_lines")}
        self._of_agents: defaultdict[str, set[date]] = defaultdict(set)
        self._of_events: defaultdict[str, set[date]] = defaultdict(set)
        self._unmapped: defaultdict[str, set[date]] = defaultdict(set)
        self._whole: set[tuple[str, str]] = set()
        for number in touched:
            row = contacts[number]
            _add(self._of_agents[row["delivery_id"]], row["arrived_at"][:10], row["closed_at"][:10])
        by_id = {(row["platform"], row["contact_id"][:-4]): row for row in contacts.values()}
        for fault in read_table(out, "fault"):
            feed, folder = (fault["feed"] or "").lower(), fault["folder"]
            if fault["fault"] == "unmapped_reason":
                struck = by_id.get((fault["source"], fault["record_id"][:-4]))
                if struck is not None:
                    self._unmapped[struck["client_id"]].add(date.fromisoformat(struck["arrival_on"]))
            elif fault["effect"] in LOST and feed == "agent_event":
                on = re.findall(r"\d{4}-\d\d-\d\d", fault["file_name"])[0]
                _add(self._of_agents[folder], on, on)
                _add(self._of_events[folder], on, on)
            elif fault["effect"] in LOST:
                self._whole.add((folder, feed))

    def __contains__(self, cell: tuple[Any, ...]) -> bool:
        """cell: as truth_check has it."""
        client, _, _, _, period_type, start, kpi_id, _ = cell
        delivery = self._platforms[client]
        if kpi_id == "forecast_error":
            return (client, "volume") in self._whole
        if kpi_id == "avoidable_transfer_rate":
            return _holds(period_type, start, self._unmapped[client])
        if kpi_id == "hold_abandon_rate":
            return _holds(period_type, start, self._of_events[delivery])
        if kpi_id not in BY_AGENT:
            return False
        is_plan_lost = kpi_id == "adherence" and (delivery, "schedule") in self._whole
        is_clock_lost = (delivery, "roster") in self._whole
        return is_plan_lost or is_clock_lost or _holds(period_type, start, self._of_agents[delivery])


def _add(days: set[date], first: str, last: str) -> None:
    on = date.fromisoformat(first) - AROUND
    while on <= date.fromisoformat(last) + AROUND:
        days.add(on)
        on += timedelta(days=1)


def _holds(period_type: str, start: str, days: Set[date]) -> bool:
    begins = date.fromisoformat(start)
    return any(begins <= day < begins + timedelta(days=LENGTHS[period_type]) for day in days)
