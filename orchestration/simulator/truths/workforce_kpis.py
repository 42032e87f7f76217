"""KPIs of agents' time, of contacts in agents' hands and of forecasts, from the simulator's own bookkeeping.

As in kpis.py: a second implementation of the definitions that shares no code with the pipeline; all numbers are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import compute

from orchestration.simulator.moments import MINUTE, SECOND, local_date
from orchestration.simulator.truths.agent_time import agent_days
from orchestration.simulator.truths.kpis import ALL, as_text, periods
from orchestration.simulator.truths.tables import read_columns, read_table

HALF_HOUR = 30 * MINUTE
HUNDREDTHS = 100
"""Forecasts have two decimals."""

PLACE = ("client_id", "line", "channel", "language")
CELL = ("client_id", "arrival_on", "line", "channel", "language")
WHAT = dict.fromkeys((*PLACE, "direction", "outcome"), pyarrow.string())
ARRIVALS: Mapping[str, pyarrow.DataType] = WHAT | {"arrived_at": pyarrow.timestamp("ms", "UTC")}
HANDOVERS: Mapping[str, pyarrow.DataType] = WHAT | {
    "arrival_on": pyarrow.date32(),
    **dict.fromkeys(
        ("is_held", "is_hold_abandoned", "is_transfer_judged", "is_avoidably_transferred"), pyarrow.bool_()
    ),
}
"""Columns of the truth table `contact` that are looked at."""

Key = tuple[str, date, str, str, str]
"""Client, local date, line, channel, language."""

RATIOS: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...], int, bool]] = {
    ("occupancy", "standard"): (("occupied",), ("occupied", "available"), SECOND, False),
    ("utilisation", "UT-logged-in"): (("occupied", "available"), ("occupied", "available", "other"), SECOND, False),
    ("adherence", "standard"): (("adherent",), ("observed",), SECOND, False),
    ("chat_concurrency", "standard"): (("chat_contact",), ("chat_busy",), SECOND, False),
    ("hold_abandon_rate", "standard"): (("hold_abandoned",), ("held",), 1, True),
    ("avoidable_transfer_rate", "standard"): (("avoidable",), ("judged",), 1, True),
    ("forecast_error", "WAPE-interval"): (("error",), ("actual",), HUNDREDTHS, True),
    ("forecast_error", "WAPE-day"): (("day_error",), ("actual",), HUNDREDTHS, True),
}
"""By KPI and variant: parts above and below the line, how many of them make one, whether things are counted."""
BY_AGENT = frozenset(("occupancy", "utilisation", "adherence", "chat_concurrency"))
KPIS = frozenset(kpi_id for kpi_id, _ in RATIOS)


def handover_parts(contacts: Iterable[pyarrow.RecordBatch]) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What rows of the truth table `contact`, with HANDOVERS, add to hold abandons and avoidable transfers."""
    for batch in contacts:
        inbound = _inbound(batch)
        is_answered = compute.equal(inbound["outcome"], "answered")
        parts = {
            "held": inbound["is_held"],
            "hold_abandoned": inbound["is_hold_abandoned"],
            "judged": compute.and_(is_answered, inbound["is_transfer_judged"]),
            "avoidable": compute.and_(is_answered, inbound["is_avoidably_transferred"]),
        }
        cells = pyarrow.table({name: inbound[name] for name in CELL} | parts).group_by(CELL, use_threads=False)
        for row in cells.aggregate([(name, "sum") for name in parts]).to_pylist():
            client, on, line, channel, language = (row[name] for name in CELL)
            yield (client, on, line, channel, language), {name: row[f"{name}_sum"] for name in parts}


def forecast_parts(
    forecasts: Iterable[Mapping[str, Any]],
    contacts: Iterable[pyarrow.RecordBatch],
    zones: Mapping[str, str],
    complete_to: Mapping[str, date],
) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What forecasts were off by, in hundredths of a contact.

    forecasts, contacts: rows of the truth tables, the latter with ARRIVALS. zones: of each client. complete_to: its
    last day that was whole.
    """
    received: Counter[tuple[str, str, str, str, int]] = Counter()
    for batch in contacts:
        inbound = _inbound(batch)
        at = inbound["arrived_at"].cast(pyarrow.int64())
        of_half = compute.multiply(compute.divide(at, HALF_HOUR), HALF_HOUR)
        halves = pyarrow.table({name: inbound[name] for name in PLACE} | {"at": of_half})
        for row in halves.group_by([*PLACE, "at"], use_threads=False).aggregate([([], "count_all")]).to_pylist():
            received[row["client_id"], row["line"], row["channel"], row["language"], row["at"]] += row["count_all"]
    days: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in forecasts:
        client, at = row["client_id"], int(row["at"])
        if client not in zones or (on := local_date(at, zones[client])) > complete_to[client]:
            continue
        actual = received[client, row["line"], row["channel"], row["language"], at] * HUNDREDTHS
        off = actual - int(Decimal(row["contacts"]) * HUNDREDTHS)
        day = days[client, on, row["line"], row["channel"], row["language"]]
        day[0] += actual
        day[1] += abs(off)
        day[2] += off
    for key, (actual, error, off) in days.items():
        yield key, {"actual": actual, "error": error, "day_error": abs(off)}


def _inbound(contacts: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Those members began, and that count."""
    is_inbound = compute.equal(contacts["direction"], "inbound")
    return contacts.filter(compute.and_(is_inbound, compute.not_equal(contacts["outcome"], "excluded")))


def agent_parts(out: Path, gone: Collection[str] = ()) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What agents' days add. gone: numbers of contacts that are not in what was delivered."""
    for (client, on), parts in agent_days(out, gone).items():
        yield (client, on, ALL, ALL, ALL), parts


def workforce_rows(
    parts: Iterable[tuple[Key, Mapping[str, int]]], contract_from: Callable[[str], date]
) -> Iterator[dict[str, Any]]:
    """Every KPI of every period and breakdown, as rows of the truth table `kpi`. contract_from: by client."""
    cells: defaultdict[tuple[str, str, str, str, str, date], Counter[str]] = defaultdict(Counter)
    for (client, on, line, channel, language), added in parts:
        # Agents' time is of no line, channel or language: it counts once.
        cuts = dict.fromkeys(((ALL, ALL, ALL), (line, ALL, ALL), (ALL, channel, ALL), (ALL, ALL, language)))
        for period_type, start in periods(on, contract_from(client)):
            for cut in cuts:
                cells[client, *cut, period_type, start].update(added)
    for (client, line, channel, language, period_type, start), sums in cells.items():
        for (kpi_id, variant), (above, below, unit, is_count) in RATIOS.items():
            numerator, denominator = (Fraction(sum(sums[name] for name in names), unit) for names in (above, below))
            if denominator:
                yield {
                    "client_id": client,
                    "line": line,
                    "channel": channel,
                    "language": language,
                    "period_type": period_type,
                    "period_start_on": start.isoformat(),
                    "kpi_id": kpi_id,
                    "variant": variant,
                    "numerator": as_text(numerator),
                    "denominator": as_text(denominator),
                    "value": as_text(numerator / denominator),
                    "n": int(denominator) if is_count else None,
                }


def all_rows(out: Path, contract_from: date, complete_to: date) -> Iterator[dict[str, Any]]:
    """The KPIs of a whole run, whose last whole day is complete_to."""
    zones = {row["client_id"]: row["client_zone"] for row in read_table(out, "plan_lines")}
    parts = chain(
        handover_parts(read_columns(out, "contact", HANDOVERS)),
        forecast_parts(
            read_table(out, "forecast"),
            read_columns(out, "contact", ARRIVALS),
            zones,
            dict.fromkeys(zones, complete_to),
        ),
        agent_parts(out),
    )
    yield from workforce_rows(parts, lambda _: contract_from)
