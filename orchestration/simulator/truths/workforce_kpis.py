"""KPIs of agents' time, of contacts in agents' hands and of forecasts, from the simulator's own bookkeeping.

As in kpis.py: a second implementation of the definitions that shares no code with the pipeline; all numbers are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from orchestration.simulator.moments import DAY, EPOCH, MINUTE, SECOND, local_date
from orchestration.simulator.truths.agent_time import agent_days
from orchestration.simulator.truths.kpis import ALL, as_text, periods
from orchestration.simulator.truths.tables import read_table

HALF_HOUR = 30 * MINUTE
HUNDREDTHS = 100
"""Forecasts have two decimals."""

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


def handover_parts(contacts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What rows of the truth table `contact` add to hold abandons and avoidable transfers."""
    for row in contacts:
        if row["direction"] != "inbound" or row["outcome"] == "excluded":
            continue
        is_answered = row["outcome"] == "answered"
        parts = {
            "held": row["is_held"],
            "hold_abandoned": row["is_hold_abandoned"],
            "judged": is_answered and row["is_transfer_judged"],
            "avoidable": is_answered and row["is_avoidably_transferred"],
        }
        on = date.fromisoformat(row["arrival_on"])
        yield (row["client_id"], on, row["line"], row["channel"], row["language"]), parts


def forecast_parts(
    forecasts: Iterable[Mapping[str, Any]],
    contacts: Iterable[Mapping[str, Any]],
    zones: Mapping[str, str],
    complete_to: Mapping[str, date],
) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What forecasts were off by, in hundredths of a contact.

    forecasts, contacts: rows of the truth tables. zones: of each client. complete_to: its last day that was whole.
    """
    received: Counter[tuple[str, str, str, str, int]] = Counter()
    for row in contacts:
        if row["direction"] == "inbound" and row["outcome"] != "excluded":
            half = _milliseconds(row["arrived_at"]) // HALF_HOUR * HALF_HOUR
            received[row["client_id"], row["line"], row["channel"], row["language"], half] += 1
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


def agent_parts(out: Path, is_counted: Callable[[str], bool]) -> Iterator[tuple[Key, Mapping[str, int]]]:
    """What agents' days add. is_counted: whether the contact of a number is in what was delivered."""
    for (client, on), parts in agent_days(out, is_counted).items():
        yield (client, on, ALL, ALL, ALL), parts


def workforce_rows(
    parts: Iterable[tuple[Key, Mapping[str, int]]], contract_from: Callable[[str], date]
) -> Iterator[dict[str, Any]]:
    """Every KPI of every period and breakdown, as rows of the truth table `kpi`. contract_from: by client."""
    cells: defaultdict[tuple[str, str, str, str, str, date], Counter[str]] = defaultdict(Counter)
    for (client, on, line, channel, language), added in parts:
        cuts = {(ALL, ALL, ALL), (line, ALL, ALL), (ALL, channel, ALL), (ALL, ALL, language)}
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
        handover_parts(read_table(out, "contact")),
        forecast_parts(
            read_table(out, "forecast"), read_table(out, "contact"), zones, dict.fromkeys(zones, complete_to)
        ),
        agent_parts(out, lambda _: True),
    )
    yield from workforce_rows(parts, lambda _: contract_from)


def _milliseconds(moment: str) -> int:
    at = datetime.fromisoformat(moment)
    clock = ((at.hour * 60 + at.minute) * 60 + at.second) * SECOND + at.microsecond // 1000
    return (at.toordinal() - EPOCH.toordinal()) * DAY + clock
